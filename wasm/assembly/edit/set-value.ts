// Creating a value, or changing its type and data.
import { DATA_SIZE, DRAFT, OUTCOME_CHANGED, OUTCOME_CREATED, OUTCOME_SAME, OUTCOME_WAITS } from "../abi.ts";
import { addressOf } from "../cell.ts";
import { patch16, patch32, patchBytes } from "../changes.ts";
import { allocate } from "../free-space.ts";
import { proveCell } from "../hive-bin.ts";
import {
  CELL_HEADER_SIZE,
  KEY_NODE_LARGEST_VALUE_DATA,
  KEY_NODE_LARGEST_VALUE_NAME,
  NIL,
  SIGNATURE_VK,
  VALUE_DATA_INLINE,
  VALUE_DATA_SIZE,
  VALUE_FLAG_COMPRESSED_NAME,
  VALUE_FLAG_TOMBSTONE,
  VALUE_FLAGS,
  VALUE_NAME_SIZE,
  VALUE_SIGNATURE,
  VALUE_SIZE,
  VALUE_TYPE,
} from "../layout.ts";
import { put16, put32, u16At, zeroBytes } from "../memory.ts";
import { failed } from "../status.ts";
import { dataSize, value, valueFlags, valueType } from "../value.ts";
import { touchKey } from "./key-node-edit.ts";
import { isLatin1, spell, storedSize, takeValueName } from "./name-edit.ts";
import { mayHaveValue } from "./symbolic-link.ts";
import { dataIsInput, mayHoldData, putData, resizeData, valueIsApart } from "./value-data-edit.ts";
import { appendToList, keyWithValues, positionInList, raise } from "./value-list-edit.ts";
import { findToEdit, noteName } from "./value-names.ts";

/** What the last call of `setKeyValue` has come to, unless it has failed. */
export let setOutcome: u32 = OUTCOME_SAME;

/**
 * Gives a key a value with the name of `length` units in INPUT, a type and `size` bytes of data, of which DATA holds the
 * first part; its offset, 0 after a fault. A value of that name keeps its place in the list. What already is as it should
 * be is not touched, and with `onlyNew` neither is what would have to be changed.
 */
export function setKeyValue(keyOffset: u32, length: u32, type: u32, size: u32, onlyNew: bool): u32 {
  setOutcome = OUTCOME_SAME;
  const key = keyWithValues(keyOffset);
  if (key == 0 || !takeValueName(keyOffset, length)) return 0;
  if (!mayHaveValue(keyOffset, key, length, type)) return 0;
  const existing = findToEdit(keyOffset, key, length);
  if (failed()) return 0;
  const record = existing == NIL ? 0 : value(existing);
  if (record != 0 && size <= DATA_SIZE && isSame(record, type, size)) return existing;
  setOutcome = existing == NIL ? OUTCOME_CREATED : onlyNew ? OUTCOME_WAITS : OUTCOME_CHANGED;
  if (setOutcome == OUTCOME_WAITS) return existing;
  if (failed() || !mayHoldData(keyOffset, size)) return 0;
  const offset = existing == NIL ? addValue(keyOffset, key, length) : existing;
  if (offset == 0 || (existing != NIL && !mayChange(keyOffset, key, existing))) return 0;
  if (!resizeData(offset, size) || !putData(offset, 0, size < DATA_SIZE ? size : DATA_SIZE)) return 0;
  const changed = value(offset);
  patch32(changed + VALUE_TYPE, type);
  patch16(changed + VALUE_FLAGS, u16At(changed + VALUE_FLAGS) & ~VALUE_FLAG_TOMBSTONE);
  raise(key + KEY_NODE_LARGEST_VALUE_DATA, size);
  touchKey(key);
  return failed() ? 0 : offset;
}

/** Puts `part` bytes from DATA at `position` of a value's data; false after a fault. */
export function putValueData(offset: u32, position: u32, part: u32): bool {
  if (proveCell(offset)) return putData(offset, position, part);
  return false;
}

/** Makes an empty value at the end of the list; its offset, 0 after a fault. */
function addValue(keyOffset: u32, key: u32, length: u32): u32 {
  const size = VALUE_SIZE + storedSize(length);
  const offset = allocate(size, keyOffset);
  if (offset == 0) return 0;
  zeroBytes(DRAFT, VALUE_SIZE);
  put16(DRAFT + VALUE_SIGNATURE, SIGNATURE_VK);
  put16(DRAFT + VALUE_NAME_SIZE, size - VALUE_SIZE);
  put32(DRAFT + VALUE_DATA_SIZE, VALUE_DATA_INLINE);
  put16(DRAFT + VALUE_FLAGS, length != 0 && isLatin1(length) ? VALUE_FLAG_COMPRESSED_NAME : 0);
  spell(DRAFT + VALUE_SIZE, length);
  patchBytes(addressOf(offset) + CELL_HEADER_SIZE, DRAFT, size);
  if (failed() || !appendToList(keyOffset, key, offset)) return 0;
  noteName(keyOffset, key, length, offset);
  raise(key + KEY_NODE_LARGEST_VALUE_NAME, length * 2);
  return offset;
}

/** Whether a value that is there may be changed: it hangs in its list once, and its cells are sound. */
function mayChange(keyOffset: u32, key: u32, offset: u32): bool {
  return positionInList(key, offset) != NIL && proveCell(offset) && valueIsApart(keyOffset, key, offset);
}

/** Whether a value has this type and the data in DATA; meaningless after a fault. */
function isSame(record: u32, type: u32, size: u32): bool {
  if (valueType(record) != type || dataSize(record) != size) return false;
  return (valueFlags(record) & VALUE_FLAG_TOMBSTONE) == 0 && dataIsInput(record, size);
}
