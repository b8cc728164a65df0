// Looking a key over after it has been edited, before it is written and again when it has been: its cell and bin, its
// class name, its values with their data, and its security cell between its neighbours. Nothing is taken from an earlier
// proof. What is far away and would have to be read is left out when the budget is used up.
import {
  BAD_KEY_HINT,
  BAD_SECURITY_RING,
  IN_BIG_DATA,
  IN_CLASS_NAME,
  IN_KEY_NODE,
  IN_SECURITY,
  IN_SEGMENT,
  IN_VALUE_DATA,
  PLACE_CELL,
  PLACE_INLINE,
  RULE_HINT,
  RULE_REFERENCES,
  RULE_RING,
} from "../abi.ts";
import { cell, cellPart, dataFileOffsetOf } from "../cell.ts";
import { checkCell } from "../hive-bin.ts";
import { keyNode, valueCount, valueListOf } from "../key-node.ts";
import {
  BIG_DATA_SEGMENT,
  BIG_DATA_SIZE,
  KEY_NODE_CLASS,
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_LARGEST_VALUE_DATA,
  KEY_NODE_LARGEST_VALUE_NAME,
  KEY_NODE_SECURITY,
  SECURITY_BACKWARD,
  SECURITY_FORWARD,
  SECURITY_REFERENCES,
} from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { security } from "../security.ts";
import { fail, failed } from "../status.ts";
import { dataOffset, dataPlace, dataSize, hasCompressedName, value, valueList, valueNameSize } from "../value.ts";
import { segmentCount, segmentOffset } from "../value-data.ts";
import { mayRead, mayReadRange } from "./reading-budget.ts";

/** Looks a key over; false after a fault. Its subkeys are another matter. */
export function validateKeyNode(offset: u32): bool {
  const key = keyNode(offset);
  return key != 0 && checkCell(offset) && classHolds(key) && valuesHold(offset, key) && securityHolds(key);
}

function classHolds(key: u32): bool {
  const size = u16At(key + KEY_NODE_CLASS_SIZE);
  const offset = u32At(key + KEY_NODE_CLASS);
  return size == 0 || !mayRead(offset) || (cell(offset, IN_CLASS_NAME, size) != 0 && checkCell(offset));
}

function valuesHold(offset: u32, key: u32): bool {
  const count = valueCount(key);
  if (count == 0) return true;
  const list = valueListOf(key);
  if (!checkCell(list)) return false;
  if (cell(list, 0, 0) != 0 && !mayReadRange(list, count * 4)) return !failed();
  const elements = valueList(key);
  if (elements == 0) return false;
  for (let index: u32 = 0; index < count; index++) {
    const element = u32At(elements + index * 4);
    if (mayRead(element) && !valueHolds(offset, key, element)) return false;
  }
  return true;
}

function valueHolds(offset: u32, key: u32, element: u32): bool {
  const record = value(element);
  if (record == 0) return false;
  const name = hasCompressedName(record) ? valueNameSize(record) * 2 : valueNameSize(record);
  return (
    hintHolds(offset, KEY_NODE_LARGEST_VALUE_NAME, u32At(key + KEY_NODE_LARGEST_VALUE_NAME), name) &&
    hintHolds(offset, KEY_NODE_LARGEST_VALUE_DATA, u32At(key + KEY_NODE_LARGEST_VALUE_DATA), dataSize(record)) &&
    dataHolds(record)
  );
}

/** Whether a key's hint about what belongs to it is large enough: callers make their buffers by it. */
export function hintHolds(offset: u32, field: u32, hint: u32, size: u32): bool {
  if (hint >= size) return true;
  fail(BAD_KEY_HINT, IN_KEY_NODE, RULE_HINT, dataFileOffsetOf(offset) + field, size, hint);
  return false;
}

/** Whether all of the data has its place. Its bytes are not read. */
function dataHolds(record: u32): bool {
  const place = dataPlace(record);
  const size = dataSize(record);
  const offset = dataOffset(record);
  if (place == PLACE_INLINE || !mayRead(offset)) return true;
  if (place == PLACE_CELL) return cellPart(offset, IN_VALUE_DATA, size, size, 0) != 0;
  if (cell(offset, IN_BIG_DATA, BIG_DATA_SIZE) == 0) return false;
  const segments = segmentCount(size);
  for (let index: u32 = 0; index < segments; index++) {
    const segment = segmentOffset(offset, size, index);
    if (failed()) return false;
    const part = index + 1 < segments ? BIG_DATA_SEGMENT : size - index * BIG_DATA_SEGMENT;
    if (mayRead(segment) && cellPart(segment, IN_SEGMENT, part, part, 0) == 0) return false;
  }
  return true;
}

/** A key has security, which counts it, and stands in a ring with its neighbours. */
function securityHolds(key: u32): bool {
  const offset = u32At(key + KEY_NODE_SECURITY);
  const record = security(offset);
  if (record == 0 || !checkCell(offset)) return false;
  const references = u32At(record + SECURITY_REFERENCES);
  if (references == 0) return refuse(RULE_REFERENCES, offset + SECURITY_REFERENCES, 1, references);
  const next = u32At(record + SECURITY_FORWARD);
  const previous = u32At(record + SECURITY_BACKWARD);
  return (
    (!mayRead(next) || neighbourNames(next, SECURITY_BACKWARD, offset)) &&
    (!mayRead(previous) || neighbourNames(previous, SECURITY_FORWARD, offset))
  );
}

function neighbourNames(neighbour: u32, field: u32, offset: u32): bool {
  const record = security(neighbour);
  if (record == 0) return false;
  return u32At(record + field) == offset || refuse(RULE_RING, neighbour + field, offset, u32At(record + field));
}

function refuse(rule: u32, place: u32, expected: u32, found: u32): bool {
  fail(BAD_SECURITY_RING, IN_SECURITY, rule, dataFileOffsetOf(place), expected, found);
  return false;
}
