// .reg, as regedit writes it: data that its strings would lose goes as hexadecimal bytes.
import { FORMAT_REG } from "../abi.ts";
import { VALUE_TYPE } from "../layout.ts";
import { u32At } from "../memory.ts";
import { dataSize, valueNameSize } from "../value.ts";
import { emitPath, emitValueName, format } from "./context.ts";
import { AS_HEX_LINES, AS_TEXT, beginData } from "./data.ts";
import {
  lookThrough,
  NOT_TEXT,
  TEXT_CONTROL,
  TEXT_ENDED,
  TEXT_INNER_NUL,
  TEXT_LINE_BREAK,
  TEXT_LONE_SURROGATE,
  wholeData,
} from "./data-text.ts";
import { emit, emitHex, emitText, isWide, out } from "./emit.ts";

const REG_SZ: u32 = 1;
const REG_BINARY: u32 = 3;
const REG_DWORD: u32 = 4;

let isQuoted: bool = false;

export function beginReg(): void {
  if (format == FORMAT_REG) emit(0xfeff); // byte order mark
  emitText("Windows Registry Editor Version 5.00\r\n");
}

export function beginRegKey(): void {
  emitText("\r\n[");
  emitPath();
  emitText("]\r\n");
}

export function endReg(): void {
  emitText("\r\n");
}

/** Writes a value up to its data; true when data is to follow. */
export function beginRegValue(record: u32): bool {
  const lineBegin = out;
  if (valueNameSize(record) == 0) emitText("@=");
  else {
    emit(0x22);
    emitValueName(record);
    emitText('"=');
  }
  const type = u32At(record + VALUE_TYPE);
  isQuoted = false;
  if (type == REG_DWORD && dataSize(record) == 4) {
    emitText("dword:");
    emitHex(u32At(wholeData), 8);
    return false;
  }
  if (type == REG_SZ && fitsQuotes(lookThrough(record))) {
    isQuoted = true;
    emit(0x22);
    beginData(record, AS_TEXT, 0);
    return true;
  }
  if (type == REG_BINARY) emitText("hex:");
  else {
    emitText("hex(");
    emitHex(type, 1);
    emitText("):");
  }
  beginData(record, AS_HEX_LINES, (out - lineBegin) >> (isWide ? 1 : 0));
  return true;
}

export function endRegValue(): void {
  if (isQuoted) emit(0x22);
  emitText("\r\n");
}

/** A quoted string holds text with one NUL at its end and no line breaks; a lone surrogate only where units are written. */
function fitsQuotes(flags: u32): bool {
  const unfit = NOT_TEXT | TEXT_INNER_NUL | TEXT_LINE_BREAK | TEXT_CONTROL;
  if ((flags & unfit) != 0 || (flags & TEXT_ENDED) == 0) return false;
  return format == FORMAT_REG || (flags & TEXT_LONE_SURROGATE) == 0;
}
