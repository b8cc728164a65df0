// What a key's place in the tree says: who its parent is, how deep it lies, and what may hang below it.
import {
  IN_KEY_NODE,
  KEY_REFUSED,
  LIMIT_EXCEEDED,
  RULE_DEPTH,
  RULE_NO_SUBKEYS,
  RULE_PARENT,
  TREE_TOO_DEEP,
  WRONG_PARENT,
} from "../abi.ts";
import { minorVersion, rootOffset } from "../base-block.ts";
import { dataFileOffsetOf, fileOffsetOf } from "../cell.ts";
import { keyNode } from "../key-node.ts";
import {
  KEY_FLAG_PREDEFINED_HANDLE,
  KEY_FLAG_SYMBOLIC_LINK,
  KEY_NODE_FLAGS,
  KEY_NODE_LAYER_BITS,
  KEY_NODE_PARENT,
  LAYER_MINOR,
  LAYER_SEMANTICS,
  LAYER_TOMBSTONE,
  MAXIMUM_DEPTH,
  NIL,
} from "../layout.ts";
import { u8At, u16At, u32At } from "../memory.ts";
import { fail } from "../status.ts";

/** Lets a key node in that must name this parent; its address, 0 after a fault. */
export function childNode(offset: u32, parent: u32): u32 {
  const key = keyNode(offset);
  if (key == 0 || parentOf(key) == parent) return key;
  const at = dataFileOffsetOf(offset) + KEY_NODE_PARENT;
  return fail(WRONG_PARENT, IN_KEY_NODE, RULE_PARENT, at, parent, parentOf(key));
}

/** Offset of a key's parent. The root's means nothing. */
export function parentOf(key: u32): u32 {
  return u32At(key + KEY_NODE_PARENT);
}

/** How many levels a key lies below the root; NIL after a fault. What does not lead up to the root is in no tree. */
export function levelOf(offset: u32): u32 {
  let level: u32 = 0;
  for (let at = offset; at != rootOffset(); level++) {
    const key = keyNode(at);
    if (key == 0 || level >= MAXIMUM_DEPTH) {
      fail(TREE_TOO_DEEP, IN_KEY_NODE, RULE_DEPTH, fileOffsetOf(offset), MAXIMUM_DEPTH, level);
      return NIL;
    }
    at = parentOf(key);
  }
  return level;
}

/** Whether a key lies below another one, or is it. The key's level must be known to be possible. */
export function isWithin(offset: u32, ancestor: u32): bool {
  let at = offset;
  while (at != ancestor) {
    if (at == rootOffset()) return false;
    const key = keyNode(at);
    if (key == 0) return false;
    at = parentOf(key);
  }
  return true;
}

/** Refuses a level that is too deep for a key, the root's being 0; false after a fault. */
export function isLevelAllowed(level: u32, offset: u32): bool {
  if (level >= MAXIMUM_DEPTH) fail(LIMIT_EXCEEDED, IN_KEY_NODE, RULE_DEPTH, fileOffsetOf(offset), MAXIMUM_DEPTH, level);
  return level < MAXIMUM_DEPTH;
}

/**
 * Refuses a parent whose subkeys Windows would not see: it follows symbolic links, opens something else instead of a
 * predefined handle, and takes a tombstone for nothing. False after a fault.
 */
export function mayHaveSubkeys(offset: u32, key: u32): bool {
  const isElsewhere = (u16At(key + KEY_NODE_FLAGS) & (KEY_FLAG_SYMBOLIC_LINK | KEY_FLAG_PREDEFINED_HANDLE)) != 0;
  const layer = minorVersion < LAYER_MINOR ? 0 : u8At(key + KEY_NODE_LAYER_BITS) & LAYER_SEMANTICS;
  if (!isElsewhere && layer != LAYER_TOMBSTONE) return true;
  fail(KEY_REFUSED, IN_KEY_NODE, RULE_NO_SUBKEYS, fileOffsetOf(offset), 0, 0);
  return false;
}
