import type { Engine } from "../engine.ts";
import type { PageSource } from "../page-source.ts";

/** What a store is to write. */
export interface HivexCommit {
  /** Its `planCommit` gives the steps, its `committed` the whole file. */
  readonly engine: Engine;
  /** Offsets of the keys that were changed, to be looked over. */
  readonly touched: readonly number[];
  /** Takes what went wrong after all was safe. */
  readonly warn: (warning: string) => void;
}

/** Where a hive lies that `Hivex.commit` can write: `hivexOpen` of `hivex-wasm/node` makes one of a file. */
export interface HivexStore extends PageSource {
  /** Writes the changes over the hive itself; from then on the new pages are read here. False where there are none. */
  commit(work: HivexCommit): boolean;
  /** Writes the whole hive as a new file. True where that was the hive's own, and it was written as by `commit`. */
  commitTo(filename: string, work: HivexCommit): boolean;
  close(): void;
}

export function isStore(source: PageSource): source is HivexStore {
  return "commit" in source && typeof source.commit === "function";
}
