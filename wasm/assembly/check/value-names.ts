// Whether two values of a key have the same name: a hash table of the key's value names, behind the map of cells.
import { VALUE_SIZE } from "../layout.ts";
import { put32, u32At, zeroBytes } from "../memory.ts";
import { compareNames, hashOfName } from "../name.ts";
import { hasCompressedName } from "../value.ts";
import { reserve } from "./cell-map.ts";

const SLOT_SIZE: u32 = 12; // u32: hash, address of the record, bytes of its name
const LEAST: u32 = 8;
const MOST_PROBES: u32 = 4096; // names made to collide shall not keep us comparing

let table: u32 = 0;
let slots: u32 = 0; // a power of two

export function openTable(address: u32): void {
  table = address;
}

/** Begins with a key of so many values; without memory for them names are taken as different. */
export function openNames(count: u32): void {
  slots = 0;
  if (count < 2) return;
  let wanted = LEAST;
  while (wanted < count * 2) wanted *= 2;
  if (!reserve((table as u64) + (wanted as u64) * SLOT_SIZE)) return;
  slots = wanted;
  zeroBytes(table, slots * SLOT_SIZE);
}

/** Notes a value's name; false when an earlier value of the key has it. */
export function isNewName(record: u32, size: u32, isCompressed: bool): bool {
  if (slots == 0) return true;
  const hash = hashOfName(record + VALUE_SIZE, size, isCompressed);
  let slot = (hash * 0x9e3779b1) & (slots - 1);
  for (let probes: u32 = 0; probes < MOST_PROBES; probes++) {
    const at = table + slot * SLOT_SIZE;
    const other = u32At(at + 4);
    if (other == 0) {
      put32(at, hash);
      put32(at + 4, record);
      put32(at + 8, size);
      return true;
    }
    if (u32At(at) == hash && isSame(record, size, isCompressed, other, u32At(at + 8))) return false;
    slot = (slot + 1) & (slots - 1);
  }
  return true;
}

function isSame(record: u32, size: u32, isCompressed: bool, other: u32, otherSize: u32): bool {
  const name = record + VALUE_SIZE;
  return compareNames(name, size, isCompressed, other + VALUE_SIZE, otherSize, hasCompressedName(other)) == 0;
}
