import { layout } from "hivex-wasm";
import type { Mending } from "./mending.ts";

/** Headers of hive bins: signature, place, size, reserved fields, and the time in the first one. */
export function mendHiveBins(mending: Mending): boolean {
  const { cells, baseBlock } = mending.salvaged;
  if (cells.breaks.size > 0) return false;
  for (const { offset, size } of cells.bins) {
    if (size % layout.PAGE_SIZE !== 0) return false;
    mending.put32(offset + layout.HIVE_BIN_SIGNATURE, layout.SIGNATURE_HBIN);
    mending.put32(offset + layout.HIVE_BIN_OFFSET, offset);
    mending.put32(offset + layout.HIVE_BIN_BYTES, size);
    mending.put32(offset + layout.HIVE_BIN_RESERVED, 0);
    mending.put32(offset + layout.HIVE_BIN_RESERVED + 4, 0);
    mending.put32(offset + layout.HIVE_BIN_SPARE, 0);
  }
  const time = layout.HIVE_BIN_TIMESTAMP;
  mending.put32(time, Number(baseBlock.lastWritten & 0xffffffffn));
  mending.put32(time + 4, Number(baseBlock.lastWritten >> 32n));
  return true;
}
