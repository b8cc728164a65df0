// Where a value's data lies, and whether it fits its type: rules I68 to I73.
import { IN_BIG_DATA, IN_SEGMENT_LIST, IN_VALUE } from "../abi.ts";
import { minorVersion } from "../base-block.ts";
import {
  BIG_DATA_COUNT,
  BIG_DATA_LIST,
  BIG_DATA_MINOR,
  BIG_DATA_SEGMENT,
  BIG_DATA_SIGNATURE,
  BIG_DATA_SIZE,
  INLINE_DATA_MAXIMUM,
  NIL,
  SIGNATURE_DB,
  VALUE_DATA,
  VALUE_DATA_INLINE,
  VALUE_DATA_SIZE,
  VALUE_FLAG_TOMBSTONE,
  VALUE_TYPE,
} from "../layout.ts";
import { u8At, u16At, u32At } from "../memory.ts";
import { dataSize, valueFlags } from "../value.ts";
import { segmentCount } from "../value-data.ts";
import { capacity, dataOf, owns, placeOf } from "./cell-map.ts";
import { report, reportLesser } from "./findings.ts";

const TYPE_SZ: u32 = 1;
const TYPE_EXPAND_SZ: u32 = 2;
const TYPE_DWORD: u32 = 4;
const TYPE_DWORD_BIG_ENDIAN: u32 = 5;
const TYPE_MULTI_SZ: u32 = 7;
const TYPE_QWORD: u32 = 11;

let segments: u32 = 0; // address of the list of segments; 0 where the data lies in one piece
let piece: u32 = 0; // address of that piece

/** Judges a value's data; its size, 0 where the record tells an impossible one. */
export function checkData(record: u32): u32 {
  const size = dataSize(record);
  piece = 0;
  segments = 0;
  if ((u32At(record + VALUE_DATA_SIZE) & VALUE_DATA_INLINE) != 0) {
    if (!inlineFits(record, size)) return 0;
    piece = record + VALUE_DATA;
  } else if (size == 0) emptyIsMarked(record);
  else if (!isHeld(record, size)) return size;
  fitsType(record, size);
  return size;
}

/** I68 */
function inlineFits(record: u32, size: u32): bool {
  if (size <= INLINE_DATA_MAXIMUM) return true;
  report(68, IN_VALUE, placeOf(record) + VALUE_DATA_SIZE, INLINE_DATA_MAXIMUM, size);
  return false;
}

/** I70; a deleted value of a layer has no data to mark. */
function emptyIsMarked(record: u32): void {
  if ((valueFlags(record) & VALUE_FLAG_TOMBSTONE) != 0) return;
  const offset = u32At(record + VALUE_DATA);
  if (offset == NIL) reportLesser(70, IN_VALUE, placeOf(record) + VALUE_DATA_SIZE, VALUE_DATA_INLINE, 0);
  else report(70, IN_VALUE, placeOf(record) + VALUE_DATA, NIL, offset);
}

function isHeld(record: u32, size: u32): bool {
  const offset = u32At(record + VALUE_DATA);
  if (!owns(offset, IN_VALUE, placeOf(record) + VALUE_DATA)) return false;
  const data = dataOf(offset);
  if (size > BIG_DATA_SEGMENT && minorVersion >= BIG_DATA_MINOR) return segmentsHold(data, size);
  piece = data;
  return cellHolds(record, data, size);
}

/** I69 and I72 */
function cellHolds(record: u32, data: u32, size: u32): bool {
  if (size <= capacity) return true;
  const isBig = size > BIG_DATA_SEGMENT && capacity >= BIG_DATA_SIZE && u16At(data) == SIGNATURE_DB;
  if (isBig) report(72, IN_VALUE, placeOf(record) + VALUE_DATA, 0, u32At(record + VALUE_DATA));
  else report(69, IN_VALUE, placeOf(record) + VALUE_DATA_SIZE, capacity, size);
  return false;
}

/** I71 */
function segmentsHold(data: u32, size: u32): bool {
  const wanted = segmentCount(size);
  if (capacity < BIG_DATA_SIZE || u16At(data + BIG_DATA_SIGNATURE) != SIGNATURE_DB) {
    report(71, IN_BIG_DATA, placeOf(data), SIGNATURE_DB, u16At(data));
    return false;
  }
  let count = u16At(data + BIG_DATA_COUNT);
  const isCounted = count == wanted;
  if (!isCounted) report(71, IN_BIG_DATA, placeOf(data) + BIG_DATA_COUNT, wanted, count);
  const place = placeOf(data) + BIG_DATA_LIST;
  const offset = u32At(data + BIG_DATA_LIST);
  if (!owns(offset, IN_BIG_DATA, place)) return false;
  const list = dataOf(offset);
  const room = capacity / 4;
  if (count > room) report(71, IN_BIG_DATA, place, count, room);
  const isListed = count <= room;
  if (!isListed) count = room;
  let isWhole = isCounted && isListed;
  for (let index: u32 = 0; index < count; index++) {
    const left = size - index * BIG_DATA_SEGMENT;
    const part = index >= wanted ? 0 : left < BIG_DATA_SEGMENT ? left : BIG_DATA_SEGMENT;
    if (!segmentHolds(list + index * 4, part)) isWhole = false;
  }
  if (isWhole) segments = list;
  return isWhole;
}

/** I71 of one segment */
function segmentHolds(element: u32, part: u32): bool {
  if (!owns(u32At(element), IN_SEGMENT_LIST, placeOf(element))) return false;
  if (part <= capacity) return true;
  report(71, IN_SEGMENT_LIST, placeOf(element), part, capacity);
  return false;
}

/** I73. Empty data fits every type: programs use it for no text, no list and no number. */
function fitsType(record: u32, size: u32): void {
  if (size == 0) return;
  const type = u32At(record + VALUE_TYPE);
  let fits: bool = true;
  if (type == TYPE_DWORD || type == TYPE_DWORD_BIG_ENDIAN) fits = size == 4;
  else if (type == TYPE_QWORD) fits = size == 8;
  else if (type == TYPE_SZ || type == TYPE_EXPAND_SZ) fits = endsWithNul(size);
  else if (type == TYPE_MULTI_SZ) fits = endsWithNul(size) && (size == 2 || endsWithNul(size - 2));
  if (!fits) report(73, IN_VALUE, placeOf(record) + VALUE_DATA_SIZE, type, size);
}

/** Whether the unit before `end` of the data is a NUL. */
function endsWithNul(end: u32): bool {
  return (end & 1) == 0 && u8At(byteAt(end - 1)) == 0 && u8At(byteAt(end - 2)) == 0;
}

function byteAt(position: u32): u32 {
  if (segments == 0) return piece + position;
  return dataOf(u32At(segments + (position / BIG_DATA_SEGMENT) * 4)) + (position % BIG_DATA_SEGMENT);
}
