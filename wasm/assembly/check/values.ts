// A key's values, one by one: their list, their records, and what the key says about the largest of them.
import { IN_KEY_NODE, IN_VALUE, IN_VALUE_LIST } from "../abi.ts";
import { minorVersion } from "../base-block.ts";
import { valueCount, valueListOf } from "../key-node.ts";
import {
  KEY_NODE_LARGEST_VALUE_DATA,
  KEY_NODE_LARGEST_VALUE_NAME,
  KEY_NODE_VALUE_COUNT,
  KEY_NODE_VALUE_LIST,
  LAYER_MINOR,
  MAXIMUM_NAME_LENGTH,
  NIL,
  SIGNATURE_VK,
  VALUE_DATA,
  VALUE_FLAG_COMPRESSED_NAME,
  VALUE_FLAG_TOMBSTONE,
  VALUE_FLAGS,
  VALUE_NAME_SIZE,
  VALUE_SIGNATURE,
  VALUE_SIZE,
  VALUE_TYPE,
} from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { dataSize, hasCompressedName, valueFlags, valueNameSize } from "../value.ts";
import { capacity, dataOf, owns, placeOf } from "./cell-map.ts";
import { report } from "./findings.ts";
import { frameField, NODE } from "./key-stack.ts";
import { checkData } from "./value-data.ts";
import { isNewName, openNames } from "./value-names.ts";

/** Values met. */
export let valuesSeen: u32 = 0;

let list: u32 = 0; // address
let count: u32 = 0; // elements that the list's cell holds
let next: u32 = 0;
let largestName: u32 = 0;
let largestData: u32 = 0;

export function forgetValues(): void {
  valuesSeen = 0;
  count = 0;
  next = 0;
}

/** Begins with the values of the key that has been entered. */
export function openValues(): void {
  const node = frameField(NODE);
  const wanted = valueCount(node);
  next = 0;
  count = 0;
  largestName = 0;
  largestData = 0;
  if (wanted == 0 || valueListOf(node) == NIL) return;
  if (!owns(valueListOf(node), IN_KEY_NODE, placeOf(node) + KEY_NODE_VALUE_LIST)) return;
  list = dataOf(valueListOf(node));
  count = elementsHeld(node, wanted);
  openNames(count);
}

/** I63 */
function elementsHeld(node: u32, wanted: u32): u32 {
  const most = capacity / 4;
  if (wanted <= most) return wanted;
  report(63, IN_KEY_NODE, placeOf(node) + KEY_NODE_VALUE_COUNT, most, wanted);
  return most;
}

/** Checks the next value; false when all have been. */
export function checkNextValue(): bool {
  if (next == count) {
    if (count != 0) hintsHold();
    count = 0;
    next = 0;
    return false;
  }
  const element = list + next++ * 4;
  const offset = u32At(element);
  if (owns(offset, IN_VALUE_LIST, placeOf(element))) checkValue(dataOf(offset), element);
  return true;
}

function checkValue(record: u32, element: u32): void {
  const room = capacity;
  if (room < VALUE_SIZE || u16At(record + VALUE_SIGNATURE) != SIGNATURE_VK) {
    report(64, IN_VALUE_LIST, placeOf(element), SIGNATURE_VK, u16At(record));
    return;
  }
  valuesSeen++;
  const nameSize = nameHolds(record, room - VALUE_SIZE);
  const isCompressed = hasCompressedName(record);
  nameIsNew(record, nameSize, isCompressed, element);
  flagsHold(record);
  const units = isCompressed ? nameSize * 2 : nameSize;
  if (units > largestName) largestName = units;
  const held = checkData(record);
  if (held > largestData) largestData = held;
}

/** I65 and I66; the bytes of the name that the cell holds. */
function nameHolds(record: u32, room: u32): u32 {
  const size = valueNameSize(record);
  const isCompressed = hasCompressedName(record);
  const place = placeOf(record) + VALUE_NAME_SIZE;
  if (size > room || (!isCompressed && (size & 1) != 0)) report(65, IN_VALUE, place, room, size);
  const length = isCompressed ? size : size / 2;
  if (length > MAXIMUM_NAME_LENGTH) report(66, IN_VALUE, place, MAXIMUM_NAME_LENGTH, length);
  return size > room ? room : size;
}

/** I67 */
function nameIsNew(record: u32, size: u32, isCompressed: bool, element: u32): void {
  if (!isNewName(record, size, isCompressed)) report(67, IN_VALUE_LIST, placeOf(element), 0, u32At(element));
}

/** I74 */
function flagsHold(record: u32): void {
  const flags = valueFlags(record);
  const known = VALUE_FLAG_COMPRESSED_NAME | (minorVersion >= LAYER_MINOR ? VALUE_FLAG_TOMBSTONE : 0);
  const isDeleted = (flags & VALUE_FLAG_TOMBSTONE) != 0;
  const holdsData = u32At(record + VALUE_TYPE) != 0 || dataSize(record) != 0 || u32At(record + VALUE_DATA) != NIL;
  if ((flags & ~known) != 0 || (isDeleted && holdsData))
    report(74, IN_VALUE, placeOf(record) + VALUE_FLAGS, flags & known, flags);
}

/** I48 and I49 */
function hintsHold(): void {
  const node = frameField(NODE);
  const name = u32At(node + KEY_NODE_LARGEST_VALUE_NAME);
  const data = u32At(node + KEY_NODE_LARGEST_VALUE_DATA);
  if (name < largestName) report(48, IN_KEY_NODE, placeOf(node) + KEY_NODE_LARGEST_VALUE_NAME, largestName, name);
  if (data < largestData) report(49, IN_KEY_NODE, placeOf(node) + KEY_NODE_LARGEST_VALUE_DATA, largestData, data);
}
