// Looking a subkey up by name: binary search, helped by the hints of fast leaves and the hashes of hash leaves.
// Hints and hashes only speed it up: where they find nothing, names alone decide.

import { isResident } from "./cell.ts";
import { compareKeyWithInput } from "./key-node.ts";
import { LEAF_ELEMENT_HINT, NIL, PAGE_SIZE, SIGNATURE_LF, SIGNATURE_LH, SIGNATURE_RI } from "./layout.ts";
import { u8At, u32At } from "./memory.ts";
import { hashOfInput, inputUnit, upcase } from "./name.ts";
import { failed } from "./status.ts";
import { elementAt, elementSize, firstOfLeaf, leafOfRoot, listCount, listKind, subkeyList } from "./subkey-list.ts";

const FEW_LEAVES: u32 = 8;
const FEW_CANDIDATES: u32 = 64;

/** Offset of the subkey whose name is in INPUT, or NIL: not there, or after a fault. */
export function findInList(offset: u32, inputLength: u32): u32 {
  const list = subkeyList(offset);
  if (list == 0) return NIL;
  if (listKind != SIGNATURE_RI) return findInLeaf(list, listKind, listCount, inputLength);
  const count = listCount;
  if (count <= FEW_LEAVES) {
    const found = findInHashLeaves(list, count, inputLength);
    if (found != NIL || failed()) return found;
  }
  const leaf = leafOfRoot(u32At(elementAt(list, SIGNATURE_RI, leafFor(list, count, inputLength))));
  return leaf == 0 || failed() ? NIL : findInLeaf(leaf, listKind, listCount, inputLength);
}

/** Looks through all leaves by hash: with few leaves that reads less than finding the right one by names does. */
function findInHashLeaves(root: u32, count: u32, inputLength: u32): u32 {
  for (let index: u32 = 0; index < count; index++) {
    const leaf = leafOfRoot(u32At(elementAt(root, SIGNATURE_RI, index)));
    if (leaf == 0 || listKind != SIGNATURE_LH) return NIL;
    const found = findByHash(leaf, listCount, inputLength);
    if (found != NIL || failed()) return found;
  }
  return NIL;
}

/** Which leaf of an index root the name belongs to: the last one whose first name does not sort after it. */
export function leafFor(root: u32, count: u32, inputLength: u32): u32 {
  let low: u32 = 0;
  let high: u32 = count;
  while (high - low > 1 && !failed()) {
    const middle = (low + high) / 2;
    const first = firstOfLeaf(u32At(elementAt(root, SIGNATURE_RI, middle)));
    if (failed()) break;
    if (compareKeyWithInput(first, inputLength) <= 0) low = middle;
    else high = middle;
  }
  return low;
}

function findInLeaf(leaf: u32, kind: u32, count: u32, inputLength: u32): u32 {
  let found: u32 = NIL;
  if (kind == SIGNATURE_LH) found = findByHash(leaf, count, inputLength);
  else if (kind == SIGNATURE_LF) found = bisect(leaf, kind, count, inputLength, true);
  if (found != NIL || failed()) return found;
  return bisect(leaf, kind, count, inputLength, false);
}

/** Looks through a hash leaf; NIL when no key there has both the hash and the name, or after a fault. */
export function findByHash(leaf: u32, count: u32, inputLength: u32): u32 {
  const hash = hashOfInput(inputLength);
  for (let index: u32 = 0; index < count; index++) {
    const element = elementAt(leaf, SIGNATURE_LH, index);
    if (u32At(element + LEAF_ELEMENT_HINT) != hash) continue;
    const offset = u32At(element);
    const difference = compareKeyWithInput(offset, inputLength);
    if (failed()) return NIL;
    if (difference == 0) return offset;
  }
  return NIL;
}

function bisect(leaf: u32, kind: u32, count: u32, inputLength: u32, byHint: bool): u32 {
  let low: u32 = 0;
  let high: u32 = count;
  while (low < high) {
    const element = elementAt(leaf, kind, probe(leaf, kind, low, high));
    const middle = (element - elementAt(leaf, kind, 0)) / elementSize(kind);
    const difference = byHint
      ? compareElement(element, kind, inputLength)
      : compareKeyWithInput(u32At(element), inputLength);
    if (failed()) return NIL;
    if (difference == 0) return u32At(element);
    if (difference < 0) low = middle + 1;
    else high = middle;
  }
  return NIL;
}

/**
 * Where to look next: the middle, or, if that key would have to be read from the file, one near the middle that need not.
 * Siblings made together lie together, so a search often ends in pages that it has read for its first steps.
 */
export function probe(leaf: u32, kind: u32, low: u32, high: u32): u32 {
  const middle = (low + high) / 2;
  const reach = (high - low) / 4;
  for (let distance: u32 = 0; distance <= reach; distance++) {
    if (isResident(u32At(elementAt(leaf, kind, middle + distance)))) return middle + distance;
    if (isResident(u32At(elementAt(leaf, kind, middle - distance)))) return middle - distance;
  }
  return high - low > FEW_CANDIDATES ? middle : probeInCompany(leaf, kind, low, high);
}

/** Nothing near the middle is in memory: the one there whose page holds most of the others, for the steps to come. */
function probeInCompany(leaf: u32, kind: u32, low: u32, high: u32): u32 {
  const reach = (high - low) / 4;
  let best = (low + high) / 2;
  let most: u32 = 0;
  for (let index = best - reach, last = best + reach; index <= last; index++) {
    const page = u32At(elementAt(leaf, kind, index)) / PAGE_SIZE;
    let company: u32 = 0;
    for (let other = low; other < high; other++) {
      if (u32At(elementAt(leaf, kind, other)) / PAGE_SIZE == page) company++;
    }
    if (company > most) {
      most = company;
      best = index;
    }
  }
  return best;
}

/** Compares a leaf's element with the name in INPUT, by its hint where that can tell. */
function compareElement(element: u32, kind: u32, inputLength: u32): i32 {
  if (kind == SIGNATURE_LF) {
    const difference = compareHint(element + LEAF_ELEMENT_HINT, inputLength);
    if (difference != 0) return difference;
  }
  return compareKeyWithInput(u32At(element), inputLength);
}

/** Up to four characters of the name, one byte each; a zero byte tells nothing. 0: the hint cannot decide. */
function compareHint(hint: u32, inputLength: u32): i32 {
  for (let index: u32 = 0; index < 4; index++) {
    const character = u8At(hint + index);
    if (character == 0) return 0;
    if (index >= inputLength) return 1;
    const difference = (upcase(character) as i32) - (inputUnit(index) as i32);
    if (difference != 0) return difference;
  }
  return 0;
}
