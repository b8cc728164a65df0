// UTF-16 text as it lies in a hive: names in one or two bytes a unit, data in two, at any alignment.
import { u8At, u16At } from "../memory.ts";

/** Unit `index` of a name. */
export function nameUnit(address: u32, compressed: bool, index: u32): u32 {
  return compressed ? u8At(address + index) : u16At(address + index * 2);
}

/** Units of a name of `size` bytes. */
export function nameLength(size: u32, compressed: bool): u32 {
  return compressed ? size : size / 2;
}

/** How many units from the beginning are neither controls nor surrogates, which nearly all of nearly all names are. */
export function ordinaryRun(address: u32, length: u32, compressed: bool): u32 {
  let index: u32 = 0;
  if (compressed) {
    while (index < length && u8At(address + index) >= 0x20) index++;
  } else {
    while (index < length && u16At(address + index * 2) - 0x20 < 0xd7e0) index++;
  }
  return index;
}
