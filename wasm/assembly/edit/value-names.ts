// An index of the value names of one key: the key whose values are being edited one by one. A hash table of the upcased
// names' hashes with the values' offsets, so that adding n values costs n look-ups and not n scans of the list. It speeds
// up, and decides nothing: what it finds is compared with the value itself, and it is dropped as soon as the key's list or
// count is not the one that it was made from.
import { NAMES, NAMES_SIZE } from "../abi.ts";
import { valueCount, valueListOf } from "../key-node.ts";
import { NIL, VALUE_SIZE } from "../layout.ts";
import { put32, u32At, zeroBytes } from "../memory.ts";
import { hashOfInput, hashOfName } from "../name.ts";
import { failed, takeFault } from "../status.ts";
import { findValueInKey, hasCompressedName, value, valueList, valueNameIsInput, valueNameSize } from "../value.ts";

const SLOT: u32 = 8; // the name's hash, the value's offset
const SLOT_OFFSET: u32 = 4;
const LEAST: u32 = 1024; // slots
const MOST: u32 = NAMES_SIZE / SLOT;
const FEW: u32 = 64; // values that are looked through without an index
const REMOVED: u32 = 1; // no offset: a value was here, look on
const SPREAD: u32 = 0x9e3779b1; // 2^32 / the golden ratio

let key: u32 = NIL; // whose names these are; NIL: nobody's
let list: u32 = 0;
let count: u32 = 0;
let capacity: u32 = 0; // a power of two
let used: u32 = 0; // slots that are not empty
let lastKey: u32 = NIL; // where a value was looked for before

/** Drops the index: the hive is another one, or changes have been taken back. */
export function dropNames(): void {
  key = NIL;
  lastKey = NIL;
}

/** Like `findValueInKey`, for a key whose values may be edited one after the other. `node` is the key's address. */
export function findToEdit(offset: u32, node: u32, inputLength: u32): u32 {
  if (!isCurrent(offset, node)) {
    key = NIL;
    const isWorthIt = offset == lastKey && valueCount(node) > FEW;
    lastKey = offset;
    if (!isWorthIt || !build(offset, node)) return findValueInKey(node, inputLength);
  }
  return lookUpInput(inputLength);
}

/** The value that was just added, or moved, under the name in INPUT. */
export function noteName(offset: u32, node: u32, inputLength: u32, valueOffset: u32): void {
  if (key != offset) return;
  if (used >= (capacity / 4) * 3) {
    key = NIL;
    return;
  }
  put(hashOfInput(inputLength), valueOffset);
  list = valueListOf(node);
  count = valueCount(node);
}

/** The value at `valueOffset`, with the record at `record`, goes or gets another name. */
export function forgetName(offset: u32, record: u32, valueOffset: u32): void {
  if (key != offset) return;
  let slot = firstSlot(hashOf(record));
  while (u32At(slot + SLOT_OFFSET) != 0) {
    if (u32At(slot + SLOT_OFFSET) == valueOffset) {
      put32(slot + SLOT_OFFSET, REMOVED);
      return;
    }
    slot = nextSlot(slot);
  }
  key = NIL;
}

/** After a value has gone: the list is what the index was made from again. */
export function noteList(offset: u32, node: u32): void {
  if (key != offset) return;
  list = valueListOf(node);
  count = valueCount(node);
}

function isCurrent(offset: u32, node: u32): bool {
  return key == offset && list == valueListOf(node) && count == valueCount(node);
}

/** False where there is no index to be had: too many values, or a list that is not sound. */
function build(offset: u32, node: u32): bool {
  const total = valueCount(node);
  if (total >= (MOST / 4) * 3) return false;
  capacity = LEAST;
  while (capacity < total * 4 && capacity < MOST) capacity *= 2;
  used = 0;
  zeroBytes(NAMES, capacity * SLOT);
  const elements = valueList(node);
  for (let index: u32 = 0; index < total && !failed(); index++) {
    const each = u32At(elements + index * 4);
    const record = value(each);
    if (record == 0 || !put(hashOf(record), each)) break;
  }
  if (failed() || used != total) {
    takeFault();
    return false;
  }
  key = offset;
  list = valueListOf(node);
  count = total;
  return true;
}

function lookUpInput(length: u32): u32 {
  const hash = hashOfInput(length);
  for (let slot = firstSlot(hash); u32At(slot + SLOT_OFFSET) != 0; slot = nextSlot(slot)) {
    const offset = u32At(slot + SLOT_OFFSET);
    if (u32At(slot) != hash || offset == REMOVED) continue;
    const same = valueNameIsInput(offset, length);
    if (failed()) return NIL;
    if (same) return offset;
  }
  return NIL;
}

/** False when that value is here already: the list names it twice. */
function put(hash: u32, offset: u32): bool {
  let slot = firstSlot(hash);
  while (u32At(slot + SLOT_OFFSET) != 0) {
    if (u32At(slot + SLOT_OFFSET) == offset) return false;
    slot = nextSlot(slot);
  }
  put32(slot, hash);
  put32(slot + SLOT_OFFSET, offset);
  used++;
  return true;
}

function hashOf(record: u32): u32 {
  return hashOfName(record + VALUE_SIZE, valueNameSize(record), hasCompressedName(record));
}

function firstSlot(hash: u32): u32 {
  return NAMES + (((hash * SPREAD) >> 8) & (capacity - 1)) * SLOT;
}

function nextSlot(slot: u32): u32 {
  return slot + SLOT == NAMES + capacity * SLOT ? NAMES : slot + SLOT;
}
