// Which format says what when the walk meets something.
import {
  FORMAT_CSV,
  FORMAT_HIVEXML,
  FORMAT_JSONL,
  FORMAT_REG,
  FORMAT_REG_UTF8,
  FORMAT_TSV,
  FORMAT_XML,
} from "../abi.ts";
import { format } from "./context.ts";
import { beginCsv, beginCsvValue, emitCsvKey, endCsvValue } from "./csv.ts";
import { emitData } from "./data.ts";
import {
  beginHivexml,
  beginHivexmlKey,
  beginHivexmlValue,
  endHivexml,
  endHivexmlKey,
  endHivexmlValue,
} from "./hivexml.ts";
import { beginJsonKey, beginJsonValue, endJsonValue, endJsonValues } from "./jsonl.ts";
import { beginReg, beginRegKey, beginRegValue, endReg, endRegValue } from "./reg.ts";
import { emitTsvKey, emitTsvValue } from "./tsv.ts";
import { beginXml, beginXmlKey, beginXmlValue, endXml, endXmlKey, endXmlValue } from "./xml.ts";

export function beginFile(): void {
  if (isReg()) beginReg();
  else if (format == FORMAT_XML) beginXml();
  else if (format == FORMAT_CSV) beginCsv();
  else if (format == FORMAT_HIVEXML) beginHivexml();
}

export function endFile(): void {
  if (isReg()) endReg();
  else if (format == FORMAT_XML) endXml();
  else if (format == FORMAT_HIVEXML) endHivexml();
}

export function beginKey(key: u32): void {
  if (isReg()) beginRegKey();
  else if (format == FORMAT_JSONL) beginJsonKey(key);
  else if (format == FORMAT_XML) beginXmlKey(key);
  else if (format == FORMAT_CSV) emitCsvKey(key);
  else if (format == FORMAT_TSV) emitTsvKey(key);
  else if (format == FORMAT_HIVEXML) beginHivexmlKey(key);
}

/** After the values of a key, before its subkeys. */
export function endValues(): void {
  if (format == FORMAT_JSONL) endJsonValues();
}

export function endKey(): void {
  if (format == FORMAT_XML) endXmlKey();
  else if (format == FORMAT_HIVEXML) endHivexmlKey();
}

/** Writes a value up to its data; true when the data comes in chunks. */
export function beginValue(record: u32): bool {
  if (isReg()) return beginRegValue(record);
  if (format == FORMAT_JSONL) return beginJsonValue(record);
  if (format == FORMAT_XML) return beginXmlValue(record);
  if (format == FORMAT_CSV) return beginCsvValue(record);
  if (format == FORMAT_HIVEXML) return beginHivexmlValue(record);
  if (format == FORMAT_TSV) emitTsvValue(record);
  return false;
}

/** Writes a chunk of data; true when another follows. */
export function chunk(): bool {
  if (format == FORMAT_XML || format == FORMAT_HIVEXML) return emitData("<string>", "</string>", "");
  if (format == FORMAT_CSV) return emitData('""', '""', ",");
  return emitData('"', '"', ",");
}

export function endValue(): void {
  if (isReg()) endRegValue();
  else if (format == FORMAT_JSONL) endJsonValue();
  else if (format == FORMAT_XML) endXmlValue();
  else if (format == FORMAT_CSV) endCsvValue();
  else if (format == FORMAT_HIVEXML) endHivexmlValue();
}

function isReg(): bool {
  return format == FORMAT_REG || format == FORMAT_REG_UTF8;
}
