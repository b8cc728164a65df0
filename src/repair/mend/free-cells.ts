import { layout } from "hivex-wasm";
import type { Mending } from "./mending.ts";

/** Frees what nothing leads to, and joins free cells that lie beside each other. What they held stays until it is used. */
export function mendFreeCells(mending: Mending): void {
  for (const { offset, size } of mending.salvaged.cells.bins) {
    const end = offset + size;
    let free: number | undefined;
    for (let at = offset + layout.HIVE_BIN_SIZE; at < end; ) {
      const cellSize = Math.abs(mending.i32(at));
      if (mending.isUsed(at)) free = undefined;
      else if (free === undefined) {
        free = at;
        mending.put32(at, cellSize);
      } else mending.put32(free, at + cellSize - free);
      at += cellSize;
    }
  }
}
