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
