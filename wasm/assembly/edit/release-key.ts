// Freeing a key and everything below it: depth first, each key after its subkeys. The walk's stack lies in engine memory;
// what is met twice cannot be freed twice, so damaged trees end in a refusal.
import { IN_CLASS_NAME, IN_KEY_NODE, KEY_REFUSED, RULE_NO_DELETE } from "../abi.ts";
import { cell, fileOffsetOf } from "../cell.ts";
import { release } from "../free-space.ts";
import { valueCount, valueListOf } from "../key-node.ts";
import {
  KEY_FLAG_NO_DELETE,
  KEY_NODE_CLASS,
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_FLAGS,
  KEY_NODE_SECURITY,
  NIL,
} from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { bulkRead, lookUp } from "../paging.ts";
import { fail, failed } from "../status.ts";
import { beginWalk, enterKey, keyAt, keysSeen, leaveKey, level, nextChild, nextValue, presentKey } from "../walk.ts";
import { childNode } from "./key-ancestors.ts";
import { releaseValue } from "./release-value.ts";
import { releaseSubkeyLists } from "./remove-subkey.ts";
import { dropReference } from "./security-reference.ts";

const MANY_KEYS: u32 = 32; // from so many on, all of the tree is going to be read: in blocks

/** Frees a key that no list names any more, with its values, its class and all its subkeys; false after a fault. */
export function releaseTree(offset: u32, parent: u32): bool {
  beginWalk();
  if (!enter(offset, parent)) return false;
  while (level >= 0 && !failed()) {
    const child = nextChild();
    if (failed()) break;
    if (child == NIL) leave();
    else enter(child, keyAt(level));
  }
  bulkRead(false);
  lookUp(true);
  return !failed();
}

function enter(offset: u32, parent: u32): bool {
  const key = childNode(offset, parent);
  if (key == 0) return false;
  if ((u16At(key + KEY_NODE_FLAGS) & KEY_FLAG_NO_DELETE) != 0)
    fail(KEY_REFUSED, IN_KEY_NODE, RULE_NO_DELETE, fileOffsetOf(offset), 0, 0);
  if (failed() || enterKey(offset) == 0) return false;
  if (keysSeen == MANY_KEYS) {
    lookUp(false);
    bulkRead(true);
  }
  return true;
}

/** The key's subkeys have gone. */
function leave(): void {
  const key = presentKey();
  for (let value = nextValue(); value != NIL && !failed(); value = nextValue()) releaseValue(value);
  if (failed()) return;
  if (valueCount(key) != 0) release(valueListOf(key));
  if (!failed()) releaseClass(key);
  if (failed() || !releaseSubkeyLists(key) || !dropReference(u32At(key + KEY_NODE_SECURITY))) return;
  release(keyAt(level));
  leaveKey();
}

/** Frees the cell of a key's class name, where there is one; false after a fault. */
export function releaseClass(key: u32): bool {
  const size = u16At(key + KEY_NODE_CLASS_SIZE);
  if (size == 0) return true;
  const offset = u32At(key + KEY_NODE_CLASS);
  return cell(offset, IN_CLASS_NAME, size) != 0 && release(offset);
}
