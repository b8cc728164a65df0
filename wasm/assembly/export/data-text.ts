// Looking at a value's data before it is written: can it be told as text, or would text lose something?
import { u16At } from "../memory.ts";
import { dataSize } from "../value.ts";
import { dataPiece, pieceSize } from "../value-data.ts";
import { isHighSurrogate, isLowSurrogate } from "./emit.ts";
import { ordinaryRun } from "./units.ts";

export const TEXT_ENDED: u32 = 1; // ends with a NUL
export const TEXT_INNER_NUL: u32 = 2; // has a NUL before its last unit
export const TEXT_EMPTY_ITEM: u32 = 4; // as a list: an empty string before the end
export const TEXT_LONE_SURROGATE: u32 = 8;
export const TEXT_LINE_BREAK: u32 = 16;
export const TEXT_CONTROL: u32 = 32; // control characters but tab and line breaks; U+FFFE and U+FFFF
export const TEXT_NO_LIST: u32 = 64; // as a list: does not end with an empty string
export const NOT_TEXT: u32 = 128; // an odd number of bytes

/** Where the data lies when it lies in one piece, else 0. */
export let wholeData: u32 = 0;

let flags: u32 = 0;
let before: u32 = 0; // the unit before
let beforeThat: u32 = 0;
let seen: u32 = 0; // units
let length: u32 = 0;

/** Sees to it that all data is there, and where; false after a fault. */
export function dataIsThere(record: u32): bool {
  const size = dataSize(record);
  wholeData = 0;
  for (let position: u32 = 0; position < size; position += pieceSize) {
    const piece = dataPiece(record, position);
    if (piece == 0) return false;
    if (pieceSize == size) wholeData = piece;
  }
  return true;
}

/** Looks through data that is there as UTF-16 text; flags as above. */
export function lookThrough(record: u32): u32 {
  const size = dataSize(record);
  return (size & 1) != 0 ? NOT_TEXT : lookThroughPart(record, size);
}

/** The same for the first `size` bytes, an even number. */
export function lookThroughPart(record: u32, size: u32): u32 {
  flags = 0;
  before = 1;
  beforeThat = 1;
  seen = 0;
  length = size / 2;
  if (wholeData != 0) lookAt(wholeData, size);
  else {
    for (let position: u32 = 0; position < size; position += pieceSize) {
      const piece = dataPiece(record, position);
      lookAt(piece, pieceSize < size - position ? pieceSize : size - position);
    }
  }
  if (isHighSurrogate(before)) flags |= TEXT_LONE_SURROGATE;
  // A list ends with an empty string: two NULs, or a single one when it has no items.
  if (length == 0 || before != 0 || (length > 1 && beforeThat != 0)) flags |= TEXT_NO_LIST;
  return flags;
}

function lookAt(address: u32, size: u32): void {
  const end = address + size;
  let at = address;
  while (at < end) {
    // Most text has neither controls nor surrogates: that goes by without a look at its neighbours.
    const run = ordinaryRun(at, (end - at) / 2, false);
    at += run * 2;
    if (run != 0) noteRun(at, run);
    if (at == end) return;
    const unit = u16At(at);
    at += 2;
    seen++;
    if (unit < 0x20) lookAtControl(unit);
    else if (unit >= 0xd800) {
      if (isLowSurrogate(unit) != isHighSurrogate(before)) flags |= TEXT_LONE_SURROGATE;
      if (unit >= 0xfffe) flags |= TEXT_CONTROL;
    } else if (isHighSurrogate(before)) flags |= TEXT_LONE_SURROGATE;
    beforeThat = before;
    before = unit;
  }
}

function noteRun(end: u32, count: u32): void {
  if (isHighSurrogate(before)) flags |= TEXT_LONE_SURROGATE;
  seen += count;
  beforeThat = count > 1 ? u16At(end - 4) : before;
  before = u16At(end - 2);
}

function lookAtControl(unit: u32): void {
  if (isHighSurrogate(before)) flags |= TEXT_LONE_SURROGATE;
  if (unit == 0) {
    if (seen == length) flags |= TEXT_ENDED;
    else {
      flags |= TEXT_INNER_NUL;
      if ((before == 0 || seen == 1) && seen < length) flags |= TEXT_EMPTY_ITEM;
    }
  } else if (unit == 0x0a || unit == 0x0d) flags |= TEXT_LINE_BREAK;
  else if (unit != 0x09) flags |= TEXT_CONTROL;
}

/** Bytes of whole units before the first NUL. */
export function textSize(record: u32): u32 {
  const size = dataSize(record) & ~1;
  for (let position: u32 = 0; position < size; position += 2) {
    const at = wholeData != 0 ? wholeData + position : dataPiece(record, position);
    if (u16At(at) == 0) return position;
  }
  return size;
}
