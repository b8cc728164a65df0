// A value's data, piece by piece: inline, in a cell, or in the segments of a big data record (db).
import {
  BAD_VALUE_DATA,
  IN_BIG_DATA,
  IN_SEGMENT,
  IN_SEGMENT_LIST,
  IN_VALUE_DATA,
  OUTPUT_SIZE,
  PLACE_CELL,
  PLACE_INLINE,
  RULE_SEGMENT_COUNT,
  RULE_SIGNATURE,
} from "./abi.ts";
import { cell, cellPart, dataFileOffsetOf } from "./cell.ts";
import {
  BIG_DATA_COUNT,
  BIG_DATA_LIST,
  BIG_DATA_SEGMENT,
  BIG_DATA_SIGNATURE,
  BIG_DATA_SIZE,
  SIGNATURE_DB,
  VALUE_DATA,
} from "./layout.ts";
import { u16At, u32At } from "./memory.ts";
import { fail, failed } from "./status.ts";
import { dataOffset, dataPlace, dataSize } from "./value.ts";

/** Bytes that the piece last found holds. */
export let pieceSize: u32 = 0;

/** Address of the contiguous piece of data that begins at `position`; `pieceSize` tells its size. 0 after a fault. */
export function dataPiece(record: u32, position: u32): u32 {
  const left = dataSize(record) - position;
  const place = dataPlace(record);
  if (place == PLACE_INLINE) {
    pieceSize = left;
    return record + VALUE_DATA + position;
  }
  if (place == PLACE_CELL) {
    pieceSize = left < OUTPUT_SIZE ? left : OUTPUT_SIZE;
    return cellPart(dataOffset(record), IN_VALUE_DATA, dataSize(record), position, pieceSize);
  }
  const within = position % BIG_DATA_SEGMENT;
  pieceSize = left < BIG_DATA_SEGMENT - within ? left : BIG_DATA_SEGMENT - within;
  const segment = segmentOffset(dataOffset(record), dataSize(record), position / BIG_DATA_SEGMENT);
  return failed() ? 0 : cellPart(segment, IN_SEGMENT, within + pieceSize, within, pieceSize);
}

export function segmentCount(size: u32): u32 {
  return (size + BIG_DATA_SEGMENT - 1) / BIG_DATA_SEGMENT;
}

/** Offset of one segment; 0 after a fault. */
export function segmentOffset(offset: u32, size: u32, index: u32): u32 {
  const record = cell(offset, IN_BIG_DATA, BIG_DATA_SIZE);
  if (record == 0) return 0;
  const at = dataFileOffsetOf(offset);
  if (u16At(record + BIG_DATA_SIGNATURE) != SIGNATURE_DB) {
    return fail(BAD_VALUE_DATA, IN_BIG_DATA, RULE_SIGNATURE, at, SIGNATURE_DB, u16At(record + BIG_DATA_SIGNATURE));
  }
  const count = u16At(record + BIG_DATA_COUNT);
  if (count < segmentCount(size)) {
    return fail(BAD_VALUE_DATA, IN_BIG_DATA, RULE_SEGMENT_COUNT, at + BIG_DATA_COUNT, segmentCount(size), count);
  }
  const list = cell(u32At(record + BIG_DATA_LIST), IN_SEGMENT_LIST, count * 4);
  return list == 0 ? 0 : u32At(list + index * 4);
}
