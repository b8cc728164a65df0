import type { RecordStructure } from "hivex-wasm";
import type { Hive } from "../hive.ts";
import { securityDescriptorText } from "../sddl.ts";
import { parseSecurityDescriptor } from "../security-descriptor.ts";
import { utf16Text } from "../utf16.ts";
import { fieldAt, fieldsOf, type InspectedField, type Inspection, type RawStructure } from "./inspection.ts";
import { type MeaningContext, offsetText, unsigned } from "./meaning.ts";

const FIRST_BIN = 4096;
const KEY_NODE_SIZE = 76;
const VALUE_SIZE = 20;
const SECURITY_SIZE = 20;
const LIST_SIZE = 4;
/** A list may have 65,535 elements; nobody reads so many lines. The hex view has them all. */
const MOST_ELEMENTS = 1024;

/** What a cell holds, by the letters that it begins with. Data can begin so as well: what leads to a cell knows better. */
const BY_SIGNATURE: Readonly<Record<string, RecordStructure>> = {
  nk: "key node",
  vk: "value",
  sk: "security cell",
  db: "big data",
  li: "subkey list",
  lf: "subkey list",
  lh: "subkey list",
  ri: "subkey list",
};

/** What may be said of a cell that has no signature of its own. */
export type BareCell = "value list" | "segment list" | "class name" | "value data" | "big data segment" | "cell";

/**
 * Takes a cell apart. Without `bare` its kind is guessed from the letters that it begins with; `bareSize` tells how many
 * bytes of a bare cell count. A cell that is free is shown by what is left in it. Throws where no cell can begin there.
 *
 * @example
 * for (const { name, meaning } of inspectCell(hive, key.offset).fields) console.log(name, meaning);
 */
export function inspectCell(
  hive: Hive,
  offset: number,
  bare?: BareCell,
  bareSize = Number.POSITIVE_INFINITY,
): Inspection {
  const { bytes, size, isAllocated, headerSize } = hive.engine.cell(offset);
  const raw: RawStructure = { bytes, fileOffset: offset + FIRST_BIN, start: headerSize };
  const signature = String.fromCharCode(...bytes.subarray(headerSize, headerSize + 2));
  const structure = bare ?? (Object.hasOwn(BY_SIGNATURE, signature) ? BY_SIGNATURE[signature] : undefined) ?? "cell";
  const head = { ...raw, start: 0 };
  const state = isAllocated ? "allocated" : "free";
  const fields = [
    fieldAt(head, "cell size", 0, 4, () => `${size} bytes, ${state}`),
    ...(headerSize === 8
      ? [fieldAt(head, "previous cell in the bin", 4, 4, (field) => placeInBin(unsigned(field)))]
      : []),
    ...recordFieldsOf(hive, structure, raw, bareSize),
  ];
  return {
    structure: isAllocated ? structure : `free ${structure}`,
    fileOffset: raw.fileOffset,
    offset,
    size,
    fields,
    bytes,
  };
}

/** The old link from cell to cell counts from the start of the bin. */
function placeInBin(offset: number): string {
  return offset === 0xffff_ffff ? "none" : `0x${offset.toString(16)} in the bin`;
}

/** Facts about the hive that meanings depend on. */
export function contextOf({ baseBlock }: Hive): MeaningContext {
  return { minorVersion: baseBlock.minorVersion, hasTransactionFields: baseBlock.flags !== undefined };
}

function recordFieldsOf(
  hive: Hive,
  structure: RecordStructure | BareCell,
  raw: RawStructure,
  bareSize: number,
): InspectedField[] {
  const context = contextOf(hive);
  switch (structure) {
    case "key node":
    case "value": {
      const fields = fieldsOf(structure, raw, context);
      const start = structure === "value" ? VALUE_SIZE : KEY_NODE_SIZE;
      return [...fields, ...nameField(structure, fields, raw, start, context)];
    }
    case "security cell":
      return [...fieldsOf(structure, raw, context), ...descriptorField(raw)];
    case "subkey list":
      return [...fieldsOf(structure, raw, context), ...elementFields(raw)];
    case "value list":
    case "segment list":
      return offsetFields(raw, structure === "value list" ? "value" : "segment", bareSize);
    case "class name":
      return [fieldAt(raw, "class name", 0, Math.min(bareSize, raw.bytes.length - raw.start), utf16Text)];
    case "base block":
    case "hive bin":
    case "big data":
      return fieldsOf(structure, raw, context);
    default:
      return [];
  }
}

function nameField(
  structure: "key node" | "value",
  fields: readonly InspectedField[],
  raw: RawStructure,
  start: number,
  { minorVersion }: MeaningContext,
): InspectedField[] {
  const number = (name: string): number =>
    Number.parseInt(
      fields
        .find((field) => field.name === name)
        ?.raw.match(/../g)
        ?.reverse()
        .join("") ?? "0",
      16,
    );
  const size = Math.min(number("name size"), raw.bytes.length - raw.start - start);
  if (size <= 0) return [];
  const isCompressed = minorVersion > 1 && (number("flags") & (structure === "value" ? 1 : 0x20)) !== 0;
  const text = (bytes: Uint8Array): string =>
    isCompressed ? Array.from(bytes, (byte) => String.fromCharCode(byte)).join("") : utf16Text(bytes);
  return [fieldAt(raw, "name", start, size, text)];
}

function descriptorField(raw: RawStructure): InspectedField[] {
  const room = raw.bytes.length - raw.start - SECURITY_SIZE;
  if (room < 0) return [];
  const size = Math.min(unsigned(raw.bytes.subarray(raw.start + 16, raw.start + 20)), room);
  return [fieldAt(raw, "descriptor", SECURITY_SIZE, size, sddlOrFault)];
}

/** A damaged descriptor is something to look at, not a reason to stop. */
function sddlOrFault(bytes: Uint8Array): string {
  try {
    return securityDescriptorText(parseSecurityDescriptor(bytes));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function elementFields(raw: RawStructure): InspectedField[] {
  const kind = String.fromCharCode(...raw.bytes.subarray(raw.start, raw.start + 2));
  const width = kind === "lf" || kind === "lh" ? 8 : 4;
  const room = Math.floor((raw.bytes.length - raw.start - LIST_SIZE) / width);
  const count = Math.min(unsigned(raw.bytes.subarray(raw.start + 2, raw.start + 4)), room, MOST_ELEMENTS);
  const beside = { lf: "hint", lh: "hash" }[kind];
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const meaning = (bytes: Uint8Array): string => {
      const offset = offsetText(unsigned(bytes));
      return beside === undefined ? offset : `${offset}; ${beside} ${besideText(beside, bytes.subarray(4))}`;
    };
    return fieldAt(raw, `${kind === "ri" ? "leaf" : "subkey"} ${index}`, LIST_SIZE + index * width, width, meaning);
  });
}

function besideText(beside: string, bytes: Uint8Array): string {
  if (beside === "hash") return `0x${unsigned(bytes).toString(16).padStart(8, "0")}`;
  return `"${Array.from(bytes, (byte) => String.fromCharCode(byte))
    .join("")
    .replace(/\0+$/, "")}"`;
}

function offsetFields(raw: RawStructure, what: string, size: number): InspectedField[] {
  const count = Math.min(Math.floor(Math.min(size, raw.bytes.length - raw.start) / 4), MOST_ELEMENTS);
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    return fieldAt(raw, `${what} ${index}`, index * 4, 4, (bytes) => offsetText(unsigned(bytes)));
  });
}
