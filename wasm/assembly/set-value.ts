// Creating a value, or changing its type and data.
import { ENGINE_BUG, RULE_NONE } from "./abi.ts";
import { fail } from "./status.ts";

/**
 * Gives a key a value with the name of `length` units in INPUT, a type and room for `size` bytes of data; its offset, 0
 * after a fault. A value of that name keeps its place in the list. The data comes with `putValueData`.
 */
export function setKeyValue(key: u32, length: u32, type: u32, size: u32): u32 {
  return fail(ENGINE_BUG, 0, RULE_NONE, key, type, size + length);
}

/** Puts `part` bytes from INPUT at `position` of a value's data; false after a fault. */
export function putValueData(value: u32, position: u32, part: u32): bool {
  fail(ENGINE_BUG, 0, RULE_NONE, value, position, part);
  return false;
}
