// Renaming a value.
import { DRAFT, IN_VALUE, NAME_TAKEN, RULE_TAKEN } from "../abi.ts";
import { addressOf, dataFileOffsetOf } from "../cell.ts";
import { patchBytes } from "../changes.ts";
import { allocate, release, resizeInPlace } from "../free-space.ts";
import { proveCell } from "../hive-bin.ts";
import {
  CELL_HEADER_SIZE,
  KEY_NODE_LARGEST_VALUE_NAME,
  NIL,
  VALUE_FLAG_COMPRESSED_NAME,
  VALUE_FLAGS,
  VALUE_NAME_SIZE,
  VALUE_SIZE,
  VALUE_TYPE,
} from "../layout.ts";
import { copyBytes, put16, sameBytes, u16At, u32At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { value, valueNameSize } from "../value.ts";
import { touchKey } from "./key-node-edit.ts";
import { isLatin1, spell, storedSize, takeValueName } from "./name-edit.ts";
import { mayHaveValue } from "./symbolic-link.ts";
import { valueIsApart } from "./value-data-edit.ts";
import { keyWithValues, positionInList, raise, replaceInList } from "./value-list-edit.ts";
import { findToEdit, forgetName, noteName } from "./value-names.ts";

/**
 * Gives a value the name of `length` units in INPUT; its offset afterwards, 0 after a fault. The name may be its own in
 * other letters. Where its cell is too small for the name, the record moves; its data and its place in the list stay.
 */
export function renameKeyValue(keyOffset: u32, offset: u32, length: u32): u32 {
  const key = keyWithValues(keyOffset);
  if (key == 0 || !takeValueName(keyOffset, length)) return 0;
  const position = positionInList(key, offset);
  const record: u32 = position == NIL ? 0 : value(offset);
  if (record == 0 || !mayHaveValue(keyOffset, key, length, u32At(record + VALUE_TYPE))) return 0;
  const holder = findToEdit(keyOffset, key, length);
  if (holder != NIL && holder != offset)
    return fail(NAME_TAKEN, IN_VALUE, RULE_TAKEN, dataFileOffsetOf(holder), offset, holder);
  if (failed() || !proveCell(offset) || !valueIsApart(keyOffset, key, offset)) return 0;
  const size = compose(record, length);
  if (valueNameSize(record) == size - VALUE_SIZE && sameBytes(record, DRAFT, size)) return offset;
  forgetName(keyOffset, record, offset);
  const target = resizeInPlace(offset, size) ? offset : moved(offset, size, key, position);
  if (failed() || target == 0) return 0;
  patchBytes(addressOf(target) + CELL_HEADER_SIZE, DRAFT, size);
  raise(key + KEY_NODE_LARGEST_VALUE_NAME, length * 2);
  noteName(keyOffset, key, length, target);
  touchKey(key);
  return failed() ? 0 : target;
}

/** Makes the record with its new name in DRAFT; its size. */
function compose(record: u32, length: u32): u32 {
  copyBytes(DRAFT, record, VALUE_SIZE);
  const compressed = length != 0 && isLatin1(length) ? VALUE_FLAG_COMPRESSED_NAME : 0;
  put16(DRAFT + VALUE_FLAGS, (u16At(record + VALUE_FLAGS) & ~VALUE_FLAG_COMPRESSED_NAME) | compressed);
  put16(DRAFT + VALUE_NAME_SIZE, storedSize(length));
  spell(DRAFT + VALUE_SIZE, length);
  return VALUE_SIZE + storedSize(length);
}

/** Another cell for the record, in its place of the list; 0 after a fault. */
function moved(offset: u32, size: u32, key: u32, position: u32): u32 {
  const target = allocate(size, offset);
  if (target == 0 || !release(offset)) return 0;
  replaceInList(key, position, target);
  return target;
}
