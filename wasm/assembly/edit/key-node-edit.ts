// Changing fields of a key node.
import { editTimeHigh, editTimeLow, patch8, patch16, patch32 } from "../changes.ts";
import { proveCell } from "../hive-bin.ts";
import { keyNode } from "../key-node.ts";
import { KEY_NODE_FLAGS, KEY_NODE_LAST_WRITTEN, KEY_NODE_USER_FLAGS, NIL } from "../layout.ts";

/** Lets a key node in that is going to be changed: its cell is proved. Its address; 0 after a fault. */
export function provedKeyNode(offset: u32): u32 {
  const key = keyNode(offset);
  return key == 0 || !proveCell(offset) ? 0 : key;
}

/** Gives a key node the time of the edit, unless times are kept. */
export function touchKey(key: u32): void {
  if (editTimeLow != NIL || editTimeHigh != NIL) putTime(key, editTimeLow, editTimeHigh);
}

/** Sets a key's last-write time, whatever the edit's is; false after a fault. */
export function setLastWritten(offset: u32, low: u32, high: u32): bool {
  const key = provedKeyNode(offset);
  if (key != 0) putTime(key, low, high);
  return key != 0;
}

/** Sets a key's flags, all 16 of them; false after a fault. */
export function setFlags(offset: u32, flags: u32): bool {
  const key = provedKeyNode(offset);
  if (key != 0) patch16(key + KEY_NODE_FLAGS, flags);
  return key != 0;
}

/** Sets the flags of 32-bit views (bits 0 to 3) and of virtualization (4 to 7); false after a fault. */
export function setUserFlags(offset: u32, flags: u32): bool {
  const key = provedKeyNode(offset);
  if (key != 0) patch8(key + KEY_NODE_USER_FLAGS, flags);
  return key != 0;
}

function putTime(key: u32, low: u32, high: u32): void {
  patch32(key + KEY_NODE_LAST_WRITTEN, low);
  patch32(key + KEY_NODE_LAST_WRITTEN + 4, high);
}
