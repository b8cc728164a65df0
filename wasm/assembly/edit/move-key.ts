// Renaming and moving a key within its hive: out of one list and into another, in a new cell where the name needs it.
import { DRAFT, IN_KEY_NODE, INTO_ITSELF, RULE_INTO_ITSELF, WALK_STACK } from "../abi.ts";
import { addressOf, fileOffsetOf } from "../cell.ts";
import { patch32, patchBytes } from "../changes.ts";
import { allocate, release, resizeInPlace } from "../free-space.ts";
import { proveCell } from "../hive-bin.ts";
import { subkeyCount, subkeyListOf } from "../key-node.ts";
import {
  CELL_HEADER_SIZE,
  KEY_FLAG_COMPRESSED_NAME,
  KEY_NODE_FLAGS,
  KEY_NODE_NAME_SIZE,
  KEY_NODE_PARENT,
  KEY_NODE_SIZE,
  NIL,
} from "../layout.ts";
import { copyBytes, put16, u16At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { nextSubkey, openCursor } from "../subkey-cursor.ts";
import { beginWalk, enterKey, leaveKey, level, nextChild } from "../walk.ts";
import { isBelowRoot } from "./delete-key.ts";
import { insertSubkey, seekInsertion } from "./insert-subkey.ts";
import { childNode, isLevelAllowed, isWithin, levelOf, mayHaveSubkeys, parentOf } from "./key-ancestors.ts";
import { provedKeyNode, touchKey } from "./key-node-edit.ts";
import { isLatin1, isSpelledSo, spell, storedSize, takeKeyName, upcaseSpelling } from "./name-edit.ts";
import { removeSubkey } from "./remove-subkey.ts";

/** Hangs a key below `parent` by the name of `length` units in INPUT; its offset afterwards, 0 after a fault. */
export function moveKeyNode(offset: u32, parentOffset: u32, length: u32): u32 {
  if (!isBelowRoot(offset)) return 0;
  const key = provedKeyNode(offset);
  const parent = provedKeyNode(parentOffset);
  if (key == 0 || parent == 0 || !takeKeyName(parentOffset, length)) return 0;
  const oldParentOffset = parentOf(key);
  if (oldParentOffset == parentOffset && isSpelledSo(key, length)) return offset;
  if (oldParentOffset != parentOffset && !mayGoBelow(offset, parentOffset, parent)) return 0;
  const oldParent = provedKeyNode(oldParentOffset);
  if (oldParent == 0 || !removeSubkey(oldParent, offset, key)) return 0;
  const place = rename(offset, key, length);
  if (place == 0) return 0;
  const moved = addressOf(place) + CELL_HEADER_SIZE;
  patch32(moved + KEY_NODE_PARENT, parentOffset);
  upcaseSpelling(length);
  if (failed() || !seekInsertion(parentOffset, parent, length) || !insertSubkey(parent, place, length)) return 0;
  touchKey(oldParent);
  if (!failed()) touchKey(parent);
  if (!failed()) touchKey(moved);
  return failed() ? 0 : place;
}

/** Whether a key may hang below another parent: not one of its own descendants, and not too deep. */
function mayGoBelow(offset: u32, parentOffset: u32, parent: u32): bool {
  const present = levelOf(offset);
  const above = levelOf(parentOffset);
  if (failed()) return false;
  if (isWithin(parentOffset, offset)) {
    fail(INTO_ITSELF, IN_KEY_NODE, RULE_INTO_ITSELF, fileOffsetOf(offset), 0, 0);
    return false;
  }
  return mayHaveSubkeys(parentOffset, parent) && (above < present || isTreeAllowed(offset, above + 1));
}

/** Whether all of a tree stays within the levels that there may be, when its key comes to this one. */
function isTreeAllowed(offset: u32, top: u32): bool {
  beginWalk();
  enterKey(offset);
  while (level >= 0 && !failed() && isLevelAllowed(top + level, offset)) {
    const child = nextChild();
    if (child == NIL) leaveKey();
    else enterKey(child);
  }
  return !failed();
}

/** Gives a key that no list names the name that was taken; its offset afterwards, 0 after a fault. */
function rename(offset: u32, key: u32, length: u32): u32 {
  const size = storedSize(length);
  copyBytes(DRAFT, key, KEY_NODE_SIZE);
  const others = u16At(key + KEY_NODE_FLAGS) & ~KEY_FLAG_COMPRESSED_NAME;
  put16(DRAFT + KEY_NODE_FLAGS, others | (isLatin1(length) ? KEY_FLAG_COMPRESSED_NAME : 0));
  put16(DRAFT + KEY_NODE_NAME_SIZE, size);
  spell(DRAFT + KEY_NODE_SIZE, length);
  const stays = resizeInPlace(offset, KEY_NODE_SIZE + size);
  const place = stays || failed() ? offset : allocate(KEY_NODE_SIZE + size, offset);
  if (failed()) return 0;
  patchBytes(addressOf(place) + CELL_HEADER_SIZE, DRAFT, KEY_NODE_SIZE + size);
  if (place == offset) return failed() ? 0 : place;
  return tellSubkeys(key, offset, place) && release(offset) ? place : 0;
}

/** Tells a key's subkeys that it lies elsewhere now; false after a fault. */
function tellSubkeys(key: u32, old: u32, place: u32): bool {
  openCursor(WALK_STACK, subkeyListOf(key), subkeyCount(key));
  for (let child = nextSubkey(WALK_STACK); child != NIL && !failed(); child = nextSubkey(WALK_STACK)) {
    const node = childNode(child, old);
    if (node != 0 && proveCell(child)) patch32(node + KEY_NODE_PARENT, place);
  }
  return !failed();
}
