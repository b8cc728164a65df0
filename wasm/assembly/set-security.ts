// Giving a key a security descriptor.
import { ENGINE_BUG, RULE_NONE } from "./abi.ts";
import { fail } from "./status.ts";

/** Makes a key share the security cell that holds the descriptor of `size` bytes in INPUT; false after a fault. */
export function setKeySecurity(key: u32, size: u32): bool {
  fail(ENGINE_BUG, 0, RULE_NONE, key, 0, size);
  return false;
}
