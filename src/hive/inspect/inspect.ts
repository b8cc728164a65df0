import type { Hive } from "../hive.ts";
import type { Key } from "../key.ts";
import type { Value } from "../value.ts";
import { valueText } from "../value-text.ts";
import { contextOf, inspectCell } from "./inspect-cell.ts";
import { fieldAt, fieldsOf, type Inspection } from "./inspection.ts";
import { unsigned } from "./meaning.ts";

const FIRST_BIN = 4096;
const SEGMENT_SIZE = 16_344;
const SHOWN_BYTES = 64;

/**
 * The base block and the first hive bin's header, field by field.
 *
 * @example
 * const [baseBlock] = inspectHead(hive);
 */
export function* inspectHead(hive: Hive): Generator<Inspection> {
  const bytes = hive.engine.baseBlockBytes();
  const fields = fieldsOf("base block", { bytes, fileOffset: 0, start: 0 }, contextOf(hive));
  yield { structure: "base block", fileOffset: 0, offset: undefined, size: bytes.length, fields, bytes };
  yield inspectBin(hive, 0);
}

/** The header of the hive bin around an offset. */
export function inspectBin(hive: Hive, offset: number): Inspection {
  const { offset: start, bytes } = hive.engine.bin(offset);
  const fileOffset = start + FIRST_BIN;
  const fields = fieldsOf("hive bin", { bytes, fileOffset, start: 0 }, contextOf(hive));
  return { structure: "hive bin", fileOffset, offset: start, size: unsigned(bytes.subarray(8, 12)), fields, bytes };
}

/**
 * What lies at an offset from the first hive bin: a bin's header, or a cell, and the bin around it.
 *
 * @example
 * const [bin, cell] = inspectOffset(hive, 0x20);
 * console.log(cell?.structure); // "key node"
 */
export function* inspectOffset(hive: Hive, offset: number): Generator<Inspection> {
  const bin = inspectBin(hive, offset);
  yield bin;
  if (bin.offset !== offset) yield inspectCell(hive, offset);
}

/**
 * A key: the bin around it, its record, its subkey lists, its value list, its class name and its security cell.
 *
 * @example
 * for (const { structure, fileOffset } of inspectKey(hive, hive.root)) console.log(structure, fileOffset);
 */
export function* inspectKey(hive: Hive, key: Key): Generator<Inspection> {
  const { record } = key;
  yield inspectBin(hive, key.offset);
  yield inspectCell(hive, key.offset);
  if (record.subkeyCount > 0) yield* subkeyLists(hive, record.subkeyList);
  if (record.valueCount > 0) yield inspectCell(hive, record.valueList, "value list", record.valueCount * 4);
  if (record.classSize > 0) yield inspectCell(hive, record.classOffset, "class name", record.classSize);
  yield inspectCell(hive, record.security);
}

/**
 * A value: its record, and its data wherever that lies. The data's cells come one by one, however many they are.
 *
 * @example
 * for (const { fields } of inspectValue(hive, key.value("Wallpaper"))) console.table(fields);
 */
export function* inspectValue(hive: Hive, value: Value): Generator<Inspection> {
  const inspection = inspectCell(hive, value.offset);
  const { type, size } = value;
  const isInside = !hasDataCell(inspection);
  const start = inspection.bytes.length > 0 ? hive.engine.cell(value.offset).headerSize : 0;
  const raw = { bytes: inspection.bytes, fileOffset: inspection.fileOffset, start };
  const inside = isInside && size > 0 ? [fieldAt(raw, "data inside", 8, size, (bytes) => valueText(type, bytes))] : [];
  yield { ...inspection, fields: [...inspection.fields, ...inside] };
  if (isInside) return;
  const offset = unsigned(inspection.bytes.subarray(start + 8, start + 12));
  if (hive.baseBlock.minorVersion >= 4 && size > SEGMENT_SIZE) yield* bigData(hive, offset, size);
  else yield inspectData(hive, offset, value);
}

function hasDataCell({ fields }: Inspection): boolean {
  const size = fields.find(({ name }) => name === "data size")?.raw ?? "";
  // Bit 31 stands in the last byte of the file's order; no size at all needs no cell either.
  return Number.parseInt(size.slice(6), 16) < 0x80 && /[^0]/.test(size);
}

function inspectData(hive: Hive, offset: number, value: Value): Inspection {
  const inspection = inspectCell(hive, offset, "value data");
  const { headerSize } = hive.engine.cell(offset);
  const raw = { bytes: inspection.bytes, fileOffset: inspection.fileOffset, start: headerSize };
  const size = Math.min(value.size, raw.bytes.length - headerSize);
  const field = fieldAt(raw, "data", 0, size, (bytes) => valueText(value.type, bytes, SHOWN_BYTES));
  return { ...inspection, fields: [...inspection.fields, field] };
}

function* bigData(hive: Hive, offset: number, size: number): Generator<Inspection> {
  const record = inspectCell(hive, offset);
  yield record;
  const { headerSize } = hive.engine.cell(offset);
  const list = unsigned(record.bytes.subarray(headerSize + 4, headerSize + 8));
  yield inspectCell(hive, list, "segment list", Math.ceil(size / SEGMENT_SIZE) * 4);
  const { bytes } = hive.engine.cell(list);
  for (let index = 0; index * SEGMENT_SIZE < size; index++) {
    const at = headerSize + index * 4;
    if (at + 4 > bytes.length) return;
    yield inspectCell(hive, unsigned(bytes.subarray(at, at + 4)), "big data segment");
  }
}

/** An index root, then each of its leaves; or the only leaf. */
function* subkeyLists(hive: Hive, offset: number): Generator<Inspection> {
  const list = inspectCell(hive, offset);
  yield list;
  if (list.structure !== "subkey list") return;
  const { headerSize } = hive.engine.cell(offset);
  if (String.fromCharCode(...list.bytes.subarray(headerSize, headerSize + 2)) !== "ri") return;
  const count = unsigned(list.bytes.subarray(headerSize + 2, headerSize + 4));
  for (let index = 0; index < count; index++) {
    const at = headerSize + 4 + index * 4;
    if (at + 4 > list.bytes.length) return;
    yield inspectCell(hive, unsigned(list.bytes.subarray(at, at + 4)));
  }
}
