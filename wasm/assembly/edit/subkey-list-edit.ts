// Changing a list of subkeys: elements come and go, cells grow, leaves are split. A list is reached through its slot, the
// address of the field that names it, so that the field follows when the list moves.
import { IN_SUBKEY_LIST, LIMIT_EXCEEDED, RULE_COUNT_LIMIT } from "../abi.ts";
import { minorVersion } from "../base-block.ts";
import { addressOf, dataFileOffsetOf } from "../cell.ts";
import { moveBytes, patch16, patch32, patchBytes } from "../changes.ts";
import { allocate, capacityOf, release, resizeInPlace } from "../free-space.ts";
import { proveCell } from "../hive-bin.ts";
import {
  CELL_HEADER_SIZE,
  HASH_LEAF_MINOR,
  INDEX_LEAF_MAXIMUM,
  LEAF_ELEMENT_HINT,
  LEAF_ELEMENT_SIZE,
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
import { u32At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { elementAt, elementSize, listCount, listKind, subkeyList } from "../subkey-list.ts";

const MOST_ELEMENTS: u32 = 0xffff; // that a count of 16 bits can tell

/** The kind of leaf that this version writes where there is none yet. */
export function usualKind(): u32 {
  return minorVersion >= HASH_LEAF_MINOR ? SIGNATURE_LH : SIGNATURE_LF;
}

/** Elements that are written to a list of this kind before another one begins. */
export function mostElements(kind: u32): u32 {
  if (kind == SIGNATURE_RI) return MOST_ELEMENTS;
  return kind == SIGNATURE_LI ? INDEX_LEAF_MAXIMUM : LEAF_MAXIMUM;
}

/** Lets the list in that a slot names, and proves its cell; its address, 0 after a fault. */
export function provedList(slot: u32): u32 {
  const list = subkeyList(u32At(slot));
  return list == 0 || !proveCell(u32At(slot)) ? 0 : list;
}

/** Where a leaf is named: in the index root, or in the key node itself. 0 after a fault. */
export function leafSlot(slot: u32, leafAt: u32): u32 {
  if (leafAt == NIL) return slot;
  const root = provedList(slot);
  return root == 0 ? 0 : elementAt(root, SIGNATURE_RI, leafAt);
}

/** Makes a list of one element; its offset, 0 after a fault. */
export function newList(kind: u32, element: u32, beside: u32, near: u32): u32 {
  const offset = emptyList(kind, 1, near);
  if (offset != 0) putAt(addressOf(offset) + CELL_HEADER_SIZE, kind, 0, 1, element, beside);
  return failed() ? 0 : offset;
}

/** Puts an element into a list, which grows or moves if it must; false after a fault. */
export function putElement(slot: u32, index: u32, element: u32, beside: u32): bool {
  if (provedList(slot) == 0) return false;
  const kind = listKind;
  const count = listCount;
  if (count >= MOST_ELEMENTS) {
    const at = dataFileOffsetOf(u32At(slot)) + LIST_COUNT;
    fail(LIMIT_EXCEEDED, IN_SUBKEY_LIST, RULE_COUNT_LIMIT, at, MOST_ELEMENTS, count + 1);
    return false;
  }
  const list = withRoom(slot, kind, count);
  if (list == 0) return false;
  const size = elementSize(kind);
  const place = elementAt(list, kind, index);
  moveBytes(place + size, place, (count - index) * size);
  if (!failed()) putAt(list, kind, index, count + 1, element, beside);
  return !failed();
}

/** Takes an element out of a list that has others; false after a fault. */
export function takeElement(slot: u32, index: u32): bool {
  const list = provedList(slot);
  if (list == 0) return false;
  const size = elementSize(listKind);
  const place = elementAt(list, listKind, index);
  moveBytes(place, place + size, (listCount - index - 1) * size);
  if (!failed()) patch16(list + LIST_COUNT, listCount - 1);
  return !failed();
}

/** Parts a leaf from element `from` on: what comes there moves to a new leaf of that kind. Its offset, 0 after a fault. */
export function splitLeaf(slot: u32, from: u32): u32 {
  const list = provedList(slot);
  if (list == 0) return 0;
  const kind = listKind;
  const count = listCount;
  const offset = emptyList(kind, grown(kind, count - from), u32At(slot));
  if (offset == 0) return 0;
  const right = addressOf(offset) + CELL_HEADER_SIZE;
  patchBytes(right + LIST_HEADER_SIZE, elementAt(list, kind, from), (count - from) * elementSize(kind));
  if (!failed()) patch16(right + LIST_COUNT, count - from);
  if (!failed()) patch16(list + LIST_COUNT, from);
  return failed() ? 0 : offset;
}

/** A list with room for `room` elements that does not have any; its offset, 0 after a fault. */
function emptyList(kind: u32, room: u32, near: u32): u32 {
  const offset = allocate(LIST_HEADER_SIZE + room * elementSize(kind), near);
  if (offset != 0) patch16(addressOf(offset) + CELL_HEADER_SIZE + LIST_SIGNATURE, kind);
  return failed() ? 0 : offset;
}

/** Puts an element to its place, and the count. */
function putAt(list: u32, kind: u32, index: u32, count: u32, element: u32, beside: u32): void {
  const place = elementAt(list, kind, index);
  patch32(place, element);
  if (!failed() && elementSize(kind) == LEAF_ELEMENT_SIZE) patch32(place + LEAF_ELEMENT_HINT, beside);
  if (!failed()) patch16(list + LIST_COUNT, count);
}

/** Sees to it that one more element fits; the list's address afterwards, 0 after a fault. */
function withRoom(slot: u32, kind: u32, count: u32): u32 {
  const offset = u32At(slot);
  const used = LIST_HEADER_SIZE + count * elementSize(kind);
  const list = addressOf(offset) + CELL_HEADER_SIZE;
  if (capacityOf(offset) >= used + elementSize(kind)) return list;
  const room = LIST_HEADER_SIZE + grown(kind, count + 1) * elementSize(kind);
  if (resizeInPlace(offset, room)) return list;
  const place = allocate(room, offset);
  if (place == 0) return 0;
  patchBytes(addressOf(place) + CELL_HEADER_SIZE, list, used);
  if (!failed()) patch32(slot, place);
  return !failed() && release(offset) ? addressOf(place) + CELL_HEADER_SIZE : 0;
}

/** Room for half as many again, but no more than one leaf is to hold: so a list of n elements moves log n times. */
function grown(kind: u32, count: u32): u32 {
  const room = count + count / 2;
  const most = mostElements(kind);
  return room <= most ? room : count > most ? count : most;
}
