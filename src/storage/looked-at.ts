import type { PageSource } from "hivex-wasm";
import { Hive } from "../hive/hive.ts";

/** Opens what has been written with an engine of its own, and lets `look` judge it. */
export function lookedAt(look: (fresh: Hive) => void): (source: PageSource) => void {
  return (source) => {
    const hive = Hive.open(source);
    try {
      look(hive);
    } finally {
      hive.close();
    }
  };
}
