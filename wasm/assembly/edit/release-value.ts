// Freeing a value with its data. What the same cell is named for twice fails the second time: it is no cell any more.
import { IN_BIG_DATA, IN_SEGMENT, IN_VALUE_DATA, PLACE_CELL, PLACE_INLINE } from "../abi.ts";
import { cell, cellPart } from "../cell.ts";
import { release } from "../free-space.ts";
import { BIG_DATA_COUNT, BIG_DATA_LIST, BIG_DATA_SEGMENT, BIG_DATA_SIZE } from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { failed } from "../status.ts";
import { dataOffset, dataPlace, dataSize, value } from "../value.ts";
import { segmentCount, segmentOffset } from "../value-data.ts";

/** Frees a value and its data; no list may name it any more. False after a fault. */
export function releaseValue(offset: u32): bool {
  return releaseData(offset) && release(offset);
}

/** Frees the cells that hold a value's data; its record is left as it is. False after a fault. */
export function releaseData(offset: u32): bool {
  const record = value(offset);
  if (record == 0) return false;
  const place = dataPlace(record);
  if (place == PLACE_INLINE) return true;
  if (place == PLACE_CELL) return releasePart(dataOffset(record), IN_VALUE_DATA, dataSize(record));
  return releaseSegments(dataOffset(record), dataSize(record));
}

/** Segments that the record counts beyond those that the size asks for go as well; then the list, then the record. */
function releaseSegments(offset: u32, size: u32): bool {
  segmentOffset(offset, size, 0); // the record and its list are sound
  if (failed()) return false;
  const record = cell(offset, IN_BIG_DATA, BIG_DATA_SIZE);
  const count = u16At(record + BIG_DATA_COUNT);
  const needed = segmentCount(size);
  for (let index: u32 = 0; index < count; index++) {
    const segment = segmentOffset(offset, size, index);
    const rest = size - index * BIG_DATA_SEGMENT;
    const part = index >= needed ? 0 : rest < BIG_DATA_SEGMENT ? rest : BIG_DATA_SEGMENT;
    if (failed() || !releasePart(segment, IN_SEGMENT, part)) return false;
  }
  return release(u32At(record + BIG_DATA_LIST)) && release(offset);
}

/** Frees a cell that must hold `size` bytes; they need not be read for that. */
function releasePart(offset: u32, structure: u32, size: u32): bool {
  return cellPart(offset, structure, size, 0, 0) != 0 && release(offset);
}
