import type { Engine } from "../engine.ts";
import type { PageSource } from "../page-source.ts";

/** Where a hive lies that `Hivex.commit` can write: `hivexOpen` of `hivex-wasm/node` makes one of a file. */
export interface HivexStore extends PageSource {
  /**
   * Writes what has been changed: over the hive itself for null, whose new pages are read from this source then, or the
   * whole hive as another one. True when the hive itself was written; what went wrong after all was safe goes to `warn`.
   */
  commit(engine: Engine, filename: string | null, warn: (warning: string) => void): boolean;
  close(): void;
}

export function isStore(source: PageSource): source is HivexStore {
  return "commit" in source && typeof source.commit === "function";
}
