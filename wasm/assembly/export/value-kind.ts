// How a value's data is best told: by its type, where the bytes are just what that type says; otherwise as they are.
import { VALUE_TYPE } from "../layout.ts";
import { u32At } from "../memory.ts";
import { dataSize } from "../value.ts";
import {
  lookThrough,
  NOT_TEXT,
  TEXT_CONTROL,
  TEXT_EMPTY_ITEM,
  TEXT_ENDED,
  TEXT_INNER_NUL,
  TEXT_LONE_SURROGATE,
  TEXT_NO_LIST,
} from "./data-text.ts";
import { emitDecimal } from "./decimal.ts";
import { emitText } from "./emit.ts";

export const KIND_BYTES: u32 = 0;
export const KIND_TEXT: u32 = 1; // one string with the NUL that ends it
export const KIND_LIST: u32 = 2; // strings, each with its NUL, and one NUL more
export const KIND_NUMBER: u32 = 3; // 32 bits, little-endian
export const KIND_SWAPPED: u32 = 4; // 32 bits, big-endian
export const KIND_LONG: u32 = 5; // 64 bits

const REG_SZ: u32 = 1;
const REG_EXPAND_SZ: u32 = 2;
const REG_DWORD: u32 = 4;
const REG_DWORD_BIG_ENDIAN: u32 = 5;
const REG_MULTI_SZ: u32 = 7;
const REG_QWORD: u32 = 11;

/** The kind by which a text format that escapes can tell this value and lose nothing. `strict`: no control characters. */
export function kindOf(record: u32, strict: bool): u32 {
  const type = u32At(record + VALUE_TYPE);
  const size = dataSize(record);
  if (type == REG_DWORD && size == 4) return KIND_NUMBER;
  if (type == REG_DWORD_BIG_ENDIAN && size == 4) return KIND_SWAPPED;
  if (type == REG_QWORD && size == 8) return KIND_LONG;
  if (type != REG_SZ && type != REG_EXPAND_SZ && type != REG_MULTI_SZ) return KIND_BYTES;
  const flags = lookThrough(record);
  const unfit = NOT_TEXT | TEXT_LONE_SURROGATE | (strict ? TEXT_CONTROL : 0);
  if ((flags & unfit) != 0) return KIND_BYTES;
  if (type == REG_MULTI_SZ) return (flags & (TEXT_NO_LIST | TEXT_EMPTY_ITEM)) == 0 ? KIND_LIST : KIND_BYTES;
  return (flags & (TEXT_ENDED | TEXT_INNER_NUL)) == TEXT_ENDED ? KIND_TEXT : KIND_BYTES;
}

/** Writes a type's name, or its number where it has none. */
export function emitType(type: u32): void {
  if (type == 0) emitText("REG_NONE");
  else if (type == REG_SZ) emitText("REG_SZ");
  else if (type == REG_EXPAND_SZ) emitText("REG_EXPAND_SZ");
  else if (type == 3) emitText("REG_BINARY");
  else if (type == REG_DWORD) emitText("REG_DWORD");
  else if (type == REG_DWORD_BIG_ENDIAN) emitText("REG_DWORD_BIG_ENDIAN");
  else if (type == 6) emitText("REG_LINK");
  else if (type == REG_MULTI_SZ) emitText("REG_MULTI_SZ");
  else if (type == 8) emitText("REG_RESOURCE_LIST");
  else if (type == 9) emitText("REG_FULL_RESOURCE_DESCRIPTOR");
  else if (type == 10) emitText("REG_RESOURCE_REQUIREMENTS_LIST");
  else if (type == REG_QWORD) emitText("REG_QWORD");
  else emitDecimal(type);
}

/** Writes the number that a value of 4 or 8 bytes holds, at an address. */
export function emitNumber(address: u32, kind: u32): void {
  const low = u32At(address);
  if (kind == KIND_SWAPPED) emitDecimal(bswap<u32>(low));
  else emitDecimal(kind == KIND_LONG ? (low as u64) | ((u32At(address + 4) as u64) << 32) : low);
}
