// Where a name stands in a key's list of subkeys, or belongs. The list is sorted, so that is found by names; in a list that
// is not, or whose hints or hashes are wrong, nothing is changed that lies beside the damage.
import {
  BAD_SUBKEY_LIST,
  IN_SUBKEY_LIST,
  NAME_TAKEN,
  RULE_LIST_HINT,
  RULE_LIST_ORDER,
  RULE_LIST_SUM,
  RULE_NOT_IN_LIST,
  RULE_SHARED_CELL,
  RULE_TAKEN,
} from "../abi.ts";
import { dataFileOffsetOf, fileOffsetOf } from "../cell.ts";
import { findByHash, leafFor, probe } from "../find-subkey.ts";
import { compareKeyWithInput, hasCompressedName, keyNameSize, subkeyCount, subkeyListOf } from "../key-node.ts";
import {
  KEY_NODE_SIZE,
  LEAF_ELEMENT_HINT,
  LIST_COUNT,
  NIL,
  SIGNATURE_LF,
  SIGNATURE_LH,
  SIGNATURE_LI,
  SIGNATURE_RI,
} from "../layout.ts";
import { u32At } from "../memory.ts";
import { hashOfName, hintOfName } from "../name.ts";
import { fail, failed } from "../status.ts";
import { elementAt, leafOfRoot, listCount, listKind, subkeyList } from "../subkey-list.ts";
import { childNode } from "./key-ancestors.ts";
import { upcaseNameOf } from "./name-edit.ts";

/** The leaf: the place in the index root that names it, NIL where there is no root. */
export let placeInRoot: u32 = NIL;
/** Leaves that the index root names. */
export let rootCount: u32 = 0;
/** The place in the leaf. */
export let placeInLeaf: u32 = 0;

let leaf: u32 = 0; // address
let leafKind: u32 = 0;
let leafCount: u32 = 0;

/** Seeks the place for a new subkey of the upcased name in INPUT; false after a fault. The key has subkeys. */
export function seekNewPlace(offset: u32, key: u32, length: u32): bool {
  const list = subkeyListOf(key);
  const twin = seekName(list, length);
  if (failed() || !countsAgree(list, key)) return false;
  if (twin != NIL) {
    fail(NAME_TAKEN, IN_SUBKEY_LIST, RULE_TAKEN, fileOffsetOf(twin), 0, 0);
    return false;
  }
  if (leafKind == SIGNATURE_LH && findByHash(leaf, 0, leafCount, length) != NIL)
    return refuse(RULE_LIST_ORDER, list, 0, 0);
  if (placeInLeaf > 0 && !isSound(placeInLeaf - 1, offset)) return false;
  return !failed() && (placeInLeaf == leafCount || isSound(placeInLeaf, offset));
}

/**
 * Seeks the place of a subkey, by its name, or where the list is not sorted by its offset; false after a fault, as when its
 * leaf names it twice.
 */
export function seekSubkey(key: u32, subkeyOffset: u32, subkey: u32): bool {
  const list = subkeyListOf(key);
  const found = seekName(list, upcaseNameOf(subkey));
  if (failed() || !countsAgree(list, key)) return false;
  if (found != subkeyOffset && !seekOffset(list, subkeyOffset)) return false;
  for (let index: u32 = 0; index < leafCount; index++)
    if (index != placeInLeaf && u32At(elementAt(leaf, leafKind, index)) == subkeyOffset)
      return refuse(RULE_SHARED_CELL, list, placeInLeaf, index);
  return true;
}

/** Finds the place of the upcased name in INPUT. The subkey that has this very name; NIL, or after a fault. */
function seekName(listOffset: u32, length: u32): u32 {
  if (!openLeaf(listOffset, NIL)) return NIL;
  if (leafKind == SIGNATURE_RI && !openLeaf(listOffset, leafFor(leaf, leafCount, length))) return NIL;
  let low: u32 = 0;
  let high = leafCount;
  while (low < high) {
    const index = probe(leaf, leafKind, low, high);
    const subkey = u32At(elementAt(leaf, leafKind, index));
    const difference = compareKeyWithInput(subkey, length);
    if (failed()) return NIL;
    if (difference == 0) {
      placeInLeaf = index;
      return subkey;
    }
    if (difference < 0) low = index + 1;
    else high = index;
  }
  placeInLeaf = low;
  return NIL;
}

/** Looks through the whole list. */
function seekOffset(listOffset: u32, subkey: u32): bool {
  const hasRoot = placeInRoot != NIL;
  const leaves: u32 = hasRoot ? rootCount : 1;
  for (let index: u32 = 0; index < leaves; index++) {
    if (!openLeaf(listOffset, hasRoot ? index : NIL)) return false;
    for (placeInLeaf = 0; placeInLeaf < leafCount; placeInLeaf++)
      if (u32At(elementAt(leaf, leafKind, placeInLeaf)) == subkey) return true;
  }
  return refuse(RULE_NOT_IN_LIST, listOffset, 0, subkey);
}

/** Makes a leaf the present one; the list itself, even an index root, where `index` is NIL. False after a fault. */
function openLeaf(listOffset: u32, index: u32): bool {
  leaf = subkeyList(listOffset);
  if (leaf != 0 && index != NIL) {
    rootCount = listCount;
    leaf = leafOfRoot(u32At(elementAt(leaf, SIGNATURE_RI, index)));
  }
  placeInRoot = index;
  leafKind = listKind;
  leafCount = listCount;
  return leaf != 0 && !failed();
}

/** A list of one leaf tells the number of subkeys, and so does the key. */
function countsAgree(list: u32, key: u32): bool {
  if (placeInRoot != NIL || leafCount == subkeyCount(key)) return true;
  return refuse(RULE_LIST_SUM, list, subkeyCount(key), leafCount);
}

/** Whether a neighbour of the place names the parent, and its element fits its name. A hint of zeros tells nothing. */
function isSound(index: u32, parent: u32): bool {
  const element = elementAt(leaf, leafKind, index);
  const key = childNode(u32At(element), parent);
  if (key == 0) return false;
  if (leafKind == SIGNATURE_LI) return true;
  const beside = u32At(element + LEAF_ELEMENT_HINT);
  if (leafKind == SIGNATURE_LF && beside == 0) return true;
  const name = key + KEY_NODE_SIZE;
  const expected =
    leafKind == SIGNATURE_LF
      ? hintOfName(name, keyNameSize(key), hasCompressedName(key))
      : hashOfName(name, keyNameSize(key), hasCompressedName(key));
  return beside == expected || refuse(RULE_LIST_HINT, u32At(element), expected, beside);
}

function refuse(rule: u32, offset: u32, expected: u32, found: u32): bool {
  fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, rule, dataFileOffsetOf(offset) + LIST_COUNT, expected, found);
  return false;
}
