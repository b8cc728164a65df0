// Names of keys and values: Latin-1 bytes or UTF-16 units, compared and hashed by the NT upcase table.
import { BAD_NAME, INPUT, RULE_NAME_EMPTY, RULE_NAME_ODD, UPCASE } from "./abi.ts";
import { put16, u8At, u16At } from "./memory.ts";
import { fail } from "./status.ts";
import { PAIR_COUNT, pairsAddress } from "./upcase-table.ts";

/** Spreads the pairs of the upcase table over a table of all code units. */
export function buildUpcaseTable(): void {
  for (let unit: u32 = 0; unit < 0x10000; unit++) put16(UPCASE + unit * 2, unit);
  const pairs = pairsAddress();
  for (let index: u32 = 0; index < PAIR_COUNT; index++) {
    put16(UPCASE + u16At(pairs + index * 4) * 2, u16At(pairs + index * 4 + 2));
  }
}

export function upcase(unit: u32): u32 {
  return u16At(UPCASE + unit * 2);
}

/** Upcases the name of `length` units that the host has put into INPUT, where look-ups expect it. */
export function upcaseInput(length: u32): void {
  for (let index: u32 = 0; index < length; index++) {
    const at = INPUT + index * 2;
    put16(at, upcase(u16At(at)));
  }
}

/** Unit `index` of the upcased name in INPUT. */
export function inputUnit(index: u32): u32 {
  return u16At(INPUT + index * 2);
}

/**
 * Compares a stored name with the upcased one in INPUT as Windows sorts: unit by unit, unsigned, the shorter first.
 * Negative when the stored name sorts first.
 */
export function compareWithInput(address: u32, size: u32, compressed: bool, inputLength: u32): i32 {
  const length = compressed ? size : size / 2;
  const shared = length < inputLength ? length : inputLength;
  for (let index: u32 = 0; index < shared; index++) {
    const difference = (upcase(storedUnit(address, index, compressed)) as i32) - (inputUnit(index) as i32);
    if (difference != 0) return difference;
  }
  return (length as i32) - (inputLength as i32);
}

/** Compares two stored names as Windows sorts. Negative when the first sorts first. */
export function compareNames(a: u32, aSize: u32, aCompressed: bool, b: u32, bSize: u32, bCompressed: bool): i32 {
  const aLength = aCompressed ? aSize : aSize / 2;
  const bLength = bCompressed ? bSize : bSize / 2;
  const shared = aLength < bLength ? aLength : bLength;
  for (let index: u32 = 0; index < shared; index++) {
    const one = upcase(storedUnit(a, index, aCompressed)) as i32;
    const difference = one - (upcase(storedUnit(b, index, bCompressed)) as i32);
    if (difference != 0) return difference;
  }
  return (aLength as i32) - (bLength as i32);
}

/** The hash of a hash leaf, over the upcased name in INPUT. */
export function hashOfInput(length: u32): u32 {
  let hash: u32 = 0;
  for (let index: u32 = 0; index < length; index++) hash = hash * 37 + inputUnit(index);
  return hash;
}

/** The same hash over a stored name. */
export function hashOfName(address: u32, size: u32, compressed: bool): u32 {
  let hash: u32 = 0;
  if (compressed) for (const end = address + size; address < end; address++) hash = hash * 37 + upcase(u8At(address));
  else for (const end = address + (size & ~1); address < end; address += 2) hash = hash * 37 + upcase(u16At(address));
  return hash;
}

/**
 * The four bytes beside an offset in a fast leaf, by a stored name: its first units as they are spelled, one byte each, and
 * zeros from a unit beyond Latin-1 downwards.
 */
export function hintOfName(address: u32, size: u32, compressed: bool): u32 {
  const length = compressed ? size : size / 2;
  let hint: u32 = 0;
  for (let index: u32 = length < 4 ? length : 4; index > 0; index--) {
    const unit = storedUnit(address, index - 1, compressed);
    if (unit > 0xff) break;
    hint |= unit << ((index - 1) * 8);
  }
  return hint;
}

/** Unit `index` of a stored name. */
export function storedUnit(address: u32, index: u32, compressed: bool): u32 {
  return compressed ? u8At(address + index) : u16At(address + index * 2);
}

/** A name's size must be even in UTF-16, and a key's name is never empty; false after a fault. */
export function nameHolds(structure: u32, fileOffset: u32, size: u32, compressed: bool, mayBeEmpty: bool): bool {
  if (size == 0 && !mayBeEmpty) {
    fail(BAD_NAME, structure, RULE_NAME_EMPTY, fileOffset, 1, 0);
    return false;
  }
  if (!compressed && (size & 1) != 0) {
    fail(BAD_NAME, structure, RULE_NAME_ODD, fileOffset, size + 1, size);
    return false;
  }
  return true;
}
