import { type RecordStructure, recordFields } from "hivex-wasm";
import { bytesToHex } from "../hex.ts";
import { type MeaningContext, meaningOf } from "./meaning.ts";

/** Longer fields are descriptors and data; all of their bytes stand in the structure's. */
const MOST_RAW = 256;

/** One field as it lies in the file, and what it means. */
export interface InspectedField {
  readonly name: string;
  /** From the start of the file. */
  readonly fileOffset: number;
  readonly size: number;
  /** Its bytes in hexadecimal, in the order of the file; at most 256 of them, then three dots. */
  readonly raw: string;
  /** What they mean, in words; empty where nothing is known. */
  readonly meaning: string;
}

/** One structure of a hive, taken apart. */
export interface Inspection {
  /** `key node`, `subkey list`, `value data`: the format's own words. */
  readonly structure: string;
  /** From the start of the file. */
  readonly fileOffset: number;
  /** Offset from the first hive bin; undefined for the base block. */
  readonly offset: number | undefined;
  /** Bytes of the whole structure, with its cell's header. */
  readonly size: number;
  readonly fields: readonly InspectedField[];
  /** All of its bytes, or the first MiB of them. */
  readonly bytes: Uint8Array;
}

/** Where a structure lies, and its bytes, before its fields are named. */
export interface RawStructure {
  readonly bytes: Uint8Array;
  readonly fileOffset: number;
  /** Where the record begins in the bytes: behind the cell's header. */
  readonly start: number;
}

/** The fields of a structure that has a table; those that the bytes do not reach are left out. */
export function fieldsOf(structure: RecordStructure, raw: RawStructure, context: MeaningContext): InspectedField[] {
  return recordFields(structure, context.minorVersion)
    .filter(({ offset, size }) => raw.start + offset + size <= raw.bytes.length)
    .map(({ name, offset, size }) =>
      fieldAt(raw, name, offset, size, (bytes) => meaningOf(structure, name, bytes, context)),
    );
}

/** One field at an offset within the record, also one that no table has. */
export function fieldAt(
  raw: RawStructure,
  name: string,
  offset: number,
  size: number,
  meaning: (bytes: Uint8Array) => string,
): InspectedField {
  const at = raw.start + offset;
  const bytes = raw.bytes.subarray(at, at + size);
  const rest = bytes.length > MOST_RAW ? "..." : "";
  const hex = bytesToHex(bytes.subarray(0, MOST_RAW)) + rest;
  return { name, fileOffset: raw.fileOffset + at, size, raw: hex, meaning: meaning(bytes) };
}
