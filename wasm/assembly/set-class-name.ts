// Giving a key a class name, or taking it away.
import { ENGINE_BUG, RULE_NONE } from "./abi.ts";
import { fail } from "./status.ts";

/** Sets a key's class name to the `length` units in INPUT; none when it is 0. False after a fault. */
export function setKeyClassName(key: u32, length: u32): bool {
  fail(ENGINE_BUG, 0, RULE_NONE, key, 0, length);
  return false;
}
