// The ring of security cells: finding a descriptor in it, changing one, and putting new cells in.
import {
  BAD_SECURITY_RING,
  IN_SECURITY,
  INPUT,
  INPUT_SIZE,
  LIMIT_EXCEEDED,
  RULE_DESCRIPTOR,
  RULE_RING,
} from "../abi.ts";
import { addressOf, binsEnd, dataFileOffsetOf } from "../cell.ts";
import { patch16, patch32, patchBytes } from "../changes.ts";
import { allocate, resizeInPlace } from "../free-space.ts";
import {
  CELL_HEADER_SIZE,
  DESCRIPTOR_CONTROL,
  DESCRIPTOR_REVISION,
  DESCRIPTOR_SELF_RELATIVE,
  DESCRIPTOR_SIZE,
  NIL,
  SECURITY_BACKWARD,
  SECURITY_DESCRIPTOR_SIZE,
  SECURITY_FORWARD,
  SECURITY_REFERENCES,
  SECURITY_SIGNATURE,
  SECURITY_SIZE,
  SIGNATURE_SK,
} from "../layout.ts";
import { sameBytes, u8At, u16At, u32At } from "../memory.ts";
import { security } from "../security.ts";
import { fail, failed } from "../status.ts";
import { provedSecurity } from "./security-reference.ts";

/** Whether the `size` bytes in INPUT begin as a descriptor does; the host has looked at the rest of them. */
export function isDescriptor(size: u32): bool {
  if (
    size >= DESCRIPTOR_SIZE &&
    size <= INPUT_SIZE &&
    u8At(INPUT + DESCRIPTOR_REVISION) == 1 &&
    (u16At(INPUT + DESCRIPTOR_CONTROL) & DESCRIPTOR_SELF_RELATIVE) != 0
  )
    return true;
  fail(LIMIT_EXCEEDED, IN_SECURITY, RULE_DESCRIPTOR, 0, INPUT_SIZE, size);
  return false;
}

/** Whether a security cell that has been let in holds the `size` bytes in INPUT. */
export function holdsInput(record: u32, size: u32): bool {
  return u32At(record + SECURITY_DESCRIPTOR_SIZE) == size && sameBytes(record + SECURITY_SIZE, INPUT, size);
}

/**
 * Goes once around the ring; the cell that holds the `size` bytes in INPUT, NIL where none does. Since each cell must name
 * the one before, the way leads back to where it began.
 */
export function findInRing(start: u32, size: u32): u32 {
  let at = start;
  let record = security(at);
  for (let steps = binsEnd() / SECURITY_SIZE; record != 0 && steps != 0; steps--) {
    if (holdsInput(record, size)) return at;
    const next = u32At(record + SECURITY_FORWARD);
    record = follower(at, next, security(next));
    if (next == start) return NIL;
    at = next;
  }
  return NIL;
}

/** Puts a new cell with the `size` bytes in INPUT into the ring behind another one; its offset, 0 after a fault. */
export function insertIntoRing(behind: u32, size: u32, references: u32): u32 {
  const before = provedSecurity(behind);
  if (before == 0) return 0;
  const next = u32At(before + SECURITY_FORWARD);
  const after = follower(behind, next, provedSecurity(next));
  const offset = after == 0 ? 0 : allocate(SECURITY_SIZE + size, behind);
  if (offset == 0) return 0;
  const record = addressOf(offset) + CELL_HEADER_SIZE;
  patch16(record + SECURITY_SIGNATURE, SIGNATURE_SK);
  if (!failed()) patch32(record + SECURITY_FORWARD, next);
  if (!failed()) patch32(record + SECURITY_BACKWARD, behind);
  if (!failed()) patch32(record + SECURITY_REFERENCES, references);
  if (!failed()) putDescriptor(record, size);
  if (!failed()) patch32(before + SECURITY_FORWARD, offset);
  if (!failed()) patch32(after + SECURITY_BACKWARD, offset);
  return failed() ? 0 : offset;
}

/** Gives a proved security cell the `size` bytes in INPUT where it lies; false when there is no room, or after a fault. */
export function replaceDescriptor(offset: u32, record: u32, size: u32): bool {
  if (!resizeInPlace(offset, SECURITY_SIZE + size)) return false;
  putDescriptor(record, size);
  return !failed();
}

function putDescriptor(record: u32, size: u32): void {
  patch32(record + SECURITY_DESCRIPTOR_SIZE, size);
  if (!failed()) patchBytes(record + SECURITY_SIZE, INPUT, size);
}

/** The address of the next cell, which must name the one before it; 0 after a fault. */
function follower(offset: u32, next: u32, record: u32): u32 {
  if (record == 0 || u32At(record + SECURITY_BACKWARD) == offset) return record;
  return fail(
    BAD_SECURITY_RING,
    IN_SECURITY,
    RULE_RING,
    dataFileOffsetOf(next) + SECURITY_BACKWARD,
    offset,
    u32At(record + SECURITY_BACKWARD),
  );
}
