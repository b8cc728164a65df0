// Value list (an array of offsets, in creation order) and value (vk): 20 bytes, then the name.
import {
  BAD_SIGNATURE,
  BAD_VALUE_DATA,
  IN_VALUE,
  IN_VALUE_LIST,
  PLACE_BIG_DATA,
  PLACE_CELL,
  PLACE_INLINE,
  RULE_DATA_SIZE,
  RULE_INLINE_SIZE,
  RULE_SIGNATURE,
  VALUE_DATA_BYTES,
  VALUE_DATA_OFFSET,
  VALUE_DATA_TYPE,
  VALUE_NAME_ADDRESS,
  VALUE_NAME_BYTES,
  VALUE_NAME_COMPRESSED,
  VALUE_PLACE,
  VALUE_RECORD_FLAGS,
} from "./abi.ts";
import { minorVersion } from "./base-block.ts";
import { binsEnd, cell, dataFileOffsetOf, moreOfCell } from "./cell.ts";
import { valueCount, valueListOf } from "./key-node.ts";
import {
  BIG_DATA_MINOR,
  BIG_DATA_SEGMENT,
  INLINE_DATA_MAXIMUM,
  NIL,
  OLD_CELL_MINOR,
  SIGNATURE_VK,
  VALUE_DATA,
  VALUE_DATA_INLINE,
  VALUE_DATA_SIZE,
  VALUE_FLAG_COMPRESSED_NAME,
  VALUE_FLAGS,
  VALUE_NAME_SIZE,
  VALUE_SIGNATURE,
  VALUE_SIZE,
  VALUE_TYPE,
} from "./layout.ts";
import { result, u16At, u32At } from "./memory.ts";
import { compareWithInput, nameHolds } from "./name.ts";
import { fail, failed } from "./status.ts";

/** Lets a key's value list in and returns its address; 0 when the key has no values, or after a fault. */
export function valueList(key: u32): u32 {
  const count = valueCount(key);
  if (count == 0) return 0;
  // A count of four billion must not wrap: no list is larger than the hive.
  const size = count > binsEnd() / 4 ? binsEnd() : count * 4;
  return cell(valueListOf(key), IN_VALUE_LIST, size);
}

/** Lets a value in, name and all, and returns its address; 0 after a fault. */
export function value(offset: u32): u32 {
  const record = cell(offset, IN_VALUE, VALUE_SIZE);
  if (record == 0) return 0;
  const at = dataFileOffsetOf(offset);
  if (u16At(record + VALUE_SIGNATURE) != SIGNATURE_VK) {
    return fail(BAD_SIGNATURE, IN_VALUE, RULE_SIGNATURE, at, SIGNATURE_VK, u16At(record + VALUE_SIGNATURE));
  }
  const nameSize = u16At(record + VALUE_NAME_SIZE);
  if (!nameHolds(IN_VALUE, at + VALUE_NAME_SIZE, nameSize, hasCompressedName(record), true)) return 0;
  if (isInline(record) && dataSize(record) > INLINE_DATA_MAXIMUM) {
    return fail(
      BAD_VALUE_DATA,
      IN_VALUE,
      RULE_INLINE_SIZE,
      at + VALUE_DATA_SIZE,
      INLINE_DATA_MAXIMUM,
      dataSize(record),
    );
  }
  if (!isInline(record) && dataSize(record) > binsEnd()) {
    return fail(BAD_VALUE_DATA, IN_VALUE, RULE_DATA_SIZE, at + VALUE_DATA_SIZE, binsEnd(), dataSize(record));
  }
  return moreOfCell(offset, IN_VALUE, record, VALUE_SIZE + nameSize);
}

/** Offset of the value whose name is in INPUT, or NIL: not there, or after a fault. */
export function findValueInKey(key: u32, inputLength: u32): u32 {
  const list = valueList(key);
  if (list == 0) return NIL;
  const count = valueCount(key);
  for (let index: u32 = 0; index < count; index++) {
    const offset = u32At(list + index * 4);
    const same = valueNameIsInput(offset, inputLength);
    if (failed()) return NIL;
    if (same) return offset;
  }
  return NIL;
}

/** Whether the value at `offset` has the name in INPUT; meaningless after a fault. */
export function valueNameIsInput(offset: u32, inputLength: u32): bool {
  const record = value(offset);
  if (record == 0) return false;
  const size = u16At(record + VALUE_NAME_SIZE);
  return compareWithInput(record + VALUE_SIZE, size, hasCompressedName(record), inputLength) == 0;
}

export function valueNameSize(record: u32): u32 {
  return u16At(record + VALUE_NAME_SIZE);
}

export function hasCompressedName(record: u32): bool {
  return (valueFlags(record) & VALUE_FLAG_COMPRESSED_NAME) != 0;
}

/** Version 1.1 keeps a title index there, and knows no compressed names. */
export function valueFlags(record: u32): u32 {
  return minorVersion > OLD_CELL_MINOR ? u16At(record + VALUE_FLAGS) : 0;
}

function isInline(record: u32): bool {
  return (u32At(record + VALUE_DATA_SIZE) & VALUE_DATA_INLINE) != 0;
}

export function valueType(record: u32): u32 {
  return u32At(record + VALUE_TYPE);
}

/** Bytes of data. */
export function dataSize(record: u32): u32 {
  return u32At(record + VALUE_DATA_SIZE) & ~VALUE_DATA_INLINE;
}

/** Where the data lies. Big data exists by version and size alone: an older hive keeps any size in one plain cell. */
export function dataPlace(record: u32): u32 {
  if (isInline(record) || dataSize(record) == 0) return PLACE_INLINE;
  return minorVersion >= BIG_DATA_MINOR && dataSize(record) > BIG_DATA_SEGMENT ? PLACE_BIG_DATA : PLACE_CELL;
}

/** Offset of the data cell or the big data record; NIL where there is none. */
export function dataOffset(record: u32): u32 {
  return dataPlace(record) == PLACE_INLINE ? NIL : u32At(record + VALUE_DATA);
}

/** Lays a value's fields out in the result record. */
export function describeValue(offset: u32): void {
  const record = value(offset);
  if (record == 0) return;
  result(VALUE_NAME_ADDRESS, record + VALUE_SIZE);
  result(VALUE_NAME_BYTES, u16At(record + VALUE_NAME_SIZE));
  result(VALUE_NAME_COMPRESSED, hasCompressedName(record) ? 1 : 0);
  result(VALUE_DATA_TYPE, valueType(record));
  result(VALUE_DATA_BYTES, dataSize(record));
  result(VALUE_PLACE, dataPlace(record));
  result(VALUE_DATA_OFFSET, dataOffset(record));
  result(VALUE_RECORD_FLAGS, valueFlags(record));
}
