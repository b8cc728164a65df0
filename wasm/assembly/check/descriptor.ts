// Whether a self-relative security descriptor can be read: its parts lie within it, and so do theirs. What it grants is
// nobody's business here. (MS-DTYP 2.4.6)
import { DESCRIPTOR_CONTROL, DESCRIPTOR_REVISION, DESCRIPTOR_SELF_RELATIVE, DESCRIPTOR_SIZE } from "../layout.ts";
import { u8At, u16At, u32At } from "../memory.ts";

const OWNER: u32 = 4;
const GROUP: u32 = 8;
const SYSTEM_LIST: u32 = 12;
const DISCRETIONARY_LIST: u32 = 16;
const SYSTEM_LIST_PRESENT: u32 = 0x0010;
const DISCRETIONARY_LIST_PRESENT: u32 = 0x0004;
const SID_SIZE: u32 = 8; // its sub-authorities follow, four bytes each
const MOST_SUB_AUTHORITIES: u32 = 15;
const LIST_SIZE: u32 = 8; // its entries follow
const OLDEST_LIST: u32 = 2; // revisions that Windows takes: 4 is that of entries for objects
const NEWEST_LIST: u32 = 4;
const LEAST_ENTRY: u32 = 8;

/** I82, of the content. */
export function descriptorHolds(address: u32, size: u32): bool {
  if (size < DESCRIPTOR_SIZE || u8At(address + DESCRIPTOR_REVISION) != 1) return false;
  const control = u16At(address + DESCRIPTOR_CONTROL);
  if ((control & DESCRIPTOR_SELF_RELATIVE) == 0) return false;
  return (
    sidHolds(address, size, OWNER) &&
    sidHolds(address, size, GROUP) &&
    listHolds(address, size, SYSTEM_LIST, (control & SYSTEM_LIST_PRESENT) != 0) &&
    listHolds(address, size, DISCRETIONARY_LIST, (control & DISCRETIONARY_LIST_PRESENT) != 0)
  );
}

function liesWithin(offset: u32, size: u32): bool {
  return offset >= DESCRIPTOR_SIZE && size >= LIST_SIZE && offset <= size - LIST_SIZE;
}

function sidHolds(address: u32, size: u32, field: u32): bool {
  const offset = u32At(address + field);
  if (offset == 0) return true;
  if (!liesWithin(offset, size)) return false;
  const sid = address + offset;
  const count = u8At(sid + 1);
  return u8At(sid) == 1 && count <= MOST_SUB_AUTHORITIES && SID_SIZE + count * 4 <= size - offset;
}

function listHolds(address: u32, size: u32, field: u32, isPresent: bool): bool {
  const offset = u32At(address + field);
  if (offset == 0 || !isPresent) return true;
  if (!liesWithin(offset, size)) return false;
  const list = address + offset;
  const revision = u8At(list);
  const end = u16At(list + 2) as u32;
  if (revision < OLDEST_LIST || revision > NEWEST_LIST) return false;
  if (end < LIST_SIZE || end > size - offset) return false;
  let at = LIST_SIZE;
  for (let left = u16At(list + 4); left > 0; left--) {
    if (at > end - LEAST_ENTRY) return false;
    const entry = u16At(list + at + 2);
    if (entry < LEAST_ENTRY || entry % 4 != 0 || entry > end - at) return false;
    at += entry;
  }
  return true;
}
