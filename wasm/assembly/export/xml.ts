// XML: keys nested as they are in the hive, well-formed whatever the hive holds.

import { hasCompressedName, keyNameSize } from "../key-node.ts";
import { KEY_NODE_LAST_WRITTEN, KEY_NODE_SIZE, VALUE_SIZE, VALUE_TYPE } from "../layout.ts";
import { u32At } from "../memory.ts";
import { hasCompressedName as valueNameIsCompressed, valueNameSize } from "../value.ts";
import { emitKeyName, emitValueName } from "./context.ts";
import { AS_HEX, AS_LIST, AS_TEXT, beginData } from "./data.ts";
import { wholeData } from "./data-text.ts";
import { emit, emitAt, emitHexByte, emitText, isHighSurrogate, isLowSurrogate, out } from "./emit.ts";
import { emitPlainRun } from "./plain-run.ts";
import { emitTime } from "./time.ts";
import { nameLength, nameUnit, ordinaryRun } from "./units.ts";
import { emitNumber, emitType, KIND_BYTES, KIND_LIST, KIND_TEXT, kindOf } from "./value-kind.ts";

export function beginXml(): void {
  emitText('<?xml version="1.0" encoding="UTF-8"?>\n<hive>\n');
}

export function endXml(): void {
  emitText("</hive>\n");
}

export function beginXmlKey(key: u32): void {
  const compressed = hasCompressedName(key);
  if (!emitPlainName('<key name="', key + KEY_NODE_SIZE, keyNameSize(key), compressed)) {
    emitText("<key");
    if (fitsXml(key + KEY_NODE_SIZE, keyNameSize(key), compressed)) {
      emitText(' name="');
      emitKeyName(key);
      emit(0x22);
    } else emitHexName(" nameUtf16=", key + KEY_NODE_SIZE, keyNameSize(key), compressed);
  }
  emitText(' lastWritten="');
  emitTime(key + KEY_NODE_LAST_WRITTEN);
  emitText('">\n');
}

export function endXmlKey(): void {
  emitText("</key>\n");
}

/** Writes a value up to its data; true when data is to follow. */
export function beginXmlValue(record: u32): bool {
  const compressed = valueNameIsCompressed(record);
  if (!emitPlainName('<value name="', record + VALUE_SIZE, valueNameSize(record), compressed)) {
    emitText("<value");
    if (fitsXml(record + VALUE_SIZE, valueNameSize(record), compressed)) {
      emitText(' name="');
      emitValueName(record);
      emit(0x22);
    } else emitHexName(" nameUtf16=", record + VALUE_SIZE, valueNameSize(record), compressed);
  }
  emitText(' type="');
  emitType(u32At(record + VALUE_TYPE));
  const kind = kindOf(record, true);
  if (kind == KIND_TEXT) return begin(record, '" form="text">', AS_TEXT);
  if (kind == KIND_LIST) return begin(record, '" form="list">', AS_LIST);
  if (kind == KIND_BYTES) return begin(record, '" form="hex">', AS_HEX);
  emitText('" form="number">');
  emitNumber(wholeData, kind);
  return false;
}

export function endXmlValue(): void {
  emitText("</value>\n");
}

function begin(record: u32, text: string, form: u32): bool {
  emitText(text);
  beginData(record, form, 0);
  return true;
}

/** Writes the beginning of an element with a name that needs neither a look nor an escape; any other is left to the caller. */
function emitPlainName(before: string, address: u32, size: u32, compressed: bool): bool {
  const mark = out;
  emitText(before);
  const length = nameLength(size, compressed);
  if (emitPlainRun(address, length, compressed) == length) {
    emit(0x22);
    return true;
  }
  emitAt(mark);
  return false;
}

/** A name that XML has no characters for: its UTF-16 units in hexadecimal. */
export function emitHexName(attribute: string, address: u32, size: u32, compressed: bool): void {
  emitText(attribute);
  emit(0x22);
  const length = nameLength(size, compressed);
  for (let index: u32 = 0; index < length; index++) {
    const unit = nameUnit(address, compressed, index);
    emitHexByte(unit & 0xff);
    emitHexByte(unit >> 8);
  }
  emit(0x22);
}

/** Whether XML has characters for all of a name: no controls but white space, no lone surrogates. */
export function fitsXml(address: u32, size: u32, compressed: bool): bool {
  const length = nameLength(size, compressed);
  for (let index = ordinaryRun(address, length, compressed); index < length; index++) {
    const unit = nameUnit(address, compressed, index);
    if (unit < 0x20 ? unit != 0x09 && unit != 0x0a && unit != 0x0d : unit >= 0xfffe) return false;
    const before = index > 0 ? nameUnit(address, compressed, index - 1) : 0;
    const after = index + 1 < length ? nameUnit(address, compressed, index + 1) : 0;
    if (isHighSurrogate(unit) && !isLowSurrogate(after)) return false;
    if (isLowSurrogate(unit) && !isHighSurrogate(before)) return false;
  }
  return true;
}
