// Taking a key out of its parent's list of subkeys.
import { BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_SUM, RULE_NOT_IN_LIST } from "../abi.ts";
import { dataFileOffsetOf } from "../cell.ts";
import { patch16, patch32 } from "../changes.ts";
import { release } from "../free-space.ts";
import { subkeyCount, subkeyListOf } from "../key-node.ts";
import {
  KEY_NODE_LARGEST_CLASS,
  KEY_NODE_LARGEST_SUBKEY_NAME,
  KEY_NODE_SUBKEY_COUNT,
  KEY_NODE_SUBKEY_LIST,
  LIST_COUNT,
  NIL,
  SIGNATURE_RI,
} from "../layout.ts";
import { u32At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { elementAt, listCount, listKind, subkeyList } from "../subkey-list.ts";
import { leafSlot, provedList, takeElement } from "./subkey-list-edit.ts";
import { placeInLeaf, placeInRoot, seekSubkey } from "./subkey-place.ts";

/**
 * Takes a key out of the list of its parent, both given by address as well; false after a fault. INPUT is used. With the
 * last subkey go the list and the hints.
 */
export function removeSubkey(parent: u32, subkeyOffset: u32, subkey: u32): bool {
  const count = subkeyCount(parent);
  if (count == 0) return refuse(RULE_NOT_IN_LIST, subkeyOffset, 0, subkeyOffset);
  if (!seekSubkey(parent, subkeyOffset, subkey)) return false;
  const slot = parent + KEY_NODE_SUBKEY_LIST;
  if (!(placeInRoot == NIL ? dropElement(slot, placeInLeaf) : dropFromLeaf(slot))) return false;
  if ((u32At(slot) == NIL) != (count == 1)) return refuse(RULE_LIST_SUM, subkeyOffset, count, 1);
  patch32(parent + KEY_NODE_SUBKEY_COUNT, count - 1);
  if (count > 1) return !failed();
  if (!failed()) patch16(parent + KEY_NODE_LARGEST_SUBKEY_NAME, 0);
  if (!failed()) patch32(parent + KEY_NODE_LARGEST_CLASS, 0);
  return !failed();
}

/** Frees all the lists of a key; false after a fault. */
export function releaseSubkeyLists(key: u32): bool {
  if (subkeyCount(key) == 0) return true;
  const list = subkeyList(subkeyListOf(key));
  if (list == 0) return false;
  const leaves: u32 = listKind == SIGNATURE_RI ? listCount : 0;
  for (let index: u32 = 0; index < leaves; index++)
    if (!release(u32At(elementAt(list, SIGNATURE_RI, index)))) return false;
  return release(subkeyListOf(key));
}

/** An empty leaf leaves the index root as well. */
function dropFromLeaf(slot: u32): bool {
  const leaf = leafSlot(slot, placeInRoot);
  if (leaf == 0 || provedList(leaf) == 0) return false;
  if (listCount > 1) return takeElement(leaf, placeInLeaf);
  return release(u32At(leaf)) && dropElement(slot, placeInRoot);
}

/** Takes an element out of a list; one that would be empty is freed, and its slot is then NIL. */
function dropElement(slot: u32, index: u32): bool {
  if (provedList(slot) == 0) return false;
  if (listCount > 1) return takeElement(slot, index);
  if (!release(u32At(slot))) return false;
  patch32(slot, NIL);
  return !failed();
}

function refuse(rule: u32, offset: u32, expected: u32, found: u32): bool {
  fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, rule, dataFileOffsetOf(offset) + LIST_COUNT, expected, found);
  return false;
}
