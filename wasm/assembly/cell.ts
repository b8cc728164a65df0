// The only door from an offset to bytes. An offset comes from the file and is hostile until `cell()` has let it in.
import {
  CELL_MISALIGNED,
  CELL_NOT_ALLOCATED,
  CELL_OUT_OF_RANGE,
  CELL_TOO_SMALL,
  IN_CELL,
  RULE_CELL_ALLOCATED,
  RULE_CELL_HOLDS,
  RULE_CELL_POSITION,
  RULE_CELL_SIZE,
  RULE_OFFSET_ALIGNMENT,
  RULE_OFFSET_NIL,
  RULE_OFFSET_RANGE,
  RULE_OFFSET_VOLATILE,
} from "./abi.ts";
import { minorVersion } from "./base-block.ts";
import {
  BASE_BLOCK_SIZE,
  CELL_ALIGNMENT,
  CELL_HEADER_SIZE,
  HIVE_BIN_SIZE,
  NIL,
  OLD_CELL_HEADER_SIZE,
  OLD_CELL_MINOR,
  PAGE_SIZE,
  VOLATILE,
} from "./layout.ts";
import { i32At } from "./memory.ts";
import { imageBase, imageSize, isPresent, need } from "./paging.ts";
import { fail } from "./status.ts";

/** Bytes of data that the cell last let in can hold. */
export let cellCapacity: u32 = 0;

let lastCell: u32 = 0; // file offset of the cell last let in: where an offset that points nowhere stands

/** Offset of the first byte after the hive bins data. */
export function binsEnd(): u32 {
  return imageSize - BASE_BLOCK_SIZE;
}

export function fileOffsetOf(offset: u32): u32 {
  return offset + BASE_BLOCK_SIZE;
}

/** Bytes in front of a cell's data: its size, and in version 1.1 the offset of the bin's previous cell as well. */
export function cellHeaderSize(): u32 {
  return minorVersion <= OLD_CELL_MINOR ? OLD_CELL_HEADER_SIZE : CELL_HEADER_SIZE;
}

/** Where a cell's data lies in the file. */
export function dataFileOffsetOf(offset: u32): u32 {
  return fileOffsetOf(offset) + cellHeaderSize();
}

/** Address of a byte of the hive bins data. The caller has proved that it is there. */
export function addressOf(offset: u32): u32 {
  return imageBase + BASE_BLOCK_SIZE + offset;
}

/**
 * Lets an offset in as that of an allocated cell whose data begins with `size` bytes of `structure`, reads those bytes
 * and returns their address; 0 after a fault. Call it again with a larger size when the fixed part has told it.
 */
export function cell(offset: u32, structure: u32, size: u32): u32 {
  if (!header(offset, structure)) return 0;
  const address = addressOf(offset);
  const bytes = i32At(address);
  if (bytes >= 0) {
    return fail(CELL_NOT_ALLOCATED, structure, RULE_CELL_ALLOCATED, fileOffsetOf(offset), 0, bytes as u32);
  }
  const whole = (0 - bytes) as u32;
  if (whole % CELL_ALIGNMENT != 0 || whole > binsEnd() - offset) {
    return fail(CELL_OUT_OF_RANGE, IN_CELL, RULE_CELL_SIZE, fileOffsetOf(offset), binsEnd() - offset, whole);
  }
  const head = cellHeaderSize();
  cellCapacity = whole - head; // a multiple of 8, so no less than either kind of header
  if (size > cellCapacity) {
    return fail(CELL_TOO_SMALL, structure, RULE_CELL_HOLDS, fileOffsetOf(offset), size, cellCapacity);
  }
  lastCell = fileOffsetOf(offset);
  return need(lastCell, head + size) ? address + head : 0;
}

/** Lets more of the cell in that was let in last: `size` bytes of data from its beginning, at the address that it has. */
export function moreOfCell(offset: u32, structure: u32, address: u32, size: u32): u32 {
  if (size > cellCapacity) {
    return fail(CELL_TOO_SMALL, structure, RULE_CELL_HOLDS, fileOffsetOf(offset), size, cellCapacity);
  }
  return need(dataFileOffsetOf(offset), size) ? address : 0;
}

/**
 * Like `cell`, for data that is wanted in part: proves that the cell holds `whole` bytes, reads only those from `from` on,
 * and returns the address of the first of them.
 */
export function cellPart(offset: u32, structure: u32, whole: u32, from: u32, size: u32): u32 {
  const address = cell(offset, structure, 0);
  if (address == 0) return 0;
  if (whole > cellCapacity || from > whole || size > whole - from) {
    return fail(CELL_TOO_SMALL, structure, RULE_CELL_HOLDS, fileOffsetOf(offset), whole, cellCapacity);
  }
  return need(fileOffsetOf(offset) + cellHeaderSize() + from, size) ? address + from : 0;
}

/** Bytes of the cell last looked at whole, header included, negative when allocated: the field as it stands. */
export let cellSizeField: i32 = 0;
/** Bytes of it from the asked position on that have been read. */
export let cellPartSize: u32 = 0;

/** Lets a cell in as it lies, header and all and free or not, from `position` on; at most `most` bytes. 0 after a fault. */
export function wholeCell(offset: u32, position: u32, most: u32): u32 {
  if (!header(offset, IN_CELL)) return 0;
  cellSizeField = i32At(addressOf(offset));
  const whole = (cellSizeField < 0 ? 0 - cellSizeField : cellSizeField) as u32;
  if (whole < CELL_HEADER_SIZE || whole % CELL_ALIGNMENT != 0 || whole > binsEnd() - offset) {
    return fail(CELL_OUT_OF_RANGE, IN_CELL, RULE_CELL_SIZE, fileOffsetOf(offset), binsEnd() - offset, whole);
  }
  if (position > whole) {
    return fail(CELL_OUT_OF_RANGE, IN_CELL, RULE_CELL_POSITION, fileOffsetOf(offset), whole, position);
  }
  cellPartSize = whole - position < most ? whole - position : most;
  return need(fileOffsetOf(offset) + position, cellPartSize) ? addressOf(offset) + position : 0;
}

/** Whether a cell's first `size` bytes have been read; any number may be asked about. */
export function isResident(offset: u32, size: u32): bool {
  if (offset >= binsEnd() || size > binsEnd() - offset) return false;
  return isPresent(fileOffsetOf(offset) / PAGE_SIZE) && isPresent((fileOffsetOf(offset) + size - 1) / PAGE_SIZE);
}

/** Range and alignment of an offset; then its cell's header is in memory. */
function header(offset: u32, structure: u32): bool {
  if (offset < HIVE_BIN_SIZE || offset >= binsEnd() || offset % CELL_ALIGNMENT != 0) {
    refuse(offset, structure);
    return false;
  }
  return need(fileOffsetOf(offset), CELL_HEADER_SIZE);
}

/** Says what is wrong with an offset. */
function refuse(offset: u32, structure: u32): void {
  if (offset == NIL) fail(CELL_OUT_OF_RANGE, structure, RULE_OFFSET_NIL, lastCell, 0, offset);
  else if ((offset & VOLATILE) != 0) fail(CELL_OUT_OF_RANGE, structure, RULE_OFFSET_VOLATILE, lastCell, 0, offset);
  else if (offset % CELL_ALIGNMENT != 0) {
    fail(CELL_MISALIGNED, structure, RULE_OFFSET_ALIGNMENT, fileOffsetOf(offset), CELL_ALIGNMENT, offset);
  } else fail(CELL_OUT_OF_RANGE, structure, RULE_OFFSET_RANGE, fileOffsetOf(offset), binsEnd(), offset);
}
