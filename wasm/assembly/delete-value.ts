// Deleting a value.
import { ENGINE_BUG, RULE_NONE } from "./abi.ts";
import { fail } from "./status.ts";

/** Takes a value out of its key's list and frees it with its data; false after a fault. */
export function deleteKeyValue(key: u32, value: u32): bool {
  fail(ENGINE_BUG, 0, RULE_NONE, key, 0, value);
  return false;
}
