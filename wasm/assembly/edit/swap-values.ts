// Changing the order of a key's values, two at a time.
import { ENGINE_BUG, IN_VALUE_LIST, RULE_NONE } from "../abi.ts";
import { patch32 } from "../changes.ts";
import { valueCount } from "../key-node.ts";
import { u32At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { valueList } from "../value.ts";
import { touchKey } from "./key-node-edit.ts";
import { keyWithValues } from "./value-list-edit.ts";

/** Lets the values at two positions of a key's list change places; false after a fault. */
export function swapKeyValues(keyOffset: u32, one: u32, other: u32): bool {
  const key = keyWithValues(keyOffset);
  if (key == 0) return false;
  const last: u32 = one > other ? one : other;
  if (last >= valueCount(key)) fail(ENGINE_BUG, IN_VALUE_LIST, RULE_NONE, keyOffset, valueCount(key), last);
  const list = failed() ? 0 : valueList(key);
  if (list == 0) return false;
  const value = u32At(list + one * 4);
  patch32(list + one * 4, u32At(list + other * 4));
  patch32(list + other * 4, value);
  touchKey(key);
  return !failed();
}
