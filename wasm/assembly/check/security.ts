// Security cells: which keys share them, the ring that they form, and their descriptors: rules I77 to I83.
import { IN_KEY_NODE, IN_SECURITY } from "../abi.ts";
import { fileOffsetOf } from "../cell.ts";
import {
  KEY_NODE_SECURITY,
  NIL,
  SECURITY_BACKWARD,
  SECURITY_DESCRIPTOR_SIZE,
  SECURITY_FORWARD,
  SECURITY_REFERENCES,
  SECURITY_SIGNATURE,
  SECURITY_SIZE,
  SIGNATURE_SK,
} from "../layout.ts";
import { put32, sameBytes, u16At, u32At, zeroBytes } from "../memory.ts";
import { capacity, claim, dataOf, disclaim, leads, leadsSilently, placeOf, reserve } from "./cell-map.ts";
import { descriptorHolds } from "./descriptor.ts";
import { report } from "./findings.ts";
import { frameField, NODE } from "./key-stack.ts";

const SLOT_SIZE: u32 = 16;
const CELL: u32 = 0; // offset; 0 where the slot is free
const REFERENCES: u32 = 4; // keys met that share it
const IN_RING: u32 = 8;
const LEAST: u32 = 16;
const SPREAD: u32 = 0x9e3779b1; // 2^32 / the golden ratio: neighbours part
const MOST_PROBES: u32 = 256; // descriptors made to collide shall not keep us comparing

/** Security cells met. */
export let securityCount: u32 = 0;
/** Address behind the table. */
export let securityEnd: u32 = 0;

let table: u32 = 0;
let slots: u32 = 0;
let descriptors: u32 = 0; // a table of u32: offsets of security cells by the hashes of their descriptors
let first: u32 = 0; // offset of the first one met, the root's in a sound hive
let last: u32 = 0; // slot of the one that was met last: neighbours in a walk mostly share one

/** Makes room for so many security cells; false when there is no memory. */
export function openSecurity(address: u32, most: u32): bool {
  slots = LEAST;
  while (slots < most * 2 + 2) slots *= 2;
  table = address;
  securityCount = 0;
  first = NIL;
  last = 0;
  descriptors = table + slots * SLOT_SIZE;
  securityEnd = descriptors + slots * 4;
  if (!reserve((table as u64) + (slots as u64) * (SLOT_SIZE + 4))) return false;
  zeroBytes(table, securityEnd - table);
  return true;
}

/** I77: counts the present key at its security cell. */
export function checkSecurityOfKey(): void {
  const node = frameField(NODE);
  const offset = u32At(node + KEY_NODE_SECURITY);
  if (last != 0 && u32At(last + CELL) == offset) {
    put32(last + REFERENCES, u32At(last + REFERENCES) + 1);
    return;
  }
  const place = placeOf(node) + KEY_NODE_SECURITY;
  if (offset == NIL) {
    report(77, IN_KEY_NODE, place, SIGNATURE_SK, NIL);
    return;
  }
  if (!leads(offset, IN_KEY_NODE, place)) return;
  let slot = slotOf(offset);
  if (u32At(slot + CELL) == 0) {
    if (!isSecurity(offset)) {
      report(77, IN_KEY_NODE, place, SIGNATURE_SK, u16At(dataOf(offset)));
      return;
    }
    if (!claim(offset)) {
      report(28, IN_KEY_NODE, place, 0, offset);
      return;
    }
    slot = note(offset, slot);
  }
  last = slot;
  put32(slot + REFERENCES, u32At(slot + REFERENCES) + 1);
}

/** I78: follows the ring forward, and backward too where it is broken. */
export function checkRing(): void {
  if (first != NIL && !isClosed(first, SECURITY_FORWARD, SECURITY_BACKWARD, true))
    isClosed(first, SECURITY_BACKWARD, SECURITY_FORWARD, false);
  // From here on they are found among the cells that nothing refers to, in the order of the file.
  for (let slot = table; slot < descriptors; slot += SLOT_SIZE)
    if (u32At(slot + CELL) != 0) disclaim(u32At(slot + CELL));
}

function isClosed(start: u32, way: u32, back: u32, tells: bool): bool {
  let at = start;
  do {
    put32(slotOf(at) + IN_RING, 1);
    const place = placeOf(dataOf(at)) + way;
    const next = u32At(dataOf(at) + way);
    if (!isSecurity(next)) return tells && refuse(place, next);
    const slot = slotOf(next);
    if (u32At(slot + CELL) == 0) {
      if (!claim(next)) return tells && refuse(place, next);
      note(next, slot);
    }
    const found = u32At(dataOf(next) + back);
    if (tells && found != at) report(78, IN_SECURITY, placeOf(dataOf(next)) + back, at, found);
    if (next != start && u32At(slot + IN_RING) != 0) return tells && refuse(place, next);
    at = next;
  } while (at != start);
  return true;
}

function refuse(place: u32, found: u32): bool {
  report(78, IN_SECURITY, place, SIGNATURE_SK, found);
  return false;
}

/**
 * Judges a security cell that the tree or the ring has led to; the host asks in the order of the file. False when it is none
 * of them.
 */
export function checkSecurityCell(offset: u32): bool {
  const slot = slotOf(offset);
  if (u32At(slot + CELL) != offset) return false;
  const record = dataOf(offset);
  securityCount++;
  if (u32At(slot + IN_RING) == 0)
    report(78, IN_SECURITY, placeOf(record) + SECURITY_FORWARD, first, u32At(record + SECURITY_FORWARD));
  countAgrees(record, u32At(slot + REFERENCES));
  isSomeKeys(offset, u32At(slot + REFERENCES));
  leadsSilently(offset);
  const size = u32At(record + SECURITY_DESCRIPTOR_SIZE);
  if (!sizeFits(record, size)) return true;
  if (!descriptorHolds(record + SECURITY_SIZE, size))
    report(82, IN_SECURITY, placeOf(record) + SECURITY_SIZE, 0, u32At(record + SECURITY_SIZE));
  else isOwn(offset, record, size);
  return true;
}

/** I79 */
function countAgrees(record: u32, references: u32): void {
  const found = u32At(record + SECURITY_REFERENCES);
  if (found != references) report(79, IN_SECURITY, placeOf(record) + SECURITY_REFERENCES, references, found);
}

/** I80 */
function isSomeKeys(offset: u32, references: u32): void {
  if (references == 0) report(80, IN_SECURITY, fileOffsetOf(offset), 1, 0);
}

/** I82, of the size */
function sizeFits(record: u32, size: u32): bool {
  if (size != 0 && size <= capacity - SECURITY_SIZE) return true;
  report(82, IN_SECURITY, placeOf(record) + SECURITY_DESCRIPTOR_SIZE, capacity - SECURITY_SIZE, size);
  return false;
}

/** I81 */
function isOwn(offset: u32, record: u32, size: u32): void {
  let slot = hashOfBytes(record + SECURITY_SIZE, size) & (slots - 1);
  for (let probes: u32 = 0; probes < MOST_PROBES; probes++) {
    const other = u32At(descriptors + slot * 4);
    if (other == 0) {
      put32(descriptors + slot * 4, offset);
      return;
    }
    const known = dataOf(other);
    const isSame =
      u32At(known + SECURITY_DESCRIPTOR_SIZE) == size && sameBytes(known + SECURITY_SIZE, record + SECURITY_SIZE, size);
    if (isSame) {
      report(81, IN_SECURITY, fileOffsetOf(offset), other, offset);
      return;
    }
    slot = (slot + 1) & (slots - 1);
  }
}

function isSecurity(offset: u32): bool {
  return (
    leadsSilently(offset) && capacity >= SECURITY_SIZE && u16At(dataOf(offset) + SECURITY_SIGNATURE) == SIGNATURE_SK
  );
}

/** The slot of a security cell, or the free one where it would go. */
function slotOf(offset: u32): u32 {
  let slot = table + (((offset * SPREAD) >> 8) & (slots - 1)) * SLOT_SIZE;
  while (u32At(slot + CELL) != offset && u32At(slot + CELL) != 0) {
    slot += SLOT_SIZE;
    if (slot == descriptors) slot = table;
  }
  return slot;
}

function note(offset: u32, slot: u32): u32 {
  put32(slot + CELL, offset);
  if (first == NIL) first = offset;
  return slot;
}

function hashOfBytes(address: u32, size: u32): u32 {
  let hash: u32 = size;
  for (let at: u32 = 0; at + 4 <= size; at += 4) hash = (hash ^ u32At(address + at)) * SPREAD;
  return hash ^ (hash >> 15);
}
