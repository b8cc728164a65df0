// Creating a key: its node, and its place in the parent's list.
import { DRAFT } from "../abi.ts";
import { addressOf } from "../cell.ts";
import { editTimeHigh, editTimeLow, patchBytes } from "../changes.ts";
import { allocate } from "../free-space.ts";
import {
  CELL_HEADER_SIZE,
  KEY_FLAG_COMPRESSED_NAME,
  KEY_NODE_CLASS,
  KEY_NODE_FLAGS,
  KEY_NODE_LAST_WRITTEN,
  KEY_NODE_NAME_SIZE,
  KEY_NODE_PARENT,
  KEY_NODE_SECURITY,
  KEY_NODE_SIGNATURE,
  KEY_NODE_SIZE,
  KEY_NODE_SUBKEY_LIST,
  KEY_NODE_VALUE_LIST,
  KEY_NODE_VOLATILE_SUBKEY_LIST,
  NIL,
  SIGNATURE_NK,
} from "../layout.ts";
import { put16, put32, u32At, zeroBytes } from "../memory.ts";
import { failed } from "../status.ts";
import { insertSubkey, seekInsertion } from "./insert-subkey.ts";
import { isLevelAllowed, levelOf, mayHaveSubkeys } from "./key-ancestors.ts";
import { provedKeyNode, touchKey } from "./key-node-edit.ts";
import { isLatin1, spell, storedSize, takeKeyName } from "./name-edit.ts";
import { addReference } from "./security-reference.ts";

/** Creates a subkey with the name of `length` units in INPUT and its parent's security; its offset, 0 after a fault. */
export function createKeyNode(parentOffset: u32, length: u32): u32 {
  const parent = provedKeyNode(parentOffset);
  if (parent == 0 || !mayHaveSubkeys(parentOffset, parent)) return 0;
  const level = levelOf(parentOffset);
  if (failed() || !isLevelAllowed(level + 1, parentOffset)) return 0;
  if (!takeKeyName(parentOffset, length) || !seekInsertion(parentOffset, parent, length)) return 0;
  const security = u32At(parent + KEY_NODE_SECURITY);
  const offset = storeNode(parentOffset, security, length);
  if (offset == 0 || !addReference(security) || !insertSubkey(parent, offset, length)) return 0;
  touchKey(parent);
  return failed() ? 0 : offset;
}

/** Writes a key node without anything in it to a cell near its parent; its offset, 0 after a fault. */
function storeNode(parent: u32, security: u32, length: u32): u32 {
  const size = storedSize(length);
  const offset = allocate(KEY_NODE_SIZE + size, parent);
  if (offset == 0) return 0;
  const keepsTimes = editTimeLow == NIL && editTimeHigh == NIL;
  zeroBytes(DRAFT, KEY_NODE_SIZE);
  put16(DRAFT + KEY_NODE_SIGNATURE, SIGNATURE_NK);
  put16(DRAFT + KEY_NODE_FLAGS, isLatin1(length) ? KEY_FLAG_COMPRESSED_NAME : 0);
  put32(DRAFT + KEY_NODE_LAST_WRITTEN, keepsTimes ? 0 : editTimeLow);
  put32(DRAFT + KEY_NODE_LAST_WRITTEN + 4, keepsTimes ? 0 : editTimeHigh);
  put32(DRAFT + KEY_NODE_PARENT, parent);
  put32(DRAFT + KEY_NODE_SUBKEY_LIST, NIL);
  put32(DRAFT + KEY_NODE_VOLATILE_SUBKEY_LIST, NIL);
  put32(DRAFT + KEY_NODE_VALUE_LIST, NIL);
  put32(DRAFT + KEY_NODE_SECURITY, security);
  put32(DRAFT + KEY_NODE_CLASS, NIL);
  put16(DRAFT + KEY_NODE_NAME_SIZE, size);
  spell(DRAFT + KEY_NODE_SIZE, length);
  patchBytes(addressOf(offset) + CELL_HEADER_SIZE, DRAFT, KEY_NODE_SIZE + size);
  return failed() ? 0 : offset;
}
