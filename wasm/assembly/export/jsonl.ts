// One JSON object a line: a key with its values.
import { KEY_NODE_LAST_WRITTEN, VALUE_TYPE } from "../layout.ts";
import { u32At } from "../memory.ts";
import { countValues, emitPath, emitValueName, valuesWritten } from "./context.ts";
import { AS_HEX, AS_LIST, AS_TEXT, beginData } from "./data.ts";
import { wholeData } from "./data-text.ts";
import { emit, emitText } from "./emit.ts";
import { emitTime } from "./time.ts";
import { emitNumber, emitType, KIND_BYTES, KIND_LIST, KIND_LONG, KIND_TEXT, kindOf } from "./value-kind.ts";

let closing: u32 = 0; // how the present value ends
const WITH_QUOTE: u32 = 1;
const WITH_BRACKET: u32 = 2;

export function beginJsonKey(key: u32): void {
  emitText('{"path":"');
  emitPath();
  emitText('","lastWritten":"');
  emitTime(key + KEY_NODE_LAST_WRITTEN);
  emitText('","values":[');
}

export function endJsonValues(): void {
  emitText("]}\n");
}

/** Writes a value up to its data; true when data is to follow. */
export function beginJsonValue(record: u32): bool {
  if (valuesWritten != 0) emit(0x2c);
  countValues(valuesWritten + 1);
  emitText('{"name":"');
  emitValueName(record);
  emitText('","type":');
  emitJsonType(u32At(record + VALUE_TYPE));
  const kind = kindOf(record, false);
  if (kind == KIND_TEXT) return begin(record, ',"data":"', AS_TEXT, WITH_QUOTE);
  if (kind == KIND_LIST) return begin(record, ',"data":[', AS_LIST, WITH_BRACKET);
  if (kind == KIND_BYTES) return begin(record, ',"hex":"', AS_HEX, WITH_QUOTE);
  // A 64-bit number goes as text: many readers of JSON would round it.
  closing = kind == KIND_LONG ? WITH_QUOTE : 0;
  emitText(kind == KIND_LONG ? ',"data":"' : ',"data":');
  emitNumber(wholeData, kind);
  return false;
}

export function endJsonValue(): void {
  if (closing == WITH_QUOTE) emit(0x22);
  else if (closing == WITH_BRACKET) emit(0x5d);
  emit(0x7d);
}

function begin(record: u32, text: string, form: u32, close: u32): bool {
  emitText(text);
  closing = close;
  beginData(record, form, 0);
  return true;
}

/** A type by its name; one without a name is a number. */
function emitJsonType(type: u32): void {
  const isNamed = type <= 11;
  if (isNamed) emit(0x22);
  emitType(type);
  if (isNamed) emit(0x22);
}
