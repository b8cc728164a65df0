// Subkey lists: index leaf (li), fast leaf (lf), hash leaf (lh), and the index root (ri) over several leaves.
import {
  BAD_SUBKEY_LIST,
  IN_INDEX_ROOT,
  IN_SUBKEY_LIST,
  RULE_LIST_COUNT,
  RULE_LIST_NESTED,
  RULE_LIST_SUM,
  RULE_SIGNATURE,
} from "./abi.ts";
import { binsEnd, cell, cellCapacity, fileOffsetOf } from "./cell.ts";
import {
  CELL_HEADER_SIZE,
  INDEX_ELEMENT_SIZE,
  KEY_NODE_SIZE,
  LEAF_ELEMENT_SIZE,
  LIST_COUNT,
  LIST_HEADER_SIZE,
  LIST_SIGNATURE,
  NIL,
  SIGNATURE_LF,
  SIGNATURE_LH,
  SIGNATURE_LI,
  SIGNATURE_RI,
} from "./layout.ts";
import { put32, u16At, u32At } from "./memory.ts";
import { fail } from "./status.ts";

/** Kind and element count of the list last let in. */
export let listKind: u32 = 0;
export let listCount: u32 = 0;

/** Lets a list in, elements and all, and returns its address; 0 after a fault. */
export function subkeyList(offset: u32): u32 {
  return listUpTo(offset, 0xffff);
}

/** Lets a list in of which no more than `wanted` elements will be looked at; only those are read. */
function listUpTo(offset: u32, wanted: u32): u32 {
  const list = cell(offset, IN_SUBKEY_LIST, LIST_HEADER_SIZE);
  if (list == 0) return 0;
  const at = fileOffsetOf(offset) + CELL_HEADER_SIZE;
  listKind = u16At(list + LIST_SIGNATURE);
  listCount = u16At(list + LIST_COUNT);
  if (listKind != SIGNATURE_LF && listKind != SIGNATURE_LH && listKind != SIGNATURE_LI && listKind != SIGNATURE_RI) {
    return fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_SIGNATURE, at, 0, listKind);
  }
  const size = LIST_HEADER_SIZE + listCount * elementSize(listKind);
  if (listCount == 0 || size > cellCapacity) {
    const room = (cellCapacity - LIST_HEADER_SIZE) / elementSize(listKind);
    return fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_COUNT, at + LIST_COUNT, room, listCount);
  }
  return wanted < listCount ? cell(offset, IN_SUBKEY_LIST, LIST_HEADER_SIZE + wanted * elementSize(listKind)) : cell(offset, IN_SUBKEY_LIST, size);
}

/** Lets a leaf in that an index root names: anything but another root. */
export function leafOfRoot(offset: u32): u32 {
  return notRoot(offset, subkeyList(offset));
}

/** Offset of the first subkey of a leaf that an index root names; NIL after a fault. */
export function firstOfLeaf(offset: u32): u32 {
  const leaf = notRoot(offset, listUpTo(offset, 1));
  return leaf == 0 ? NIL : u32At(elementAt(leaf, listKind, 0));
}

function notRoot(offset: u32, leaf: u32): u32 {
  if (leaf != 0 && listKind == SIGNATURE_RI) {
    return fail(BAD_SUBKEY_LIST, IN_INDEX_ROOT, RULE_LIST_NESTED, fileOffsetOf(offset), 0, 0);
  }
  return leaf;
}

export function elementSize(kind: u32): u32 {
  return kind == SIGNATURE_LF || kind == SIGNATURE_LH ? LEAF_ELEMENT_SIZE : INDEX_ELEMENT_SIZE;
}

/** Address of an element of a list that has been let in. */
export function elementAt(list: u32, kind: u32, index: u32): u32 {
  return list + LIST_HEADER_SIZE + index * elementSize(kind);
}

// A cursor over all subkeys of one key, in stored order. It lies in engine memory, so that a walk can stop and go on.
const CURSOR_LIST: u32 = 0;
const CURSOR_LEAF: u32 = 4; // which leaf of an index root
const CURSOR_POSITION: u32 = 8; // which element of that leaf
const CURSOR_REMAINING: u32 = 12; // subkeys still to come, by the key node's count
export const CURSOR_SIZE: u32 = 16;

/** A count that no hive of this size can hold is refused at once: lists that name each other could repeat for ever. */
export function openCursor(cursor: u32, list: u32, count: u32): void {
  if (count > binsEnd() / KEY_NODE_SIZE) {
    fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_SUM, fileOffsetOf(list), binsEnd() / KEY_NODE_SIZE, count);
  }
  put32(cursor + CURSOR_LIST, list);
  put32(cursor + CURSOR_LEAF, 0);
  put32(cursor + CURSOR_POSITION, 0);
  put32(cursor + CURSOR_REMAINING, count);
}

/** The next subkey's offset, or NIL at the end or after a fault: key node and list must tell the same count. */
export function nextSubkey(cursor: u32): u32 {
  const remaining = u32At(cursor + CURSOR_REMAINING);
  const offset = u32At(cursor + CURSOR_LIST);
  if (remaining == 0 && offset == NIL) return NIL;
  let list = subkeyList(offset);
  let position = u32At(cursor + CURSOR_POSITION);
  while (list != 0 && listKind == SIGNATURE_RI) {
    const leaf = u32At(cursor + CURSOR_LEAF);
    if (leaf >= listCount) return atEnd(offset, remaining, true);
    list = leafOfRoot(u32At(elementAt(list, SIGNATURE_RI, leaf)));
    if (list == 0 || position < listCount) break;
    put32(cursor + CURSOR_LEAF, leaf + 1);
    position = 0;
    list = subkeyList(offset);
  }
  if (list == 0) return NIL;
  if (position >= listCount) return atEnd(offset, remaining, true);
  if (remaining == 0) return atEnd(offset, remaining, false);
  put32(cursor + CURSOR_POSITION, position + 1);
  put32(cursor + CURSOR_REMAINING, remaining - 1);
  return u32At(elementAt(list, listKind, position));
}

/** The lists are used up, or the count is: both must be. */
function atEnd(list: u32, remaining: u32, used: bool): u32 {
  if (remaining != 0 || !used) {
    fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_SUM, fileOffsetOf(list) + CELL_HEADER_SIZE + LIST_COUNT, remaining, 0);
  }
  return NIL;
}
