// Giving a key a class name, or taking it away. It lies in a cell of its own, bare UTF-16 units.
import {
  BAD_SUBKEY_LIST,
  IN_CLASS_NAME,
  IN_SUBKEY_LIST,
  INPUT,
  LIMIT_EXCEEDED,
  RULE_NAME_LENGTH,
  RULE_NOT_IN_LIST,
} from "../abi.ts";
import { rootOffset } from "../base-block.ts";
import { addressOf, cell, fileOffsetOf } from "../cell.ts";
import { patch16, patch32, patchBytes } from "../changes.ts";
import { allocate, resizeInPlace } from "../free-space.ts";
import { subkeyCount } from "../key-node.ts";
import { CELL_HEADER_SIZE, KEY_NODE_CLASS, KEY_NODE_CLASS_SIZE, NIL } from "../layout.ts";
import { sameBytes, u16At, u32At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { raiseSubkeyHints } from "./insert-subkey.ts";
import { parentOf } from "./key-ancestors.ts";
import { provedKeyNode, touchKey } from "./key-node-edit.ts";
import { releaseClass } from "./release-key.ts";
import { seekSubkey } from "./subkey-place.ts";

const LONGEST: u32 = 0x7fff; // units: the size in bytes has 16 bits

/** Sets a key's class name to the `length` units in INPUT; none when it is 0. False after a fault. */
export function setKeyClassName(offset: u32, length: u32): bool {
  if (length > LONGEST) {
    fail(LIMIT_EXCEEDED, IN_CLASS_NAME, RULE_NAME_LENGTH, fileOffsetOf(offset), LONGEST, length);
    return false;
  }
  const key = provedKeyNode(offset);
  if (key == 0) return false;
  const size = length * 2;
  if (u16At(key + KEY_NODE_CLASS_SIZE) == size && isClass(key, size)) return !failed();
  const place = size == 0 ? NIL : placeFor(offset, key, size);
  if (failed() || (place != u32At(key + KEY_NODE_CLASS) && !releaseClass(key))) return false;
  if (size != 0) patchBytes(addressOf(place) + CELL_HEADER_SIZE, INPUT, size);
  if (!failed()) patch32(key + KEY_NODE_CLASS, place);
  if (!failed()) patch16(key + KEY_NODE_CLASS_SIZE, size);
  if (failed() || !raiseHint(offset, key, size)) return false;
  touchKey(key);
  return !failed();
}

/** Whether the class name is what is in INPUT; meaningless after a fault. */
function isClass(key: u32, size: u32): bool {
  if (size == 0) return true;
  const name = cell(u32At(key + KEY_NODE_CLASS), IN_CLASS_NAME, size);
  return name == 0 || sameBytes(name, INPUT, size);
}

/** Offset of a cell for the class name: the present one, where it is large enough or can become so. 0 after a fault. */
function placeFor(offset: u32, key: u32, size: u32): u32 {
  const present = u32At(key + KEY_NODE_CLASS);
  const old = u16At(key + KEY_NODE_CLASS_SIZE);
  if (old != 0 && cell(present, IN_CLASS_NAME, old) != 0 && resizeInPlace(present, size)) return present;
  return failed() ? 0 : allocate(size, offset);
}

/** The root's parent means nothing; that of another key must list it. INPUT is used. */
function raiseHint(offset: u32, key: u32, size: u32): bool {
  if (offset == rootOffset()) return true;
  const parent = provedKeyNode(parentOf(key));
  return parent != 0 && isSubkey(parent, offset, key) && raiseSubkeyHints(parent, 0, size);
}

function isSubkey(parent: u32, offset: u32, key: u32): bool {
  if (subkeyCount(parent) != 0) return seekSubkey(parent, offset, key);
  fail(BAD_SUBKEY_LIST, IN_SUBKEY_LIST, RULE_NOT_IN_LIST, fileOffsetOf(offset), 0, offset);
  return false;
}
