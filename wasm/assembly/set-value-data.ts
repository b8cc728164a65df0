// Changing a value's data where it lies. First everything is proved and read (prepare), then bytes change (apply):
// what can fail, fails before the first byte.
import {
  BIN_NOT_PROVED,
  DOES_NOT_FIT,
  ENGINE_BUG,
  IN_BIG_DATA,
  IN_SEGMENT,
  IN_VALUE,
  IN_VALUE_DATA,
  INPUT,
  PLACE_BIG_DATA,
  PLACE_CELL,
  PLACE_INLINE,
  RULE_DATA_PLACE,
  RULE_NONE,
  RULE_SHARED_CELL,
  WALK_STACK,
} from "./abi.ts";
import { minorVersion } from "./base-block.ts";
import { cell, cellCapacity, cellPart, fileOffsetOf } from "./cell.ts";
import { patch32, patchBytes, patchZeros } from "./changes.ts";
import { proveCell } from "./hive-bin.ts";
import { keyNode, valueCount, valueListOf } from "./key-node.ts";
import {
  BIG_DATA_LIST,
  BIG_DATA_MINOR,
  BIG_DATA_SEGMENT,
  BIG_DATA_SIZE,
  INLINE_DATA_MAXIMUM,
  KEY_NODE_LARGEST_VALUE_DATA,
  KEY_NODE_LAST_WRITTEN,
  NIL,
  VALUE_DATA,
  VALUE_DATA_INLINE,
  VALUE_DATA_SIZE,
} from "./layout.ts";
import { put32, u32At } from "./memory.ts";

import { fail, failed } from "./status.ts";
import { dataOffset, dataPlace, dataSize, value, valueList } from "./value.ts";
import { segmentCount, segmentOffset } from "./value-data.ts";

/** Proves and reads all that applying `size` new bytes will touch; false after a fault. */
export function prepareData(keyOffset: u32, valueOffset: u32, size: u32): bool {
  const key = keyNode(keyOffset);
  if (key == 0 || !proveCell(keyOffset)) return false;
  if (!listHolds(key, valueOffset) || !proveCell(valueListOf(key))) return false;
  const record = value(valueOffset);
  if (record == 0 || !proveCell(valueOffset)) return false;
  const place = dataPlace(record);
  if (place == PLACE_INLINE) return fits(fitsInline(record, size), valueOffset, INLINE_DATA_MAXIMUM, size);
  begunAt(keyOffset, valueListOf(key), valueOffset);
  if (place == PLACE_CELL) return isApart(dataOffset(record)) && prepareCell(record, size);
  return prepareSegments(record, size);
}

// The cells that one change touches must be different ones: in a damaged hive data may lie where the list does.
const CELLS = WALK_STACK; // their offsets; no walk is going on while a change is prepared
const CELLS_MAXIMUM: u32 = 2048;
let cellCount: u32 = 0;

function begunAt(key: u32, list: u32, value: u32): void {
  put32(CELLS, key);
  put32(CELLS + 4, list);
  put32(CELLS + 8, value);
  cellCount = 3;
}

/** Notes a cell; false after a fault, when it is one of those noted already. */
function isApart(offset: u32): bool {
  for (let index: u32 = 0; index < cellCount; index++) {
    if (u32At(CELLS + index * 4) != offset && cellCount < CELLS_MAXIMUM) continue;
    fail(BIN_NOT_PROVED, IN_VALUE_DATA, RULE_SHARED_CELL, fileOffsetOf(offset), 0, 0);
    return false;
  }
  put32(CELLS + cellCount * 4, offset);
  cellCount++;
  return true;
}

/** The value must hang in the list of the key whose time is going to change. */
function listHolds(key: u32, valueOffset: u32): bool {
  const list = valueList(key);
  const count: u32 = list == 0 ? 0 : valueCount(key);
  for (let index: u32 = 0; index < count; index++) if (u32At(list + index * 4) == valueOffset) return true;
  fail(DOES_NOT_FIT, IN_VALUE, RULE_DATA_PLACE, fileOffsetOf(valueOffset), 0, 0);
  return false;
}

/** A size of zero without the inline bit is inline in all but name, as long as it points nowhere. */
function fitsInline(record: u32, size: u32): bool {
  const isInline = (u32At(record + VALUE_DATA_SIZE) & VALUE_DATA_INLINE) != 0;
  return size <= INLINE_DATA_MAXIMUM && (isInline || u32At(record + VALUE_DATA) == NIL);
}

function prepareCell(record: u32, size: u32): bool {
  const offset = dataOffset(record);
  const old = dataSize(record);
  if (cell(offset, IN_VALUE_DATA, 0) == 0 || !proveCell(offset)) return false;
  const staysCell = size > INLINE_DATA_MAXIMUM || size == old;
  const staysPlain = minorVersion < BIG_DATA_MINOR || size <= BIG_DATA_SEGMENT;
  cell(offset, IN_VALUE_DATA, 0); // the proof has looked at other cells since
  if (!fits(staysCell && staysPlain && size <= cellCapacity, offset, cellCapacity, size)) return false;
  return cellPart(offset, IN_VALUE_DATA, size, 0, size) != 0;
}

function prepareSegments(record: u32, size: u32): bool {
  const offset = dataOffset(record);
  const big = cell(offset, IN_BIG_DATA, BIG_DATA_SIZE);
  if (big == 0 || !proveCell(offset) || !proveCell(u32At(big + BIG_DATA_LIST))) return false;
  if (!isApart(offset) || !isApart(u32At(big + BIG_DATA_LIST))) return false;
  const count = segmentCount(dataSize(record));
  const room = count * BIG_DATA_SEGMENT;
  if (!fits(size > BIG_DATA_SEGMENT && segmentCount(size) == count, offset, room, size)) return false;
  for (let index: u32 = 0; index < count; index++) {
    const segment = segmentOffset(offset, dataSize(record), index);
    if (failed() || cell(segment, IN_SEGMENT, 0) == 0 || !proveCell(segment) || !isApart(segment)) return false;
    const part = index + 1 < count ? BIG_DATA_SEGMENT : size - index * BIG_DATA_SEGMENT;
    if (cellPart(segment, IN_SEGMENT, part, 0, part) == 0) return false;
  }
  return true;
}

function fits(holds: bool, offset: u32, expected: u32, found: u32): bool {
  if (!holds) fail(DOES_NOT_FIT, IN_VALUE_DATA, RULE_DATA_PLACE, fileOffsetOf(offset), expected, found);
  return holds;
}

/** Puts `part` bytes from INPUT at `position` of the data, which has been prepared for `size` bytes. */
export function applyData(valueOffset: u32, size: u32, position: u32, part: u32): void {
  const record = value(valueOffset);
  if (record == 0) return;
  const place = dataPlace(record);
  const offset = dataOffset(record);
  if (place == PLACE_CELL) patchBytes(cellPart(offset, IN_VALUE_DATA, size, position, part), INPUT, part);
  else if (place == PLACE_BIG_DATA) applySegments(offset, size, position, part);
  else if (size > INLINE_DATA_MAXIMUM)
    fail(ENGINE_BUG, IN_VALUE, RULE_NONE, fileOffsetOf(valueOffset), INLINE_DATA_MAXIMUM, size);
  else {
    patchBytes(record + VALUE_DATA, INPUT, size);
    patchZeros(record + VALUE_DATA + size, INLINE_DATA_MAXIMUM - size);
  }
}

function applySegments(offset: u32, size: u32, position: u32, part: u32): void {
  let done: u32 = 0;
  while (done < part && !failed()) {
    const within = (position + done) % BIG_DATA_SEGMENT;
    const left = part - done;
    const bytes = left < BIG_DATA_SEGMENT - within ? left : BIG_DATA_SEGMENT - within;
    const segment = segmentOffset(offset, size, (position + done) / BIG_DATA_SEGMENT);
    if (failed()) return;
    patchBytes(cellPart(segment, IN_SEGMENT, within + bytes, within, bytes), INPUT + done, bytes);
    done += bytes;
  }
}

/** What goes with new data: the size, the key's largest data, the key's time. */
export function applyRecord(keyOffset: u32, valueOffset: u32, size: u32, timeLow: u32, timeHigh: u32): void {
  const record = value(valueOffset);
  const key = keyNode(keyOffset);
  if (record == 0 || key == 0) return;
  const inline = dataPlace(record) == PLACE_INLINE ? VALUE_DATA_INLINE : 0;
  patch32(record + VALUE_DATA_SIZE, size | inline);
  if (u32At(key + KEY_NODE_LARGEST_VALUE_DATA) < size) patch32(key + KEY_NODE_LARGEST_VALUE_DATA, size);
  patch32(key + KEY_NODE_LAST_WRITTEN, timeLow);
  patch32(key + KEY_NODE_LAST_WRITTEN + 4, timeHigh);
}
