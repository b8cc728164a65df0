// Where a value's data lies, and moving it there: inline up to 4 bytes, in one cell, or, in hives that have it, as big data.
import {
  DATA,
  ENGINE_BUG,
  IN_SEGMENT,
  IN_VALUE,
  IN_VALUE_DATA,
  LIMIT_EXCEEDED,
  PLACE_BIG_DATA,
  PLACE_CELL,
  PLACE_INLINE,
  RULE_DATA_LIMIT,
  RULE_NONE,
} from "../abi.ts";
import { minorVersion } from "../base-block.ts";
import { cell, cellPart, fileOffsetOf } from "../cell.ts";
import { patch32, patchBytes, patchZeros } from "../changes.ts";
import { allocate, capacityOf, release, resizeInPlace, wipes } from "../free-space.ts";
import { subkeyCount, subkeyListOf, valueListOf } from "../key-node.ts";
import {
  BIG_DATA_MINOR,
  BIG_DATA_SEGMENT,
  INLINE_DATA_MAXIMUM,
  KEY_NODE_CLASS,
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_SECURITY,
  VALUE_DATA,
  VALUE_DATA_INLINE,
  VALUE_DATA_SIZE,
} from "../layout.ts";
import { sameBytes, u16At, u32At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { dataOffset, dataPlace, dataSize, value } from "../value.ts";
import { dataPiece, pieceSize, segmentOffset } from "../value-data.ts";
import { bigDataIsApart, countedSegments, createBigData, resizeBigData } from "./big-data-edit.ts";
import { beginCells, isApart } from "./distinct-cells.ts";
import { releaseData } from "./release-value.ts";

const LARGEST_PLAIN: u32 = 0x100000; // what Windows allows where there is no big data
const MOST_SEGMENTS: u32 = 0xffff; // their count has 16 bits
const OTHER_CELLS: u32 = 8; // of one change, besides segments

/** Whether a hive of this version can hold so much data in one value; false after a fault. */
export function mayHoldData(keyOffset: u32, size: u32): bool {
  const most = minorVersion < BIG_DATA_MINOR ? LARGEST_PLAIN : MOST_SEGMENTS * BIG_DATA_SEGMENT;
  if (size > most) fail(LIMIT_EXCEEDED, IN_VALUE_DATA, RULE_DATA_LIMIT, fileOffsetOf(keyOffset), most, size);
  return size <= most;
}

/** Whether the cells of a value are different ones, and none that its key needs for something else; false after a fault. */
export function valueIsApart(keyOffset: u32, key: u32, offset: u32): bool {
  const record = value(offset);
  if (record == 0) return false;
  const place = dataPlace(record);
  const segments = place == PLACE_BIG_DATA ? countedSegments(dataOffset(record), dataSize(record)) : 0;
  if (failed()) return false;
  beginCells(OTHER_CELLS + segments);
  if (!isApart(keyOffset, IN_VALUE) || !isApart(valueListOf(key), IN_VALUE) || !isApart(offset, IN_VALUE)) return false;
  if (place == PLACE_INLINE) return true;
  if (!isApart(u32At(key + KEY_NODE_SECURITY), IN_VALUE)) return false;
  if (u16At(key + KEY_NODE_CLASS_SIZE) != 0 && !isApart(u32At(key + KEY_NODE_CLASS), IN_VALUE)) return false;
  if (subkeyCount(key) != 0 && !isApart(subkeyListOf(key), IN_VALUE)) return false;
  if (place == PLACE_BIG_DATA) return bigDataIsApart(dataOffset(record), dataSize(record), segments);
  return isApart(dataOffset(record), IN_VALUE_DATA);
}

/** Gives a value room for `size` bytes of data where so many belong; the data itself has yet to be put. False after a fault. */
export function resizeData(offset: u32, size: u32): bool {
  const record = value(offset);
  if (record == 0) return false;
  const old = dataPlace(record);
  const place = placeFor(size);
  let data = u32At(record + VALUE_DATA);
  if (place != old) {
    if (!releaseData(offset)) return false;
    if (place == PLACE_CELL) data = allocate(size, offset);
    if (place == PLACE_BIG_DATA) data = createBigData(size, offset);
  } else if (place == PLACE_CELL) data = resizeCell(data, size);
  else if (place == PLACE_BIG_DATA) {
    const counted = countedSegments(data, dataSize(record));
    if (failed() || !resizeBigData(data, counted, size)) return false;
  }
  if (failed()) return false;
  if (place != PLACE_INLINE) patch32(record + VALUE_DATA, data);
  patch32(record + VALUE_DATA_SIZE, place == PLACE_INLINE ? size | VALUE_DATA_INLINE : size);
  return !failed();
}

/** Puts `part` bytes from DATA at `position` of a value's data; inline data comes whole. False after a fault. */
export function putData(offset: u32, position: u32, part: u32): bool {
  const record = value(offset);
  if (record == 0) return false;
  const size = dataSize(record);
  if (position > size || part > size - position) {
    fail(ENGINE_BUG, IN_VALUE, RULE_NONE, fileOffsetOf(offset), size, position);
    return false;
  }
  const place = dataPlace(record);
  if (place == PLACE_BIG_DATA) return putSegments(dataOffset(record), size, position, part);
  if (place == PLACE_INLINE) {
    patchBytes(record + VALUE_DATA + position, DATA, part);
    patchZeros(record + VALUE_DATA + size, INLINE_DATA_MAXIMUM - size);
    return !failed();
  }
  const target = cellPart(dataOffset(record), IN_VALUE_DATA, size, position, part);
  if (target == 0) return false;
  patchBytes(target, DATA, part);
  return position + part < size || wipeBehind(dataOffset(record), size);
}

/** Whether a value's data is the `size` bytes in DATA; meaningless after a fault. */
export function dataIsInput(record: u32, size: u32): bool {
  let position: u32 = 0;
  while (position < size) {
    const piece = dataPiece(record, position);
    if (failed() || !sameBytes(piece, DATA + position, pieceSize)) return false;
    position += pieceSize;
  }
  return true;
}

function placeFor(size: u32): u32 {
  if (size <= INLINE_DATA_MAXIMUM) return PLACE_INLINE;
  return minorVersion >= BIG_DATA_MINOR && size > BIG_DATA_SEGMENT ? PLACE_BIG_DATA : PLACE_CELL;
}

/** The data's cell where it holds `size` bytes, or can; else another one. 0 after a fault. */
function resizeCell(offset: u32, size: u32): u32 {
  if (cell(offset, IN_VALUE_DATA, 0) == 0) return 0;
  if (resizeInPlace(offset, size)) return offset;
  return failed() || !release(offset) ? 0 : allocate(size, offset);
}

function putSegments(offset: u32, size: u32, position: u32, part: u32): bool {
  let done: u32 = 0;
  while (done < part) {
    const within = (position + done) % BIG_DATA_SEGMENT;
    const left = part - done;
    const bytes = left < BIG_DATA_SEGMENT - within ? left : BIG_DATA_SEGMENT - within;
    const segment = segmentOffset(offset, size, (position + done) / BIG_DATA_SEGMENT);
    if (failed()) return false;
    const target = cellPart(segment, IN_SEGMENT, within + bytes, within, bytes);
    if (target == 0) return false;
    patchBytes(target, DATA + done, bytes);
    done += bytes;
    if (position + done == size && !wipeBehind(segment, within + bytes)) return false;
  }
  return true;
}

/** Where freed bytes are wiped, so are those that shorter data leaves behind it in its cell. */
function wipeBehind(offset: u32, size: u32): bool {
  if (!wipes) return true;
  const rest = capacityOf(offset) - size;
  const behind = cellPart(offset, IN_VALUE_DATA, capacityOf(offset), size, rest);
  if (behind != 0) patchZeros(behind, rest);
  return !failed();
}
