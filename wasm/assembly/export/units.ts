// UTF-16 text as it lies in a hive: names in one or two bytes a unit, data in two, at any alignment.
import { u8At, u16At, v128At } from "../memory.ts";

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
  const step: u32 = compressed ? 16 : 8;
  for (let index: u32 = 0; index < length; index += step) {
    const others = compressed ? controlsIn(v128At(address + index)) : specialsIn(v128At(address + index * 2));
    if (others != 0) {
      const run = index + ctz<u32>(others);
      return run < length ? run : length;
    }
  }
  return length;
}

/** A bit for each of sixteen Latin-1 characters that is a control. */
function controlsIn(characters: v128): u32 {
  return i8x16.bitmask(i8x16.lt_u(characters, i8x16.splat(0x20))) as u32;
}

/** A bit for each of eight units that is a control, a surrogate, or none of those that come after the surrogates. */
function specialsIn(units: v128): u32 {
  return i16x8.bitmask(i16x8.ge_u(i16x8.sub(units, i16x8.splat(0x20)), i16x8.splat(0xd7e0 as i16))) as u32;
}
