// Giving a key a security descriptor. Keys with equal ones share a cell.

import { patch32 } from "../changes.ts";
import { KEY_NODE_SECURITY, NIL, SECURITY_REFERENCES } from "../layout.ts";
import { u32At } from "../memory.ts";
import { failed } from "../status.ts";
import { provedKeyNode, touchKey } from "./key-node-edit.ts";
import { addReference, dropReference, provedSecurity } from "./security-reference.ts";
import { findInRing, holdsInput, insertIntoRing, isDescriptor, replaceDescriptor } from "./security-ring.ts";

/** Makes a key share the security cell that holds the descriptor of `size` bytes in INPUT; false after a fault. */
export function setKeySecurity(key: u32, size: u32): bool {
  const node = isDescriptor(size) ? provedKeyNode(key) : 0;
  if (node == 0) return false;
  const old = u32At(node + KEY_NODE_SECURITY);
  const record = provedSecurity(old);
  if (record == 0) return false;
  if (holdsInput(record, size)) return true;
  let target = findInRing(old, size);
  if (failed()) return false;
  if (target != NIL) {
    if (!addReference(target)) return false;
  } else {
    target = changeDescriptor(old, size, u32At(record + SECURITY_REFERENCES) == 1, 1);
    if (target == 0) return false;
  }
  touchKey(node);
  if (failed() || target == old) return !failed();
  patch32(node + KEY_NODE_SECURITY, target);
  return !failed() && dropReference(old);
}

/**
 * Where the descriptor of `size` bytes in INPUT lies from now on: in its old cell, if nobody else needs that and there is
 * room, else in a new one behind it. The offset; 0 after a fault.
 */
export function changeDescriptor(old: u32, size: u32, mayChange: bool, references: u32): u32 {
  const record = isDescriptor(size) ? provedSecurity(old) : 0;
  if (record == 0) return 0;
  if (mayChange && replaceDescriptor(old, record, size)) return old;
  return failed() ? 0 : insertIntoRing(old, size, references);
}
