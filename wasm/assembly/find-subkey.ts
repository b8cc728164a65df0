// Looking a subkey up by name: binary search, helped by the hints of fast leaves and the hashes of hash leaves.
// Hints and hashes only speed it up: where they find nothing, names alone decide.

import { isResident } from "./cell.ts";
import { compareKeyWithInput } from "./key-node.ts";
import { LEAF_ELEMENT_HINT, NIL, PAGE_SIZE, SIGNATURE_LF, SIGNATURE_LH, SIGNATURE_RI } from "./layout.ts";
import { u8At, u32At } from "./memory.ts";
import { hashOfInput, inputUnit, upcase } from "./name.ts";
import { failed } from "./status.ts";
import { beginningOfLeaf, elementAt, firstOfLeaf, leafOfRoot, listCount, listKind, subkeyList } from "./subkey-list.ts";

const FEW_LEAVES: u32 = 8;
const PART_OF_LEAF: u32 = 64; // elements: half a KiB
const MANY_CANDIDATES: u32 = 256; // more than anybody wants to compare with each other
const KEY_SIZE: u32 = 128; // what a key's cell takes at least, with a name of ordinary length

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

/**
 * Looks through all leaves by hash: with few leaves that reads less than finding the right one by names does. It begins with
 * the one where the name may be expected, then goes up and down from there. A leaf is read in parts, since its rest may not
 * be needed.
 */
function findInHashLeaves(root: u32, count: u32, inputLength: u32): u32 {
  const expected = expectedLeaf(count, inputLength);
  for (let turn: u32 = 0; turn < count; turn++) {
    const index = turn < count - expected ? expected + turn : count - 1 - turn;
    const offset = u32At(elementAt(root, SIGNATURE_RI, index));
    let seen: u32 = 0;
    do {
      const wanted = seen + PART_OF_LEAF;
      const leaf = beginningOfLeaf(offset, wanted);
      if (leaf == 0 || listKind != SIGNATURE_LH) return NIL;
      const end = wanted < listCount ? wanted : listCount;
      const found = findByHash(leaf, seen, end, inputLength);
      if (found != NIL || failed()) return found;
      seen = end;
    } while (seen < listCount);
  }
  return NIL;
}

/** Where a name's first letter, or the first digit of a GUID, would have it if all of them were as frequent. */
function expectedLeaf(count: u32, inputLength: u32): u32 {
  const isGuid = inputLength > 1 && inputUnit(0) == 0x7b; // {
  const unit = inputLength == 0 ? 0 : inputUnit(isGuid ? 1 : 0);
  if (isGuid) return leafAmong(count, unit <= 0x39 ? unit - 0x30 : unit - 0x37, 16);
  return unit < 0x41 ? 0 : leafAmong(count, unit - 0x41, 26); // A
}

function leafAmong(count: u32, place: u32, places: u32): u32 {
  return place < places ? (place * count) / places : count - 1;
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
  if (kind == SIGNATURE_LH) found = findByHash(leaf, 0, count, inputLength);
  else if (kind == SIGNATURE_LF) found = findByHint(leaf, count, inputLength);
  if (found != NIL || failed()) return found;
  return bisect(leaf, kind, 0, count, inputLength);
}

/** Looks through a hash leaf; NIL when no key there has both the hash and the name, or after a fault. */
export function findByHash(leaf: u32, first: u32, end: u32, inputLength: u32): u32 {
  const hash = hashOfInput(inputLength);
  for (let index = first; index < end; index++) {
    const element = elementAt(leaf, SIGNATURE_LH, index);
    if (u32At(element + LEAF_ELEMENT_HINT) != hash) continue;
    const offset = u32At(element);
    const difference = compareKeyWithInput(offset, inputLength);
    if (failed()) return NIL;
    if (difference == 0) return offset;
  }
  return NIL;
}

function bisect(leaf: u32, kind: u32, first: u32, end: u32, inputLength: u32): u32 {
  let low = first;
  let high = end;
  while (low < high) {
    const index = probe(leaf, kind, low, high);
    const offset = u32At(elementAt(leaf, kind, index));
    const difference = compareKeyWithInput(offset, inputLength);
    if (failed()) return NIL;
    if (difference == 0) return offset;
    if (difference < 0) low = index + 1;
    else high = index;
  }
  return NIL;
}

/**
 * Where to look next: at the key nearest the middle that need not be read from the file; else at one in the page that
 * narrows the search most. Siblings made together lie together, so a page tells about many of them.
 */
export function probe(leaf: u32, kind: u32, low: u32, high: u32): u32 {
  const middle = (low + high) / 2;
  for (let distance: u32 = 0; distance <= middle - low; distance++) {
    if (middle + distance < high && isReadAlready(leaf, kind, middle + distance)) return middle + distance;
    if (isReadAlready(leaf, kind, middle - distance)) return middle - distance;
  }
  return high - low > MANY_CANDIDATES ? middle : probeByPage(leaf, kind, low, high);
}

function isReadAlready(leaf: u32, kind: u32, index: u32): bool {
  return isResident(u32At(elementAt(leaf, kind, index)), KEY_SIZE);
}

/** The keys of a page cut the candidates into gaps; the expected gap is the smallest where the squares sum up to least. */
function probeByPage(leaf: u32, kind: u32, low: u32, high: u32): u32 {
  let best = low;
  let least: u32 = 0xffffffff;
  for (let index = low; index < high; index++) {
    const page = pageOf(leaf, kind, index);
    let squares: u32 = 0;
    let gap: u32 = 0;
    for (let other = low; other < high; other++) {
      gap++;
      if (pageOf(leaf, kind, other) != page) continue;
      squares += (gap - 1) * (gap - 1);
      gap = 0;
    }
    squares += gap * gap;
    if (squares < least) {
      least = squares;
      best = index;
    }
  }
  return best;
}

function pageOf(leaf: u32, kind: u32, index: u32): u32 {
  return u32At(elementAt(leaf, kind, index)) / PAGE_SIZE;
}

/** Looks among those elements of a fast leaf that the hints of the others do not rule out. */
function findByHint(leaf: u32, count: u32, inputLength: u32): u32 {
  let low: u32 = 0;
  let high: u32 = 0;
  for (; high < count; high++) {
    const difference = compareHint(elementAt(leaf, SIGNATURE_LF, high) + LEAF_ELEMENT_HINT, inputLength);
    if (difference > 0) break;
    if (difference < 0) low = high + 1;
  }
  return bisect(leaf, SIGNATURE_LF, low, high, inputLength);
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
