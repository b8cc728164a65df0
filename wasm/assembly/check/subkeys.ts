// The list of a key's subkeys: its leaves one after the other (I52 to I55, I60, I61), and what stands beside each key in
// them (I56 to I59).
import { IN_INDEX_ROOT, IN_KEY_NODE, IN_SUBKEY_LIST } from "../abi.ts";
import { minorVersion } from "../base-block.ts";
import { hasCompressedName, subkeyCount, subkeyListOf } from "../key-node.ts";
import {
  HASH_LEAF_MINOR,
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_LARGEST_CLASS,
  KEY_NODE_LARGEST_SUBKEY_NAME,
  KEY_NODE_SIZE,
  KEY_NODE_SUBKEY_COUNT,
  KEY_NODE_SUBKEY_LIST,
  LEAF_ELEMENT_HINT,
  LEAF_MAXIMUM,
  LIST_COUNT,
  LIST_HEADER_SIZE,
  LIST_SIGNATURE,
  NIL,
  SIGNATURE_LF,
  SIGNATURE_LH,
  SIGNATURE_LI,
  SIGNATURE_RI,
} from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { hashOfName, hintOfName, storedUnit, upcase } from "../name.ts";
import { elementAt, elementSize } from "../subkey-list.ts";
import { capacity, dataOf, owns, placeOf } from "./cell-map.ts";
import { report, reportLesser } from "./findings.ts";
import { enterKey, nameSize } from "./key.ts";
import {
  COUNT,
  FIRST_KIND,
  frameField,
  IS_PARTIAL,
  KIND,
  LARGEST_CLASS,
  LARGEST_NAME,
  LEAF,
  LEAF_COUNT,
  NEXT_LEAF,
  NODE,
  POSITION,
  PREVIOUS,
  PREVIOUS_SIZE,
  parentField,
  popKey,
  ROOT,
  setFrameField,
  setParentField,
  TOTAL,
} from "./key-stack.ts";

const FAST_LEAF_MINOR: u32 = 3; // first minor version that writes fast leaves
const LIST_MAXIMUM: u32 = 1013; // elements of a list other than lf: what a hive bin of one page holds, four bytes each
const BEYOND_LATIN_1: u32 = 0xff;

let kind: u32 = 0; // of the list that `openList` has let in
let count: u32 = 0; // its elements that its cell holds

/** Begins with the subkeys of the key that has been entered. */
export function openSubkeys(): void {
  const node = frameField(NODE);
  const offset = subkeyListOf(node);
  if (subkeyCount(node) == 0) return;
  if (offset == NIL) setFrameField(IS_PARTIAL, 1);
  const list = offset == NIL ? 0 : openList(offset, IN_KEY_NODE, placeOf(node) + KEY_NODE_SUBKEY_LIST);
  if (list == 0) return;
  if (kind != SIGNATURE_RI) {
    beginLeaf(list);
    return;
  }
  setFrameField(ROOT, list);
  setFrameField(LEAF_COUNT, count);
  sizeIsUsual(list);
}

/** Goes on by an element, or back to the parent when all have been seen; true when a subkey has been entered. */
export function checkNextSubkey(): bool {
  const position = frameField(POSITION);
  if (position < frameField(COUNT)) {
    setFrameField(POSITION, position + 1);
    return checkElement(elementAt(frameField(LEAF), frameField(KIND), position));
  }
  if (frameField(NEXT_LEAF) < frameField(LEAF_COUNT)) openNextLeaf();
  else leaveKey();
  return false;
}

/** Lets a list in that a reference at `place` leads to; its address, 0 where there is none. */
function openList(offset: u32, structure: u32, place: u32): u32 {
  if (!owns(offset, structure, place)) {
    setFrameField(IS_PARTIAL, 1);
    return 0;
  }
  const list = dataOf(offset);
  kind = u16At(list + LIST_SIGNATURE);
  count = u16At(list + LIST_COUNT);
  return signatureHolds(list) && countHolds(list) ? list : 0;
}

/** I52 */
function signatureHolds(list: u32): bool {
  if (kind == SIGNATURE_LF || kind == SIGNATURE_LH || kind == SIGNATURE_LI || kind == SIGNATURE_RI) return true;
  report(52, IN_SUBKEY_LIST, placeOf(list), 0, kind);
  setFrameField(IS_PARTIAL, 1);
  return false;
}

/** I53 */
function countHolds(list: u32): bool {
  const most = (capacity - LIST_HEADER_SIZE) / elementSize(kind);
  if (count == 0 || count > most) {
    report(53, IN_SUBKEY_LIST, placeOf(list) + LIST_COUNT, most, count);
    setFrameField(IS_PARTIAL, 1);
  }
  if (count > most) count = most;
  return count > 0;
}

function openNextLeaf(): void {
  const next = frameField(NEXT_LEAF);
  setFrameField(NEXT_LEAF, next + 1);
  setFrameField(COUNT, 0);
  setFrameField(POSITION, 0);
  const element = elementAt(frameField(ROOT), SIGNATURE_RI, next);
  const leaf = openList(u32At(element), IN_INDEX_ROOT, placeOf(element));
  if (leaf == 0 || !isNoRoot(element)) return;
  const first = frameField(FIRST_KIND);
  if (first != 0 && first != kind) report(61, IN_SUBKEY_LIST, placeOf(leaf), first, kind);
  beginLeaf(leaf);
}

/** I54 */
function isNoRoot(element: u32): bool {
  if (kind != SIGNATURE_RI) return true;
  report(54, IN_INDEX_ROOT, placeOf(element), 0, u32At(element));
  setFrameField(IS_PARTIAL, 1);
  return false;
}

function beginLeaf(leaf: u32): void {
  setFrameField(LEAF, leaf);
  setFrameField(KIND, kind);
  setFrameField(COUNT, count);
  setFrameField(POSITION, 0);
  setFrameField(TOTAL, frameField(TOTAL) + count);
  if (frameField(FIRST_KIND) == 0) setFrameField(FIRST_KIND, kind);
  kindFitsVersion(leaf);
  sizeIsUsual(leaf);
}

/** I60. Old versions keep an index leaf where a fast leaf grew too long once, however few elements it has afterwards. */
function kindFitsVersion(leaf: u32): void {
  const usual =
    minorVersion >= HASH_LEAF_MINOR ? SIGNATURE_LH : minorVersion >= FAST_LEAF_MINOR ? SIGNATURE_LF : SIGNATURE_LI;
  if (kind != usual && (kind != SIGNATURE_LI || minorVersion >= HASH_LEAF_MINOR))
    report(60, IN_SUBKEY_LIST, placeOf(leaf), usual, kind);
}

/** I61 */
function sizeIsUsual(list: u32): void {
  const most = kind == SIGNATURE_LF ? LEAF_MAXIMUM : LIST_MAXIMUM;
  if (count > most) report(61, IN_SUBKEY_LIST, placeOf(list) + LIST_COUNT, most, count);
}

/** An element of the present leaf, and the key that it names, which is the present one then. */
function checkElement(element: u32): bool {
  const leafKind = frameField(KIND);
  const node = enterKey(u32At(element), placeOf(element));
  if (node == 0) return false;
  const isCompressed = hasCompressedName(node);
  const name = node + KEY_NODE_SIZE;
  const size = nameSize;
  const classSize = u16At(node + KEY_NODE_CLASS_SIZE);
  if (leafKind == SIGNATURE_LH) hashHolds(element, hashOfName(name, size, isCompressed));
  else if (leafKind == SIGNATURE_LF) hintHolds(element, hintOfName(name, size, isCompressed));
  noteAtParent(node, element, isCompressed ? size * 2 : size, classSize);
  return true;
}

/** I58 */
function hashHolds(element: u32, hash: u32): void {
  const found = u32At(element + LEAF_ELEMENT_HINT);
  if (found != hash) report(58, IN_SUBKEY_LIST, placeOf(element) + LEAF_ELEMENT_HINT, hash, found);
}

/** I59. A hint that begins with a zero says nothing, and Windows compares the names. */
function hintHolds(element: u32, hint: u32): void {
  const found = u32At(element + LEAF_ELEMENT_HINT);
  if (found == hint) return;
  const place = placeOf(element) + LEAF_ELEMENT_HINT;
  if ((found & 0xff) == 0) reportLesser(59, IN_SUBKEY_LIST, place, hint, found);
  else report(59, IN_SUBKEY_LIST, place, hint, found);
}

/** What the parent keeps of a subkey until the end of its list. */
function noteAtParent(node: u32, element: u32, units: u32, classSize: u32): void {
  if (parentField(PREVIOUS) != 0) isSorted(node, element);
  setParentField(PREVIOUS, node);
  setParentField(PREVIOUS_SIZE, nameSize);
  if (units > parentField(LARGEST_NAME)) setParentField(LARGEST_NAME, units);
  if (classSize > parentField(LARGEST_CLASS)) setParentField(LARGEST_CLASS, classSize);
}

/** I56 and I57 */
function isSorted(node: u32, element: u32): void {
  const previous = parentField(PREVIOUS);
  const isCompressed = hasCompressedName(node);
  const wasCompressed = hasCompressedName(previous);
  const length = isCompressed ? nameSize : nameSize / 2;
  const before = wasCompressed ? parentField(PREVIOUS_SIZE) : parentField(PREVIOUS_SIZE) / 2;
  for (let index: u32 = 0; index < length && index < before; index++) {
    const one = upcase(storedUnit(previous + KEY_NODE_SIZE, index, wasCompressed));
    const other = upcase(storedUnit(node + KEY_NODE_SIZE, index, isCompressed));
    if (one == other) continue;
    if (one < other) return;
    if (one > BEYOND_LATIN_1 || other > BEYOND_LATIN_1) reportLesser(56, IN_SUBKEY_LIST, placeOf(element), one, other);
    else report(56, IN_SUBKEY_LIST, placeOf(element), one, other);
    return;
  }
  if (before > length) report(56, IN_SUBKEY_LIST, placeOf(element), before, length);
  else if (before == length) report(57, IN_SUBKEY_LIST, placeOf(element), 0, u32At(element));
}

function leaveKey(): void {
  const node = frameField(NODE);
  const counted = subkeyCount(node);
  const total = frameField(TOTAL);
  if (counted != 0 && frameField(IS_PARTIAL) == 0) countAgrees(node, counted, total);
  largestNameHolds(node);
  largestClassHolds(node);
  popKey();
}

/** I55 */
function countAgrees(node: u32, counted: u32, total: u32): void {
  if (counted != total) report(55, IN_KEY_NODE, placeOf(node) + KEY_NODE_SUBKEY_COUNT, total, counted);
}

/** I46. Windows itself leaves a 0 in some keys of control sets that it has copied. */
function largestNameHolds(node: u32): void {
  const found = u16At(node + KEY_NODE_LARGEST_SUBKEY_NAME);
  const largest = frameField(LARGEST_NAME);
  const place = placeOf(node) + KEY_NODE_LARGEST_SUBKEY_NAME;
  if (found >= largest) return;
  if (found == 0) reportLesser(46, IN_KEY_NODE, place, largest, found);
  else report(46, IN_KEY_NODE, place, largest, found);
}

/** I47 */
function largestClassHolds(node: u32): void {
  const found = u32At(node + KEY_NODE_LARGEST_CLASS);
  const largest = frameField(LARGEST_CLASS);
  if (found < largest) report(47, IN_KEY_NODE, placeOf(node) + KEY_NODE_LARGEST_CLASS, largest, found);
}
