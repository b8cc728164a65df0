// Deleting a key with all that is below it.
import { ENGINE_BUG, RULE_NONE } from "./abi.ts";
import { fail } from "./status.ts";

/** Deletes a key and everything below it; false after a fault. The root is refused. */
export function deleteKeyTree(key: u32): bool {
  fail(ENGINE_BUG, 0, RULE_NONE, key, 0, 0);
  return false;
}
