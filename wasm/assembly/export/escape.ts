// One character of a name or a text, as each format writes it.
import {
  FORMAT_CSV,
  FORMAT_HIVEXML,
  FORMAT_JSONL,
  FORMAT_REG,
  FORMAT_REG_UTF8,
  FORMAT_TSV,
  FORMAT_XML,
} from "../abi.ts";
import { put16 } from "../memory.ts";
import {
  emit,
  emitAt,
  emitEscape,
  emitHexByte,
  emitText,
  emitUtf8,
  isHighSurrogate,
  isLowSurrogate,
  out,
} from "./emit.ts";

/** Where a character stands decides what must be escaped. */
export const IN_NAME: u32 = 0; // a key's name within a path
export const IN_QUOTES: u32 = 1; // a value's name, or its data
export const IN_LIST: u32 = 2; // a text in a list

/** Writes a unit, with `next` when both are one character; how many units were taken. */
export function emitUnit(format: u32, where: u32, unit: u32, next: u32): u32 {
  if (format == FORMAT_REG) return emitReg(where, unit);
  if (format == FORMAT_REG_UTF8) return emitRegUtf8(where, unit, next);
  if (format == FORMAT_JSONL) return emitJson(unit, next);
  if (format == FORMAT_XML) return emitXml(unit, next);
  if (format == FORMAT_CSV) return emitCsv(where, unit, next);
  if (format == FORMAT_TSV) return emitTsv(unit);
  if (format == FORMAT_HIVEXML) return emitHivexml(where, unit, next);
  return 1;
}

function emitReg(where: u32, unit: u32): u32 {
  if (where == IN_QUOTES && (unit == 0x5c || unit == 0x22)) emit(0x5c);
  put16(out, unit);
  emitAt(out + 2);
  return 1;
}

function emitRegUtf8(where: u32, unit: u32, next: u32): u32 {
  if (where == IN_QUOTES && (unit == 0x5c || unit == 0x22)) emit(0x5c);
  return emitUtf8(unit, next);
}

/** A surrogate without its partner is escaped: UTF-8 has no room for it. */
function emitJson(unit: u32, next: u32): u32 {
  if (unit == 0x22 || unit == 0x5c) {
    emit(0x5c);
    emit(unit);
    return 1;
  }
  if (unit < 0x20 || unit == 0x7f || isLone(unit, next)) {
    emitEscape(unit);
    return 1;
  }
  return emitUtf8(unit, next);
}

/** Only for text that XML can hold; white space other than the blank is kept from being folded. */
function emitXml(unit: u32, next: u32): u32 {
  if (unit == 0x26) emitText("&amp;");
  else if (unit == 0x3c) emitText("&lt;");
  else if (unit == 0x3e) emitText("&gt;");
  else if (unit == 0x22) emitText("&quot;");
  else if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f) || unit == 0x2028) {
    emitText("&#x");
    if (unit > 0xff) emitHexByte(unit >> 8);
    emitHexByte(unit & 0xff);
    emit(0x3b);
  } else return emitUtf8(unit, next);
  return 1;
}

/** As libxml2 escapes: in an attribute white space, too. What XML has no characters for becomes U+FFFD. */
function emitHivexml(where: u32, unit: u32, next: u32): u32 {
  const inAttribute = where != IN_LIST;
  if (unit == 0x26) emitText("&amp;");
  else if (unit == 0x3c) emitText("&lt;");
  else if (unit == 0x3e) emitText("&gt;");
  else if (unit == 0x22) emitText("&quot;");
  else if (unit == 0x0d) emitText("&#13;");
  else if (unit == 0x0a && inAttribute) emitText("&#10;");
  else if (unit == 0x09 && inAttribute) emitText("&#9;");
  else if (isNoXml(unit, next)) return emitUtf8(0xfffd, 0);
  else return emitUtf8(unit, next);
  return 1;
}

function isNoXml(unit: u32, next: u32): bool {
  return (unit < 0x20 && unit != 0x09 && unit != 0x0a) || unit >= 0xfffe || isLone(unit, next);
}

/** A list is JSON within its field. Elsewhere a backslash is escaped where it would look like the start of an escape. */
function emitCsv(where: u32, unit: u32, next: u32): u32 {
  if (where == IN_LIST && (unit == 0x22 || unit == 0x5c)) emit(0x5c);
  else if (unit == 0x5c && (where == IN_NAME || next == 0x75)) {
    emitEscape(unit);
    return 1;
  }
  if (unit == 0x22) {
    emit(0x22);
    emit(0x22);
    return 1;
  }
  const isUnsafe = unit < 0x20 || (unit >= 0x7f && unit <= 0x9f) || isLone(unit, next);
  if (isUnsafe) {
    emitEscape(unit);
    return 1;
  }
  return emitUtf8(unit, next);
}

function emitTsv(unit: u32): u32 {
  if (unit < 0x20 || unit > 0x7e || unit == 0x5c) emitEscape(unit);
  else emit(unit);
  return 1;
}

function isLone(unit: u32, next: u32): bool {
  if (isHighSurrogate(unit)) return !isLowSurrogate(next);
  return isLowSurrogate(unit);
}
