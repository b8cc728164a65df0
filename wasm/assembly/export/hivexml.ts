// The document that libhivex's hivexml writes, byte for byte where that one is well-formed. Text that XML has no characters
// for goes as hivexml tells text that is no UTF-16: a type with "bad-" before it, in base64.
import { cellHeaderSize, fileOffsetOf } from "../cell.ts";
import { hasCompressedName, keyNameSize } from "../key-node.ts";
import {
  BASE_BLOCK_LAST_WRITTEN,
  KEY_NODE_LAST_WRITTEN,
  KEY_NODE_SIZE,
  NIL,
  VALUE_SIZE,
  VALUE_TYPE,
} from "../layout.ts";
import { u32At, u64At } from "../memory.ts";
import { imageBase } from "../paging.ts";
import { dataOffset, dataSize, hasCompressedName as valueNameIsCompressed, valueNameSize } from "../value.ts";
import { dataPiece } from "../value-data.ts";
import { level } from "../walk.ts";
import { emitKeyName, emitValueName } from "./context.ts";
import { AS_BASE64, AS_STRINGS, AS_TEXT, beginDataPart } from "./data.ts";
import {
  lookThrough,
  lookThroughPart,
  NOT_TEXT,
  TEXT_CONTROL,
  TEXT_ENDED,
  TEXT_INNER_NUL,
  TEXT_LONE_SURROGATE,
  textSize,
  wholeData,
} from "./data-text.ts";
import { emitDecimal } from "./decimal.ts";
import { emit, emitText } from "./emit.ts";
import { emitSeconds } from "./time.ts";
import { emitHexName, fitsXml } from "./xml.ts";

const REG_NONE: u32 = 0;
const REG_SZ: u32 = 1;
const REG_EXPAND_SZ: u32 = 2;
const REG_BINARY: u32 = 3;
const REG_DWORD: u32 = 4;
const REG_DWORD_BIG_ENDIAN: u32 = 5;
const REG_LINK: u32 = 6;
const REG_MULTI_SZ: u32 = 7;
const REG_QWORD: u32 = 11;

const NOT_IN_XML: u32 = TEXT_LONE_SURROGATE | TEXT_CONTROL;

// What is to follow a value's data.
const IN_ATTRIBUTE: u32 = 0;
const IN_ELEMENTS: u32 = 1;
const IN_ELEMENTS_AND_A_BYTE: u32 = 2; // a byte behind the last text is the beginning of an empty one
const NOTHING: u32 = 3;

let record: u32 = 0;
let ending: u32 = NOTHING;

export function beginHivexml(): void {
  emitText('<?xml version="1.0" encoding="UTF-8"?>\n<hive>');
  emitModified(imageBase + BASE_BLOCK_LAST_WRITTEN);
}

export function endHivexml(): void {
  emitText("</hive>\n");
}

export function beginHivexmlKey(key: u32): void {
  const compressed = hasCompressedName(key);
  emitText('<node name="');
  emitKeyName(key);
  emit(0x22);
  if (!fitsXml(key + KEY_NODE_SIZE, keyNameSize(key), compressed))
    emitHexName(" nameUtf16=", key + KEY_NODE_SIZE, keyNameSize(key), compressed);
  if (level == 0) emitText(' root="1"');
  emit(0x3e);
  emitModified(key + KEY_NODE_LAST_WRITTEN);
  emitText("<byte_runs>");
  emitRun(fileOffsetOfCell(key), cellHeaderSize() + KEY_NODE_SIZE + keyNameSize(key));
  emitText("</byte_runs>");
}

export function endHivexmlKey(): void {
  emitText("</node>");
}

/** Writes a value up to its data; true when data is to follow. */
export function beginHivexmlValue(value: u32): bool {
  record = value;
  const type = u32At(value + VALUE_TYPE);
  if (type == REG_SZ || type == REG_EXPAND_SZ || type == REG_LINK) return beginText(type);
  if (type == REG_MULTI_SZ) return beginList();
  const size = dataSize(value);
  if ((type == REG_DWORD || type == REG_DWORD_BIG_ENDIAN) && size >= 4) {
    const number = u32At(numberAddress());
    return emitNumber("int32", (type == REG_DWORD ? number : bswap<u32>(number)) as i32);
  }
  if (type == REG_QWORD && size >= 8) return emitNumber("int64", u64At(numberAddress()) as i64);
  emitBegin();
  emitOtherType(type);
  return beginBase64(type == REG_BINARY || size != 0);
}

export function endHivexmlValue(): void {
  if (ending == NOTHING) {
    emitText("/>");
    return;
  }
  if (ending == IN_ELEMENTS_AND_A_BYTE) emitText("<string></string>");
  emitText(ending == IN_ATTRIBUTE ? '"><byte_runs>' : "<byte_runs>");
  emitRun(fileOffsetOfCell(record), cellHeaderSize() + VALUE_SIZE + valueNameSize(record));
  const data = dataOffset(record);
  if (data != NIL) emitRun(fileOffsetOf(data), cellHeaderSize() + dataSize(record));
  emitText("</byte_runs></value>");
}

/** Text ends with its first NUL, whatever lies behind. */
function beginText(type: u32): bool {
  let size = dataSize(record);
  let flags = lookThrough(record);
  if ((flags & (NOT_TEXT | TEXT_INNER_NUL)) != 0) {
    size = textSize(record);
    flags = lookThroughPart(record, size);
  } else if ((flags & TEXT_ENDED) != 0) size -= 2;
  emitBegin();
  if ((flags & NOT_IN_XML) != 0) emitText("bad-");
  emitText(type == REG_SZ ? "string" : type == REG_EXPAND_SZ ? "expand" : "link");
  if ((flags & NOT_IN_XML) != 0) return beginBase64(true);
  emit(0x22);
  emitName();
  emitText(' value="');
  ending = IN_ATTRIBUTE;
  beginDataPart(record, AS_TEXT, size);
  return true;
}

function beginList(): bool {
  const size = dataSize(record);
  const even = size & ~1;
  const flags = lookThroughPart(record, even);
  emitBegin();
  if ((flags & NOT_IN_XML) != 0) {
    emitText("bad-string-list");
    return beginBase64(true);
  }
  emitText('string-list"');
  emitName();
  emit(0x3e);
  const endsInText = even != 0 && (flags & TEXT_ENDED) == 0;
  ending = size == even || endsInText ? IN_ELEMENTS : IN_ELEMENTS_AND_A_BYTE;
  beginDataPart(record, AS_STRINGS, even);
  return true;
}

/** Writes what lies behind a type's name; `hasValue` where data, or none, is told at all. */
function beginBase64(hasValue: bool): bool {
  emitText('" encoding="base64"');
  emitName();
  ending = hasValue ? IN_ATTRIBUTE : NOTHING;
  if (!hasValue) return false;
  emitText(' value="');
  beginDataPart(record, AS_BASE64, dataSize(record));
  return true;
}

/** Where a number lies that more data may follow. */
function numberAddress(): u32 {
  return wholeData != 0 ? wholeData : dataPiece(record, 0);
}

function emitNumber(type: string, number: i64): bool {
  emitBegin();
  emitText(type);
  emit(0x22);
  emitName();
  emitText(' value="');
  if (number < 0) emit(0x2d);
  emitDecimal(number < 0 ? ((0 - number) as u64) : (number as u64));
  ending = IN_ATTRIBUTE;
  return false;
}

function emitBegin(): void {
  emitText('<value type="');
}

function emitName(): void {
  if (valueNameSize(record) == 0) {
    emitText(' default="1"');
    return;
  }
  const compressed = valueNameIsCompressed(record);
  emitText(' key="');
  emitValueName(record);
  emit(0x22);
  if (!fitsXml(record + VALUE_SIZE, valueNameSize(record), compressed))
    emitHexName(" keyUtf16=", record + VALUE_SIZE, valueNameSize(record), compressed);
}

function emitOtherType(type: u32): void {
  if (type == REG_NONE) emitText("none");
  else if (type == REG_BINARY) emitText("binary");
  else if (type == 8) emitText("resource-list");
  else if (type == 9) emitText("resource-description");
  else if (type == 10) emitText("resource-requirements");
  else emitText("unknown");
}

/** When something was written, to the second; nothing where no time is told, or one that a signed number does not hold. */
function emitModified(address: u32): void {
  if ((u64At(address) as i64) <= 0) return;
  emitText("<mtime>");
  emitSeconds(address);
  emitText("Z</mtime>");
}

function emitRun(fileOffset: u32, size: u32): void {
  emitText('<byte_run file_offset="');
  emitDecimal(fileOffset);
  emitText('" len="');
  emitDecimal(size);
  emitText('"/>');
}

function fileOffsetOfCell(data: u32): u32 {
  return data - imageBase - cellHeaderSize();
}
