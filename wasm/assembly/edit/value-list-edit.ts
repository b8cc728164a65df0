// Changing a key's value list: offsets in the order in which the values were made.
import {
  BIN_NOT_PROVED,
  IN_VALUE,
  IN_VALUE_LIST,
  KEY_REFUSED,
  RULE_HANDLE,
  RULE_NOT_IN_LIST,
  RULE_SHARED_CELL,
} from "../abi.ts";
import { addressOf, cellPart, dataFileOffsetOf, fileOffsetOf } from "../cell.ts";
import { moveBytes, patch32, patchBytes } from "../changes.ts";
import { allocate, capacityOf, release, resizeInPlace } from "../free-space.ts";
import { proveCell } from "../hive-bin.ts";
import { valueCount, valueListOf } from "../key-node.ts";
import {
  CELL_HEADER_SIZE,
  KEY_FLAG_PREDEFINED_HANDLE,
  KEY_NODE_FLAGS,
  KEY_NODE_LARGEST_VALUE_DATA,
  KEY_NODE_LARGEST_VALUE_NAME,
  KEY_NODE_VALUE_COUNT,
  KEY_NODE_VALUE_LIST,
  NIL,
} from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { valueList } from "../value.ts";
import { provedKeyNode } from "./key-node-edit.ts";

const ELEMENT: u32 = 4;
const FEW: u32 = 100; // values up to which a list has no elements to spare, as in hives that Windows wrote

/** Lets a key in whose values are going to be changed, with its list. Its address; 0 after a fault. */
export function keyWithValues(offset: u32): u32 {
  const key = provedKeyNode(offset);
  if (key == 0) return 0;
  if ((u16At(key + KEY_NODE_FLAGS) & KEY_FLAG_PREDEFINED_HANDLE) != 0)
    return fail(KEY_REFUSED, IN_VALUE_LIST, RULE_HANDLE, dataFileOffsetOf(offset) + KEY_NODE_VALUE_COUNT, 0, 0);
  if (valueCount(key) == 0) return key;
  return valueList(key) != 0 && proveCell(valueListOf(key)) ? key : 0;
}

/** Where in its key's list a value stands; NIL after a fault, also when the list names it twice. */
export function positionInList(key: u32, value: u32): u32 {
  const list = valueList(key);
  const count: u32 = list == 0 ? 0 : valueCount(key);
  let position: u32 = NIL;
  for (let index: u32 = 0; index < count; index++) {
    if (u32At(list + index * ELEMENT) != value) continue;
    if (position != NIL) return refuse(RULE_SHARED_CELL, value);
    position = index;
  }
  return position != NIL || failed() ? position : refuse(RULE_NOT_IN_LIST, value);
}

/** Puts a value behind the others, near whose key new room is sought; false after a fault. */
export function appendToList(keyOffset: u32, key: u32, value: u32): bool {
  const count = valueCount(key);
  const list = count == 0 ? allocate(ELEMENT, keyOffset) : listFor(valueListOf(key), count);
  if (failed()) return false;
  const element = cellPart(list, IN_VALUE_LIST, (count + 1) * ELEMENT, count * ELEMENT, ELEMENT);
  if (element == 0) return false;
  patch32(element, value);
  patch32(key + KEY_NODE_VALUE_LIST, list);
  patch32(key + KEY_NODE_VALUE_COUNT, count + 1);
  return !failed();
}

/** Puts another value into a value's place. */
export function replaceInList(key: u32, position: u32, value: u32): void {
  patch32(valueList(key) + position * ELEMENT, value);
}

/** Takes a value out; the others keep their order, and the last one takes the list and the largest sizes with it. */
export function removeFromList(key: u32, position: u32): bool {
  const list = valueListOf(key);
  const count = valueCount(key) - 1;
  patch32(key + KEY_NODE_VALUE_COUNT, count);
  if (count == 0) {
    patch32(key + KEY_NODE_VALUE_LIST, NIL);
    patch32(key + KEY_NODE_LARGEST_VALUE_NAME, 0);
    patch32(key + KEY_NODE_LARGEST_VALUE_DATA, 0);
    return release(list);
  }
  const element = addressOf(list) + CELL_HEADER_SIZE + position * ELEMENT;
  moveBytes(element, element + ELEMENT, (count - position) * ELEMENT);
  return resizeInPlace(list, count * ELEMENT);
}

/** A list with room for one more than `count` values: the one that is there, if it can, else a copy. 0 after a fault. */
function listFor(list: u32, count: u32): u32 {
  const needed = (count + 1) * ELEMENT;
  if (capacityOf(list) >= needed) return list;
  const wanted = count < FEW ? needed : needed + (needed / 2 / ELEMENT) * ELEMENT;
  if (resizeInPlace(list, wanted) || (wanted != needed && resizeInPlace(list, needed))) return list;
  const copy = allocate(wanted, list);
  if (copy == 0) return 0;
  patchBytes(addressOf(copy) + CELL_HEADER_SIZE, addressOf(list) + CELL_HEADER_SIZE, count * ELEMENT);
  return release(list) ? copy : 0;
}

function refuse(rule: u32, value: u32): u32 {
  fail(BIN_NOT_PROVED, IN_VALUE, rule, fileOffsetOf(value), 0, 0);
  return NIL;
}

/** Raises one of a key's largest sizes, which stands at `field`. */
export function raise(field: u32, size: u32): void {
  if (u32At(field) < size) patch32(field, size);
}
