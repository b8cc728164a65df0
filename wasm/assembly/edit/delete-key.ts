// Deleting a key with all that is below it.
import { IN_KEY_NODE, NOT_DELETABLE, RULE_ROOT_STAYS } from "../abi.ts";
import { rootOffset } from "../base-block.ts";
import { fileOffsetOf } from "../cell.ts";
import { KEY_NODE_SECURITY } from "../layout.ts";
import { u32At } from "../memory.ts";
import { security } from "../security.ts";
import { fail, failed } from "../status.ts";
import { levelOf, parentOf } from "./key-ancestors.ts";
import { provedKeyNode, touchKey } from "./key-node-edit.ts";
import { releaseTree } from "./release-key.ts";
import { removeSubkey } from "./remove-subkey.ts";

/** Deletes a key and everything below it; false after a fault. The root is refused. */
export function deleteKeyTree(offset: u32): bool {
  if (!isBelowRoot(offset)) return false;
  const key = provedKeyNode(offset);
  if (key == 0) return false;
  levelOf(offset);
  if (failed()) return false;
  const parentOffset = parentOf(key);
  const parent = provedKeyNode(parentOffset);
  if (parent == 0 || !removeSubkey(parent, offset, key) || !releaseTree(offset, parentOffset)) return false;
  // Where the counts are wrong, it may have been freed with the last key that was counted.
  if (security(u32At(parent + KEY_NODE_SECURITY)) == 0) return false;
  touchKey(parent);
  return !failed();
}

/** Refuses the root, which is neither deleted nor moved; false after a fault. */
export function isBelowRoot(offset: u32): bool {
  if (offset == rootOffset()) fail(NOT_DELETABLE, IN_KEY_NODE, RULE_ROOT_STAYS, fileOffsetOf(offset), 0, 0);
  return !failed();
}
