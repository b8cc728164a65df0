// Renaming and moving a key within its hive.
import { ENGINE_BUG, RULE_NONE } from "./abi.ts";
import { fail } from "./status.ts";

/** Hangs a key below `parent` by the name of `length` units in INPUT; its offset afterwards, 0 after a fault. */
export function moveKeyNode(key: u32, parent: u32, length: u32): u32 {
  return fail(ENGINE_BUG, 0, RULE_NONE, key, parent, length);
}
