import type { RecordStructure } from "hivex-wasm";
import { filetimeToIso } from "../filetime.ts";
import { guidText } from "../guid.ts";
import { keyFlagNames, layerBits } from "../key-flags.ts";
import { utf16Text } from "../utf16.ts";
import { valueTypeName } from "../value-type.ts";

/** What the meaning of a field may depend on beyond its own bytes. */
export interface MeaningContext {
  readonly minorVersion: number;
  /** Whether the fields of transactions in the base block were written as such, or may be remnants of memory. */
  readonly hasTransactionFields: boolean;
}

const NIL = 0xffff_ffff;
const FIRST_BIN = 4096;
const INLINE = 0x8000_0000;

/** What a field's bytes mean, in words. */
export function meaningOf(
  structure: RecordStructure,
  name: string,
  bytes: Uint8Array,
  context: MeaningContext,
): string {
  const number = unsigned(bytes);
  if (name.endsWith("signature")) return `"${letters(bytes)}"`;
  if (bytes.length === 16) return guidText(bytes);
  if (bytes.length === 8) return name === "reserved" ? "" : timeText(bytes);
  if (OFFSETS.has(`${structure}: ${name}`)) return offsetText(number);
  const special = SPECIAL[`${structure}: ${name}`];
  return special === undefined ? String(number) : special(number, bytes, context);
}

/** An offset from the first hive bin, and where that is in the file. */
export function offsetText(offset: number): string {
  if (offset === NIL) return "none";
  if (offset >= INLINE) return `0x${offset.toString(16)}, in volatile storage`;
  return `0x${offset.toString(16)}, file offset 0x${(offset + FIRST_BIN).toString(16)}`;
}

/** A little-endian number of up to four bytes. */
export function unsigned(bytes: Uint8Array): number {
  return bytes.subarray(0, 4).reduceRight((number, byte) => number * 256 + byte, 0);
}

function timeText(bytes: Uint8Array): string {
  const time = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  return time === 0n ? "none" : filetimeToIso(time);
}

function letters(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
}

const OFFSETS: ReadonlySet<string> = new Set([
  "base block: root key",
  "hive bin: offset",
  "key node: parent",
  "key node: subkey list",
  "key node: volatile subkey list",
  "key node: value list",
  "key node: security",
  "key node: class name",
  "big data: segment list",
  "security cell: next",
  "security cell: previous",
]);

type Meaning = (number: number, bytes: Uint8Array, context: MeaningContext) => string;

const hex: Meaning = (number) => `0x${number.toString(16)}`;

const SPECIAL: Readonly<Record<string, Meaning>> = {
  "base block: file type": (type) => ["a primary file", "a log", "a log"][type] ?? (type === 6 ? "a log" : "unknown"),
  "base block: file format": (format) => (format === 1 ? "direct memory load" : "unknown"),
  "base block: file name": (_, bytes) => utf16Text(bytes).replace(/\0.*$/s, ""),
  "base block: checksum": hex,
  "base block: flags": (flags, _, { hasTransactionFields, minorVersion }) => {
    if (!hasTransactionFields) return "means nothing here: neither rmtm nor OfRg stands behind it";
    const second = minorVersion >= 6 ? "layered" : "defragmented";
    return named(flags, [
      [1, "pending transactions"],
      [2, second],
    ]);
  },
  "key node: flags": (flags) => listed(keyFlagNames(flags), flags),
  "key node: access bits": (bits) =>
    named(bits, [
      [1, "accessed"],
      [2, "accessed after start-up"],
    ]),
  "key node: layer bits": (bits) => {
    const { semantics, inheritsClass } = layerBits(bits);
    return inheritsClass ? `${semantics}, class inherited` : semantics;
  },
  "key node: user and virtualization flags": (bits) => {
    return named(bits, [
      [0x01, "32-bit key"],
      [0x02, "created by reflection"],
      [0x04, "reflection disabled"],
      [0x20, "not virtualized"],
      [0x40, "no silent failure"],
      [0x80, "recursive"],
    ]);
  },
  "value: data size": (size) => (size >= INLINE ? `${size - INLINE}, inside the record` : String(size)),
  "value: data": (number) => `0x${number.toString(16)}`,
  "value: type": (type) => valueTypeName(type),
  "value: flags": (flags) =>
    named(flags, [
      [1, "compressed name"],
      [2, "tombstone"],
    ]),
};

function named(bits: number, names: readonly (readonly [bit: number, name: string])[]): string {
  return listed(
    names.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name),
    bits,
  );
}

function listed(names: readonly string[], bits: number): string {
  return names.length > 0 ? names.join(", ") : bits === 0 ? "none" : `0x${bits.toString(16)}`;
}
