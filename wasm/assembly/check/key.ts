// What a key node says about itself: each function is one of the rules I33 to I51.
import { IN_BASE_BLOCK, IN_CLASS_NAME, IN_KEY_NODE, IN_SUBKEY_LIST, MAXIMUM_DEPTH_FRAMES } from "../abi.ts";
import { minorVersion } from "../base-block.ts";
import { hasCompressedName, keyNameSize, subkeyCount, subkeyListOf, valueCount, valueListOf } from "../key-node.ts";
import {
  BASE_BLOCK_ROOT,
  KEY_FLAG_COMPRESSED_NAME,
  KEY_FLAG_HIVE_ENTRY,
  KEY_FLAG_HIVE_EXIT,
  KEY_FLAG_PREDEFINED_HANDLE,
  KEY_FLAG_VOLATILE,
  KEY_NODE_CLASS,
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_FLAGS,
  KEY_NODE_LAST_WRITTEN,
  KEY_NODE_NAME_SIZE,
  KEY_NODE_PARENT,
  KEY_NODE_SIGNATURE,
  KEY_NODE_SIZE,
  KEY_NODE_SUBKEY_LIST,
  KEY_NODE_VALUE_LIST,
  KEY_NODE_VOLATILE_SUBKEY_COUNT,
  MAXIMUM_KEY_NAME_LENGTH,
  NIL,
  OLD_CELL_MINOR,
  SIGNATURE_NK,
} from "../layout.ts";
import { u8At, u16At, u32At, u64At } from "../memory.ts";
import { capacity, cellPlace, claim, dataOf, leads, leadsSilently, owns, placeOf } from "./cell-map.ts";
import { report, reportLesser } from "./findings.ts";
import { keyAt, level, pushKey } from "./key-stack.ts";

const KNOWN_FLAGS: u32 = 0x03ff;
const EARLIEST: u64 = 122747616000000000; // 1990-01-01 as a FILETIME
const BACKSLASH: u32 = 0x5c;

/** Keys met. */
export let keysSeen: u32 = 0;

let latest: u64 = 0; // the time now
let room: u32 = 0; // bytes that the key node's cell holds

/** Bytes of the present key's name: those that its cell holds. */
export let nameSize: u32 = 0;

export function openKeys(now: u64): void {
  latest = now;
  keysSeen = 0;
}

/**
 * Enters a key that a reference at `place` leads to, and judges what its node says about itself. Its address; 0 where there
 * is no key node, or one that was met before.
 */
export function enterKey(offset: u32, place: u32): u32 {
  const isRoot = level < 0;
  if (!isRoot && ((level + 1) as u32) >= MAXIMUM_DEPTH_FRAMES) return tooDeep(offset);
  if (!leads(offset, IN_SUBKEY_LIST, place)) return 0;
  room = capacity;
  const node = dataOf(offset);
  if (!claim(offset)) return reachedTwice(node, offset, place);
  const isMarked = room >= 4 && u16At(node + KEY_NODE_SIGNATURE) == SIGNATURE_NK;
  if (room < KEY_NODE_SIZE || (!isMarked && !seemsKey(node))) {
    report(62, IN_SUBKEY_LIST, place, SIGNATURE_NK, u16At(node));
    return 0;
  }
  const parent = isRoot ? NIL : keyAt(level);
  pushKey(offset, node);
  keysSeen++;
  if (!isMarked) report(33, IN_KEY_NODE, placeOf(node), SIGNATURE_NK, u16At(node));
  nameHolds(node);
  if (!isRoot) parentIsNamed(node, parent);
  flagsHold(node, isRoot);
  subkeysAgree(node);
  valuesAgree(node);
  noVolatileSubkeys(node);
  classHolds(node);
  timeIsPossible(node);
  return node;
}

/** I13 and I18: enters the root, which the base block leads to. */
export function enterRoot(offset: u32): u32 {
  const isKey = leadsSilently(offset) && capacity >= KEY_NODE_SIZE && u16At(dataOf(offset)) == SIGNATURE_NK;
  if (!isKey) {
    report(13, IN_BASE_BLOCK, BASE_BLOCK_ROOT, SIGNATURE_NK, offset);
    return 0;
  }
  const node = enterKey(offset, BASE_BLOCK_ROOT);
  if (node != 0 && (u16At(node + KEY_NODE_FLAGS) & KEY_FLAG_HIVE_ENTRY) == 0)
    report(18, IN_KEY_NODE, placeOf(node) + KEY_NODE_FLAGS, KEY_FLAG_HIVE_ENTRY, u16At(node + KEY_NODE_FLAGS));
  return node;
}

/** I40 */
function tooDeep(offset: u32): u32 {
  report(40, IN_KEY_NODE, cellPlace(offset), MAXIMUM_DEPTH_FRAMES, (level + 1) as u32);
  return 0;
}

/** I39 for a key, I28 for anything else. */
function reachedTwice(node: u32, offset: u32, place: u32): u32 {
  const isKey = room >= KEY_NODE_SIZE && u16At(node + KEY_NODE_SIGNATURE) == SIGNATURE_NK;
  report(isKey ? 39 : 28, IN_SUBKEY_LIST, place, 0, offset);
  return 0;
}

/** Without a signature: a cell in which a name fits and which names the parent that leads here. */
function seemsKey(node: u32): bool {
  const size = keyNameSize(node);
  return level >= 0 && u32At(node + KEY_NODE_PARENT) == keyAt(level) && size > 0 && size <= room - KEY_NODE_SIZE;
}

/** I34 to I37 and I51 */
function nameHolds(node: u32): void {
  const place = placeOf(node) + KEY_NODE_NAME_SIZE;
  const isCompressed = hasCompressedName(node);
  nameSize = keyNameSize(node);
  if (nameSize > room - KEY_NODE_SIZE) {
    report(34, IN_KEY_NODE, place, room - KEY_NODE_SIZE, nameSize);
    nameSize = room - KEY_NODE_SIZE;
  }
  if (nameSize == 0 || (!isCompressed && (nameSize & 1) != 0)) report(35, IN_KEY_NODE, place, 1, nameSize);
  const length = isCompressed ? nameSize : nameSize / 2;
  if (length == MAXIMUM_KEY_NAME_LENGTH + 1) reportLesser(36, IN_KEY_NODE, place, MAXIMUM_KEY_NAME_LENGTH, length);
  else if (length > MAXIMUM_KEY_NAME_LENGTH) report(36, IN_KEY_NODE, place, MAXIMUM_KEY_NAME_LENGTH, length);
  unitsHold(node + KEY_NODE_SIZE, length, isCompressed);
  const marked = (u16At(node + KEY_NODE_FLAGS) & KEY_FLAG_COMPRESSED_NAME) != 0;
  if (marked && minorVersion <= OLD_CELL_MINOR) report(51, IN_KEY_NODE, placeOf(node) + KEY_NODE_SIZE, 0, 1);
}

/** I37 and I51 */
function unitsHold(name: u32, length: u32, isCompressed: bool): void {
  let all: u32 = 0;
  let hasBackslash = false;
  for (let index: u32 = 0; index < length; index++) {
    const unit = isCompressed ? u8At(name + index) : u16At(name + index * 2);
    all |= unit;
    if (unit == BACKSLASH) hasBackslash = true;
  }
  if (hasBackslash) report(37, IN_KEY_NODE, placeOf(name), 0, BACKSLASH);
  if (!isCompressed && all <= 0xff && length > 0 && minorVersion > OLD_CELL_MINOR)
    report(51, IN_KEY_NODE, placeOf(name), 1, 0);
}

/** I38 */
function parentIsNamed(node: u32, parent: u32): void {
  const found = u32At(node + KEY_NODE_PARENT);
  if (found != parent) report(38, IN_KEY_NODE, placeOf(node) + KEY_NODE_PARENT, parent, found);
}

/** I41, I42 and I75 */
function flagsHold(node: u32, isRoot: bool): void {
  const place = placeOf(node) + KEY_NODE_FLAGS;
  const flags = u16At(node + KEY_NODE_FLAGS);
  const forbidden = KEY_FLAG_VOLATILE | KEY_FLAG_HIVE_EXIT | (isRoot ? 0 : KEY_FLAG_HIVE_ENTRY);
  if ((flags & forbidden) != 0) report(41, IN_KEY_NODE, place, flags & ~forbidden, flags);
  if ((flags & ~KNOWN_FLAGS) != 0) report(42, IN_KEY_NODE, place, flags & KNOWN_FLAGS, flags);
  if ((flags & KEY_FLAG_PREDEFINED_HANDLE) != 0) report(75, IN_KEY_NODE, place, 0, flags);
}

/** I43 of subkeys */
function subkeysAgree(node: u32): void {
  listIsNamed(subkeyCount(node), subkeyListOf(node), placeOf(node) + KEY_NODE_SUBKEY_LIST);
}

/** I43 of values; a predefined handle has none. */
function valuesAgree(node: u32): void {
  if ((u16At(node + KEY_NODE_FLAGS) & KEY_FLAG_PREDEFINED_HANDLE) != 0) return;
  listIsNamed(valueCount(node), valueListOf(node), placeOf(node) + KEY_NODE_VALUE_LIST);
}

function listIsNamed(count: u32, list: u32, place: u32): void {
  if (count != 0 && list == NIL) report(43, IN_KEY_NODE, place, count, list);
  else if (count == 0 && list != NIL) reportLesser(43, IN_KEY_NODE, place, 0, list);
}

/** I44 */
function noVolatileSubkeys(node: u32): void {
  const count = u32At(node + KEY_NODE_VOLATILE_SUBKEY_COUNT);
  if (count != 0) report(44, IN_KEY_NODE, placeOf(node) + KEY_NODE_VOLATILE_SUBKEY_COUNT, 0, count);
}

/** I45 */
function classHolds(node: u32): void {
  const offset = u32At(node + KEY_NODE_CLASS);
  const size = u16At(node + KEY_NODE_CLASS_SIZE);
  const place = placeOf(node) + KEY_NODE_CLASS;
  if (size == 0) {
    if (offset != NIL) reportLesser(45, IN_KEY_NODE, place, NIL, offset);
    return;
  }
  if (offset == NIL) {
    report(45, IN_KEY_NODE, place, size, offset);
    return;
  }
  if (!owns(offset, IN_CLASS_NAME, place)) return;
  if (size > capacity || (size & 1) != 0) report(45, IN_KEY_NODE, placeOf(node) + KEY_NODE_CLASS_SIZE, capacity, size);
}

/** I50 */
function timeIsPossible(node: u32): void {
  const time = u64At(node + KEY_NODE_LAST_WRITTEN);
  if (time < EARLIEST || time > latest)
    report(50, IN_KEY_NODE, placeOf(node) + KEY_NODE_LAST_WRITTEN, 0, (time >> 32) as u32);
}
