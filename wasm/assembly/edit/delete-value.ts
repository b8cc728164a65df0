// Deleting a value.

import { NIL } from "../layout.ts";
import { failed } from "../status.ts";
import { value } from "../value.ts";
import { touchKey } from "./key-node-edit.ts";
import { releaseValue } from "./release-value.ts";
import { valueIsApart } from "./value-data-edit.ts";
import { keyWithValues, positionInList, removeFromList } from "./value-list-edit.ts";
import { forgetName, noteList } from "./value-names.ts";

/** Takes a value out of its key's list and frees it with its data; false after a fault. */
export function deleteKeyValue(keyOffset: u32, offset: u32): bool {
  const key = keyWithValues(keyOffset);
  if (key == 0) return false;
  const position = positionInList(key, offset);
  if (position == NIL || !valueIsApart(keyOffset, key, offset)) return false;
  forgetName(keyOffset, value(offset), offset);
  if (!removeFromList(key, position) || !releaseValue(offset)) return false;
  noteList(keyOffset, key);
  touchKey(key);
  return !failed();
}
