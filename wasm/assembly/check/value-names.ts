// Whether two values of a key have the same name: the names of a few in a row, of many in a hash table, behind the map of
// cells. Most keys have few, and for those two units of a name tell enough.
import { VALUE_SIZE } from "../layout.ts";
import { put32, u32At, zeroBytes } from "../memory.ts";
import { compareNames, hashOfName, storedUnit, upcase } from "../name.ts";
import { hasCompressedName } from "../value.ts";
import { reserve } from "./cell-map.ts";

const SLOT_SIZE: u32 = 12; // u32: hash, address of the record, bytes of its name
const FEW: u32 = 8;
const MOST_PROBES: u32 = 4096; // names made to collide shall not keep us comparing

let table: u32 = 0;
let slots: u32 = 0; // a power of two; 0 where the names stand in a row
let most: u32 = 0; // names of the row
let noted: u32 = 0; // of them

export function openTable(address: u32): void {
  table = address;
}

/** Begins with a key of so many values; without memory for them names are taken as different. */
export function openNames(count: u32): void {
  slots = 0;
  most = 0;
  noted = 0;
  if (count < 2) return;
  if (count <= FEW) {
    if (reserve((table as u64) + FEW * SLOT_SIZE)) most = FEW;
    return;
  }
  let wanted = FEW;
  while (wanted < count * 2) wanted *= 2;
  if (!reserve((table as u64) + (wanted as u64) * SLOT_SIZE)) return;
  slots = wanted;
  zeroBytes(table, slots * SLOT_SIZE);
}

/** Notes a value's name; false when an earlier value of the key has it. */
export function isNewName(record: u32, size: u32, isCompressed: bool): bool {
  if (slots == 0) return isNewInRow(record, size, isCompressed);
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

function isNewInRow(record: u32, size: u32, isCompressed: bool): bool {
  const end = endOf(record + VALUE_SIZE, size, isCompressed);
  const behind = table + noted * SLOT_SIZE;
  for (let at = table; at < behind; at += SLOT_SIZE) {
    if (u32At(at) == end && isSame(record, size, isCompressed, u32At(at + 4), u32At(at + 8))) return false;
  }
  if (noted == most) return true;
  put32(behind, end);
  put32(behind + 4, record);
  put32(behind + 8, size);
  noted++;
  return true;
}

/** The last two units of a name, upcased. */
function endOf(name: u32, size: u32, isCompressed: bool): u32 {
  const length = isCompressed ? size : size / 2;
  const last: u32 = length > 0 ? upcase(storedUnit(name, length - 1, isCompressed)) : 0;
  const before: u32 = length > 1 ? upcase(storedUnit(name, length - 2, isCompressed)) : 0;
  return (before << 16) | last;
}

function isSame(record: u32, size: u32, isCompressed: bool, other: u32, otherSize: u32): bool {
  const name = record + VALUE_SIZE;
  return compareNames(name, size, isCompressed, other + VALUE_SIZE, otherSize, hasCompressedName(other)) == 0;
}
