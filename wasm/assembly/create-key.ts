// Creating a key: its node, and its place in the parent's list.
import { ENGINE_BUG, RULE_NONE } from "./abi.ts";
import { fail } from "./status.ts";

/** Creates a subkey with the name of `length` units in INPUT and its parent's security; its offset, 0 after a fault. */
export function createKeyNode(parent: u32, length: u32): u32 {
  return fail(ENGINE_BUG, 0, RULE_NONE, parent, 0, length);
}
