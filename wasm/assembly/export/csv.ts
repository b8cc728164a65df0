// CSV: a row for each key and for each value, with the path in every row.
import { KEY_NODE_LAST_WRITTEN, VALUE_TYPE } from "../layout.ts";
import { u32At } from "../memory.ts";
import { dataSize } from "../value.ts";
import { emitPath, emitValueName } from "./context.ts";
import { AS_HEX, AS_LIST, AS_TEXT, beginData } from "./data.ts";
import { wholeData } from "./data-text.ts";
import { emitDecimal } from "./decimal.ts";
import { emit, emitText } from "./emit.ts";
import { emitTime } from "./time.ts";
import { emitNumber, emitType, KIND_BYTES, KIND_LIST, KIND_TEXT, kindOf } from "./value-kind.ts";

let isQuoted: bool = false;
let isList: bool = false;

export function beginCsv(): void {
  emitText("path,name,type,size,form,data,lastWritten\r\n");
}

export function emitCsvKey(key: u32): void {
  emit(0x22);
  emitPath();
  emitText('",,KEY,,,,');
  emitTime(key + KEY_NODE_LAST_WRITTEN);
  emitText("\r\n");
}

/** Writes a value up to its data; true when data is to follow. */
export function beginCsvValue(record: u32): bool {
  emit(0x22);
  emitPath();
  emitText('","');
  emitValueName(record);
  emitText('",');
  emitType(u32At(record + VALUE_TYPE));
  emit(0x2c);
  emitDecimal(dataSize(record));
  const kind = kindOf(record, true);
  isList = kind == KIND_LIST;
  isQuoted = kind == KIND_TEXT || isList;
  if (kind == KIND_TEXT) return begin(record, ',text,"', AS_TEXT);
  if (isList) return begin(record, ',list,"[', AS_LIST);
  if (kind == KIND_BYTES) return begin(record, ",hex,", AS_HEX);
  emitText(",number,");
  emitNumber(wholeData, kind);
  return false;
}

export function endCsvValue(): void {
  if (isList) emit(0x5d);
  emitText(isQuoted ? '",\r\n' : ",\r\n");
}

function begin(record: u32, text: string, form: u32): bool {
  emitText(text);
  beginData(record, form, 0);
  return true;
}
