// Subkey lists: index leaf (li), fast leaf (lf), hash leaf (lh), and the index root (ri) over several leaves.
import {
  BAD_SUBKEY_LIST,
  IN_INDEX_ROOT,
  IN_SUBKEY_LIST,
  RULE_LIST_COUNT,
  RULE_LIST_NESTED,
  RULE_SIGNATURE,
} from "./abi.ts";
import { cell, cellCapacity, dataFileOffsetOf, fileOffsetOf } from "./cell.ts";
import {
  INDEX_ELEMENT_SIZE,
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
import { u16At, u32At } from "./memory.ts";
import { fail } from "./status.ts";

/** Kind and element count of the list last let in. */
export let listKind: u32 = 0;
export let listCount: u32 = 0;

/** Lets a list in, elements and all, and returns its address; 0 after a fault. */
export function subkeyList(offset: u32): u32 {
  return listUpTo(offset, 0xffff);
}

/** Lets a list in as far as `wanted` elements. */
function listUpTo(offset: u32, wanted: u32): u32 {
  const list = cell(offset, IN_SUBKEY_LIST, LIST_HEADER_SIZE);
  if (list == 0) return 0;
  const at = dataFileOffsetOf(offset);
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
  return wanted < listCount
    ? cell(offset, IN_SUBKEY_LIST, LIST_HEADER_SIZE + wanted * elementSize(listKind))
    : cell(offset, IN_SUBKEY_LIST, size);
}

/** Lets a leaf in that an index root names: anything but another root. */
export function leafOfRoot(offset: u32): u32 {
  return notRoot(offset, subkeyList(offset));
}

/** The same, when no more than `wanted` elements will be looked at; only those are read. */
export function beginningOfLeaf(offset: u32, wanted: u32): u32 {
  return notRoot(offset, listUpTo(offset, wanted));
}

/** Offset of the first subkey of a leaf that an index root names; NIL after a fault. */
export function firstOfLeaf(offset: u32): u32 {
  const leaf = beginningOfLeaf(offset, 1);
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
