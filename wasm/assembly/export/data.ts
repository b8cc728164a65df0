// A value's data on its way out, in chunks that end between two steps: as text, as a list of texts, as hexadecimal digits.

import { FORMAT_CSV } from "../abi.ts";
import { u8At, u16At } from "../memory.ts";
import { dataSize } from "../value.ts";
import { dataPiece, pieceSize } from "../value-data.ts";
import { BASE64_CHUNK, beginBase64, emitBase64 } from "./base64.ts";
import { format } from "./context.ts";
import { wholeData } from "./data-text.ts";
import { emitHexByte, emitText, isHighSurrogate } from "./emit.ts";
import { emitUnit, IN_LIST, IN_QUOTES } from "./escape.ts";
import { emitBytes, emitBytesWithCommas } from "./hex-digits.ts";
import { emitPlainCsv, emitPlainRun } from "./plain-run.ts";

export const AS_TEXT: u32 = 0;
export const AS_LIST: u32 = 1;
export const AS_HEX: u32 = 2; // digits and nothing else
export const AS_HEX_LINES: u32 = 3; // as .reg files have it
export const AS_STRINGS: u32 = 4; // a list in which every empty text counts
export const AS_BASE64: u32 = 5;

const LINE_IS_FULL: u32 = 77;
const CHUNK: u32 = 0x8000; // bytes of data that one chunk takes at most

let record: u32 = 0;
let whole: u32 = 0;
let total: u32 = 0; // bytes of the data that are to be written
let form: u32 = 0;
let position: u32 = 0;
let pending: u32 = 0; // the first half of a pair, at the end of a chunk
let itemIsOpen: bool = false;
/** Where the present line of a .reg file begins to count: characters in it so far. */
let column: u32 = 0;

/** Begins with data that has been looked through; `lineLength` is what stands before it in the line. */
export function beginData(value: u32, as: u32, lineLength: u32): void {
  beginDataPart(value, as, dataSize(value));
  column = lineLength;
}

/** The same with the first `part` bytes alone. */
export function beginDataPart(value: u32, as: u32, part: u32): void {
  record = value;
  whole = wholeData;
  total = part;
  form = as;
  position = 0;
  pending = 0;
  itemIsOpen = false;
  column = 0;
  beginBase64();
}

/** Writes the next chunk; false when all has been written. */
export function emitData(itemBegin: string, itemEnd: string, between: string): bool {
  if (position >= total) return false;
  const address = whole != 0 ? whole + position : dataPiece(record, position);
  const left = whole != 0 || pieceSize > total - position ? total - position : pieceSize;
  const most = form == AS_BASE64 ? BASE64_CHUNK : CHUNK;
  const bytes = left < most ? left : most;
  const isLast = position + bytes == total;
  if (form == AS_TEXT) emitTextChunk(address, bytes, isLast);
  else if (form == AS_BASE64) emitBase64(address, bytes);
  else if (isList()) emitListChunk(address, bytes, isLast, itemBegin, itemEnd, between);
  else if (form == AS_HEX) emitBytes(address, bytes);
  else emitHexLines(address, bytes, isLast);
  position += bytes;
  return position < total;
}

/** Text without the NUL that ends it. */
function emitTextChunk(address: u32, size: u32, isLast: bool): void {
  const end = isLast && u16At(address + size - 2) == 0 ? address + size - 2 : address + size;
  let at = address;
  while (at < end) {
    if (pending == 0) {
      const count = (end - at) / 2;
      at += (format == FORMAT_CSV ? emitPlainCsv(at, count) : emitPlainRun(at, count, false)) * 2;
    }
    if (at < end) at += emitOneAt(at, end, isLast);
  }
  if (isLast) emitPending();
}

/** Writes the unit that has waited, as the last of its text. */
function emitPending(): void {
  if (pending != 0) emitUnit(format, isList() ? IN_LIST : IN_QUOTES, pending, 0);
  pending = 0;
}

function isList(): bool {
  return form == AS_LIST || form == AS_STRINGS;
}

/** Each item between its marks. Unless every empty one counts, that at the end of the list is none. */
function emitListChunk(
  address: u32,
  size: u32,
  isLast: bool,
  itemBegin: string,
  itemEnd: string,
  between: string,
): void {
  const end = isLast && form == AS_LIST ? address + size - 2 : address + size;
  let at = address;
  while (at < end) {
    if (!itemIsOpen) {
      if (position != 0 || at != address) emitText(between);
      emitText(itemBegin);
      itemIsOpen = true;
    }
    if (u16At(at) == 0) {
      emitPending();
      emitText(itemEnd);
      itemIsOpen = false;
      at += 2;
      continue;
    }
    if (pending == 0) at += emitPlainRun(at, (end - at) / 2, false) * 2;
    if (at < end && u16At(at) != 0) at += emitOneAt(at, end, isLast);
  }
  if (isLast && itemIsOpen) {
    emitPending();
    emitText(itemEnd);
  }
}

/**
 * Writes the unit at an address, or the pair that begins there; how many bytes were taken. Where a chunk ends behind a
 * unit of which the next one decides how it is written, it waits.
 */
function emitOneAt(at: u32, end: u32, isLast: bool): u32 {
  const unit = u16At(at);
  const where = isList() ? IN_LIST : IN_QUOTES;
  if (pending != 0) {
    const taken = emitUnit(format, where, pending, unit);
    pending = 0;
    return (taken - 1) * 2;
  }
  if (at + 2 == end && !isLast && (isHighSurrogate(unit) || unit == 0x5c)) {
    pending = unit;
    return 2;
  }
  return emitUnit(format, where, unit, at + 2 < end ? u16At(at + 2) : 0) * 2;
}

/** Bytes with commas; after the comma that reaches column 77 the line is broken, and the next begins with two blanks. */
function emitHexLines(address: u32, size: u32, isLast: bool): void {
  const end = isLast ? address + size - 1 : address + size;
  let at = address;
  while (at < end) {
    const room = column < LINE_IS_FULL ? (LINE_IS_FULL - column + 2) / 3 : 1;
    const count = room < end - at ? room : end - at;
    emitBytesWithCommas(at, count);
    at += count;
    column += count * 3;
    if (column >= LINE_IS_FULL) {
      emitText("\\\r\n  ");
      column = 2;
    }
  }
  if (isLast) emitHexByte(u8At(end));
}
