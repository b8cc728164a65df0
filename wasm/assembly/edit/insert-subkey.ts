// Hanging a key into its parent's list of subkeys.
import { patch16, patch32 } from "../changes.ts";
import { keyNode, subkeyCount } from "../key-node.ts";
import {
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_LARGEST_CLASS,
  KEY_NODE_LARGEST_SUBKEY_NAME,
  KEY_NODE_SUBKEY_COUNT,
  KEY_NODE_SUBKEY_LIST,
  NIL,
  SIGNATURE_LF,
  SIGNATURE_LH,
  SIGNATURE_RI,
} from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { hashOfInput } from "../name.ts";
import { failed } from "../status.ts";
import { listCount, listKind } from "../subkey-list.ts";
import { hintOfSpelling } from "./name-edit.ts";
import { leafSlot, mostElements, newList, provedList, putElement, splitLeaf, usualKind } from "./subkey-list-edit.ts";
import { placeInLeaf, placeInRoot, rootCount, seekNewPlace } from "./subkey-place.ts";

/**
 * Seeks the place of a new subkey whose name has been taken and is upcased in INPUT; false after a fault, as when there is
 * one of that name. Nothing is changed.
 */
export function seekInsertion(parentOffset: u32, parent: u32, length: u32): bool {
  return subkeyCount(parent) == 0 || seekNewPlace(parentOffset, parent, length);
}

/** Hangs a key into the list at the place that has just been sought; false after a fault. */
export function insertSubkey(parent: u32, subkey: u32, length: u32): bool {
  const count = subkeyCount(parent);
  if (count == 0) {
    const kind = usualKind();
    const list = newList(kind, subkey, besideName(kind, length), subkey);
    if (list != 0) patch32(parent + KEY_NODE_SUBKEY_LIST, list);
  } else insertIntoList(parent + KEY_NODE_SUBKEY_LIST, subkey, length);
  if (!failed()) patch32(parent + KEY_NODE_SUBKEY_COUNT, count + 1);
  return !failed() && raiseSubkeyHints(parent, length * 2, u16At(keyNode(subkey) + KEY_NODE_CLASS_SIZE));
}

/** Raises what a key says about its longest subkey name and class (bytes): callers make their buffers by it. */
export function raiseSubkeyHints(parent: u32, nameSize: u32, classSize: u32): bool {
  if (u16At(parent + KEY_NODE_LARGEST_SUBKEY_NAME) < nameSize) patch16(parent + KEY_NODE_LARGEST_SUBKEY_NAME, nameSize);
  if (!failed() && u32At(parent + KEY_NODE_LARGEST_CLASS) < classSize)
    patch32(parent + KEY_NODE_LARGEST_CLASS, classSize);
  return !failed();
}

/** A full leaf is split before; one that is filled in order, from the first name to the last, is left full. */
function insertIntoList(slot: u32, subkey: u32, length: u32): bool {
  let leafAt = placeInRoot;
  let index = placeInLeaf;
  const first = leafSlot(slot, leafAt);
  if (first == 0 || provedList(first) == 0) return false;
  const kind = listKind;
  const beside = besideName(kind, length);
  let count = listCount;
  let leaves: u32 = leafAt == NIL ? 1 : rootCount;
  while (count >= mostElements(kind)) {
    if (leafAt == NIL) {
      if (!addRoot(slot)) return false;
      leafAt = 0;
    }
    const isAtEnd = index == count && leafAt + 1 == leaves;
    const half = count / 2;
    const full = leafSlot(slot, leafAt);
    if (full == 0) return false;
    const right = isAtEnd ? newList(kind, subkey, beside, u32At(full)) : splitLeaf(full, half);
    if (right == 0 || !putElement(slot, leafAt + 1, right, 0)) return false;
    if (isAtEnd) return true;
    leaves++;
    if (index > half) {
      leafAt++;
      index -= half;
      count -= half;
    } else count = half;
  }
  const leaf = leafSlot(slot, leafAt);
  return leaf != 0 && putElement(leaf, index, subkey, beside);
}

/** Puts an index root above a leaf. */
function addRoot(slot: u32): bool {
  const root = newList(SIGNATURE_RI, u32At(slot), 0, u32At(slot));
  if (root != 0) patch32(slot, root);
  return !failed();
}

/** What a leaf of this kind puts beside the offset of the key whose name has been taken. */
function besideName(kind: u32, length: u32): u32 {
  if (kind == SIGNATURE_LH) return hashOfInput(length);
  return kind == SIGNATURE_LF ? hintOfSpelling(length) : 0;
}
