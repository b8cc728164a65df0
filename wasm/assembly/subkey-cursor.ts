// A cursor over all subkeys of one key, in stored order. It lies in engine memory, so that a walk can stop and go on;
// the addresses in it stay good, because the image does not move.
import { BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_SUM } from "./abi.ts";
import { binsEnd, dataFileOffsetOf, fileOffsetOf } from "./cell.ts";
import { KEY_NODE_SIZE, LIST_COUNT, NIL, SIGNATURE_RI } from "./layout.ts";
import { put32, u32At } from "./memory.ts";
import { fail } from "./status.ts";
import { elementAt, leafOfRoot, listCount, listKind, subkeyList } from "./subkey-list.ts";

const LIST: u32 = 0; // offset of the list
const ROOT: u32 = 4; // address of the index root, 0 where there is none
const NEXT_LEAF: u32 = 8; // which leaf of the root comes next
const LEAF_COUNT: u32 = 12;
const LEAF: u32 = 16; // address of the present leaf, 0 before the first
const KIND: u32 = 20;
const COUNT: u32 = 24; // elements of the present leaf
const POSITION: u32 = 28;
const REMAINING: u32 = 32; // subkeys still to come, by the key node's count
const IS_DONE: u32 = 36;
export const CURSOR_SIZE: u32 = 40;

/** Sets a cursor to the beginning of a list that holds `count` subkeys. Nothing is read yet. */
export function openCursor(cursor: u32, list: u32, count: u32): void {
  put32(cursor + LIST, list);
  put32(cursor + IS_DONE, count == 0 ? 1 : 0);
  put32(cursor + ROOT, 0);
  put32(cursor + LEAF, 0);
  put32(cursor + COUNT, 0);
  put32(cursor + POSITION, 0);
  put32(cursor + REMAINING, count);
}

/**
 * The next subkey's offset, or NIL: at the end, or after a fault. After a fault one may go on: what could not be read is
 * passed over, and every fault brings the end nearer.
 */
export function nextSubkey(cursor: u32): u32 {
  while (u32At(cursor + IS_DONE) == 0) {
    const position = u32At(cursor + POSITION);
    if (position < u32At(cursor + COUNT)) {
      put32(cursor + POSITION, position + 1);
      return counted(cursor, u32At(elementAt(u32At(cursor + LEAF), u32At(cursor + KIND), position)));
    }
    if (!openNextLeaf(cursor)) return NIL;
  }
  return NIL;
}

/** Takes one off the key node's count; a list that holds more than that is at fault. */
function counted(cursor: u32, subkey: u32): u32 {
  const remaining = u32At(cursor + REMAINING);
  if (remaining != 0) {
    put32(cursor + REMAINING, remaining - 1);
    return subkey;
  }
  return atEnd(cursor, 1);
}

/** Opens the list's next leaf; false at the end or after a fault. */
function openNextLeaf(cursor: u32): bool {
  if (u32At(cursor + LEAF) == 0 && u32At(cursor + ROOT) == 0) return openList(cursor);
  const next = u32At(cursor + NEXT_LEAF);
  if (u32At(cursor + ROOT) == 0 || next >= u32At(cursor + LEAF_COUNT)) {
    atEnd(cursor, 0);
    return false;
  }
  put32(cursor + NEXT_LEAF, next + 1);
  return setLeaf(cursor, leafOfRoot(u32At(elementAt(u32At(cursor + ROOT), SIGNATURE_RI, next))));
}

function openList(cursor: u32): bool {
  const offset = u32At(cursor + LIST);
  const count = u32At(cursor + REMAINING);
  if (count > binsEnd() / KEY_NODE_SIZE) {
    // No hive of this size can hold so many: lists that name each other could repeat for ever.
    fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_SUM, fileOffsetOf(offset), binsEnd() / KEY_NODE_SIZE, count);
  }
  const list = subkeyList(offset);
  if (list == 0 || count > binsEnd() / KEY_NODE_SIZE) {
    put32(cursor + IS_DONE, 1);
    return false;
  }
  if (listKind != SIGNATURE_RI) return setLeaf(cursor, list);
  put32(cursor + ROOT, list);
  put32(cursor + LEAF_COUNT, listCount);
  put32(cursor + NEXT_LEAF, 0);
  return true;
}

function setLeaf(cursor: u32, leaf: u32): bool {
  put32(cursor + LEAF, leaf);
  put32(cursor + KIND, listKind);
  put32(cursor + COUNT, leaf == 0 ? 0 : listCount);
  put32(cursor + POSITION, 0);
  return leaf != 0;
}

/** The list is used up, or the key node's count is: they must be so together. */
function atEnd(cursor: u32, more: u32): u32 {
  const list = u32At(cursor + LIST);
  const missing = u32At(cursor + REMAINING);
  put32(cursor + IS_DONE, 1);
  if (missing != 0 || more != 0) {
    const at = dataFileOffsetOf(list) + LIST_COUNT;
    fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_SUM, at, missing, more);
  }
  return NIL;
}
