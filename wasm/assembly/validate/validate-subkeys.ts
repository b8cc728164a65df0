// Looking a key's list of subkeys over after it has been edited: its leaves and their counts, then name by name, from a
// changed subkey outward: order, hashes and hints, the parent that each names, and what the key says about the longest of
// them. Names that would have to be read are left out when the budget is used up.
import {
  BAD_SUBKEY_LIST,
  IN_SUBKEY_LIST,
  RULE_LIST_HINT,
  RULE_LIST_ORDER,
  RULE_LIST_SUM,
  RULE_NOT_IN_LIST,
} from "../abi.ts";
import { cell, cellCapacity, dataFileOffsetOf, fileOffsetOf } from "../cell.ts";
import { childNode } from "../edit/key-ancestors.ts";
import { checkCell } from "../hive-bin.ts";
import { hasCompressedName, keyNameSize, keyNode, subkeyCount, subkeyListOf } from "../key-node.ts";
import {
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_LARGEST_CLASS,
  KEY_NODE_LARGEST_SUBKEY_NAME,
  KEY_NODE_SIZE,
  LEAF_ELEMENT_HINT,
  LIST_COUNT,
  NIL,
  SIGNATURE_LH,
  SIGNATURE_LI,
  SIGNATURE_RI,
} from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { compareNames, hashOfName, hintOfName } from "../name.ts";
import { fail, failed } from "../status.ts";
import { elementAt, leafOfRoot, listCount, listKind, subkeyList } from "../subkey-list.ts";
import { budgetLeft, mayRead, mayReadRange, setBudget } from "./reading-budget.ts";
import { hintHolds } from "./validate-key.ts";

let parent: u32 = 0; // offset
let list: u32 = 0; // offset
let root: u32 = 0; // address of the index root; 0 where the list is a leaf
let leafCount: u32 = 0;

let leaf: u32 = 0; // address of the leaf that stepping stands in
let leafKind: u32 = 0;
let leafSize: u32 = 0; // its elements
let leafIndex: u32 = 0;

/** Looks a key's list over, names from the subkey `changed` on in both directions (NIL: from the first); false after a fault. */
export function validateSubkeyList(offset: u32, changed: u32): bool {
  parent = offset;
  const key = keyNode(offset);
  if (key == 0) return false;
  const count = subkeyCount(key);
  list = subkeyListOf(key);
  if (count == 0) return true;
  if (!openList()) return false;
  let total: u32 = 0;
  let isWhole = true;
  let inLeaf: u32 = NIL;
  let inList: u32 = NIL;
  for (let index: u32 = 0; index < leafCount; index++) {
    if (!openLeaf(index)) {
      if (failed()) return false;
      isWhole = false;
      continue;
    }
    total += leafSize;
    const place = changed == NIL ? NIL : placeOf(changed);
    if (place == NIL) continue;
    if (inLeaf != NIL) return refuse(RULE_LIST_ORDER, list);
    inLeaf = index;
    inList = place;
  }
  if (total > count || (isWhole && total != count)) {
    fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_SUM, dataFileOffsetOf(list) + LIST_COUNT, count, total);
    return false;
  }
  if (isWhole && changed != NIL && inLeaf == NIL) return refuse(RULE_NOT_IN_LIST, changed);
  if (inLeaf == NIL) {
    inLeaf = 0;
    inList = 0;
  }
  const whole = budgetLeft();
  const half = (whole + 1) / 2;
  setBudget(half);
  if (!namesHold(key, inLeaf, inList, true)) return false;
  setBudget(whole - half + budgetLeft());
  return namesHold(key, inLeaf, inList, false);
}

/** Lets the list in: its leaves are then those that `openLeaf` opens. */
function openList(): bool {
  const address = subkeyList(list);
  if (address == 0 || !checkCell(list)) return false;
  const isRoot = subkeyList(list) != 0 && listKind == SIGNATURE_RI;
  root = isRoot ? address : 0;
  leafCount = isRoot ? listCount : 1;
  return true;
}

/** Opens a leaf; false after a fault, or where it would have to be read and may not. */
function openLeaf(index: u32): bool {
  const offset = root == 0 ? list : u32At(elementAt(root, SIGNATURE_RI, index));
  if (!mayRead(offset)) return false;
  if (cell(offset, IN_SUBKEY_LIST, 0) == 0 || !mayReadRange(offset, cellCapacity)) return false;
  leaf = root == 0 ? subkeyList(offset) : leafOfRoot(offset);
  leafKind = listKind;
  leafSize = listCount;
  leafIndex = index;
  return leaf != 0;
}

function subkeyAt(index: u32): u32 {
  return u32At(elementAt(leaf, leafKind, index));
}

/** Where the leaf names a subkey; NIL where it does not. */
function placeOf(subkey: u32): u32 {
  for (let index: u32 = 0; index < leafSize; index++) if (subkeyAt(index) == subkey) return index;
  return NIL;
}

/** Goes through the names from a place on, to the list's end or to its beginning. */
function namesHold(key: u32, inLeaf: u32, inList: u32, forward: bool): bool {
  if (!openLeaf(inLeaf)) return !failed();
  let index = inList;
  let previous: u32 = 0; // address of the key before in this direction; 0 where it was left out
  while (true) {
    const subkey = subkeyAt(index);
    let node: u32 = 0;
    if (mayRead(subkey)) {
      node = childNode(subkey, parent);
      if (node == 0 || !subkeyHolds(key, index, node)) return false;
      if (previous != 0 && !areSorted(forward ? previous : node, forward ? node : previous))
        return refuse(RULE_LIST_ORDER, list);
    }
    previous = node;
    if (forward ? index + 1 < leafSize : index != 0) {
      index = forward ? index + 1 : index - 1;
      continue;
    }
    if (forward ? leafIndex + 1 == leafCount : leafIndex == 0) return true;
    if (!openLeaf(forward ? leafIndex + 1 : leafIndex - 1)) return !failed();
    index = forward ? 0 : leafSize - 1;
  }
}

/** What stands beside a subkey's offset, and what the key says about the longest name and class. */
function subkeyHolds(key: u32, index: u32, node: u32): bool {
  const size = keyNameSize(node);
  const isCompressed = hasCompressedName(node);
  if (leafKind != SIGNATURE_LI) {
    const beside = u32At(elementAt(leaf, leafKind, index) + LEAF_ELEMENT_HINT);
    const name = node + KEY_NODE_SIZE;
    const isHash = leafKind == SIGNATURE_LH;
    const meant = isHash ? hashOfName(name, size, isCompressed) : hintOfName(name, size, isCompressed);
    // A hint that begins with a zero says nothing, and Windows compares the names.
    if (beside != meant && (isHash || (beside & 0xff) != 0)) {
      fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_LIST_HINT, fileOffsetOf(subkeyAt(index)), meant, beside);
      return false;
    }
  }
  const units = isCompressed ? size * 2 : size;
  const longest = u16At(key + KEY_NODE_LARGEST_SUBKEY_NAME);
  const classSize = u16At(node + KEY_NODE_CLASS_SIZE);
  return (
    hintHolds(parent, KEY_NODE_LARGEST_SUBKEY_NAME, longest, units) &&
    hintHolds(parent, KEY_NODE_LARGEST_CLASS, u32At(key + KEY_NODE_LARGEST_CLASS), classSize)
  );
}

function areSorted(first: u32, second: u32): bool {
  const order = compareNames(
    first + KEY_NODE_SIZE,
    keyNameSize(first),
    hasCompressedName(first),
    second + KEY_NODE_SIZE,
    keyNameSize(second),
    hasCompressedName(second),
  );
  return order < 0;
}

function refuse(rule: u32, place: u32): bool {
  fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, rule, fileOffsetOf(place), 0, 0);
  return false;
}
