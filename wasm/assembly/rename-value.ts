// Renaming a value.
import { ENGINE_BUG, RULE_NONE } from "./abi.ts";
import { fail } from "./status.ts";

/** Gives a value the name of `length` units in INPUT; its offset afterwards, 0 after a fault. */
export function renameKeyValue(key: u32, value: u32, length: u32): u32 {
  return fail(ENGINE_BUG, 0, RULE_NONE, key, value, length);
}
