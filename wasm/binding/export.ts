import * as abi from "../assembly/abi.ts";
import type { Engine } from "./engine.ts";
import { type PassedOver, passedOver } from "./passed-over.ts";

/**
 * How a tree is written:
 * - `reg`: as regedit writes it, UTF-16LE with a byte order mark; `reg-utf8` the same in UTF-8 without one;
 * - `jsonl`: a JSON object a line, a key with its values; `xml`: keys nested; `csv`: a row a key and a value;
 * - `hivexml`: the document of libhivex's hivexml;
 * - `tsv`: canonical lines with digests of the data, for comparing;
 * - `none`: nothing is written, everything is read and counted.
 */
export type ExportFormat = "none" | "reg" | "reg-utf8" | "jsonl" | "xml" | "csv" | "tsv" | "hivexml";

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Offset of the key to begin with; the root unless told. */
  readonly key?: number;
  /** Stands in front of every path, with backslashes: the root's name for `reg`, the key's own path elsewhere. */
  readonly prefix?: string;
  /** Pass over what cannot be read, and say what it was, instead of throwing. */
  readonly tolerant?: boolean;
  /** Hand out the engine's own memory instead of copies: good until the next step and before any other call. */
  readonly borrowed?: boolean;
}

/** What an export has met so far. */
export interface ExportCounts {
  readonly keys: number;
  readonly values: number;
  /** Bytes of data. */
  readonly dataSize: bigint;
  /** Values whose data lies in several segments. */
  readonly bigData: number;
  /** Level of the deepest key; the key that the export begins with has 0. */
  readonly deepest: number;
}

/** One step of an export: finished bytes, at most 3 MiB and usually 1, and what was passed over. */
export interface ExportStep {
  /** A copy that the receiver owns, unless `borrowed` was asked for. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly counts: ExportCounts;
  readonly faults: readonly PassedOver[];
}

const FORMATS: Readonly<Record<ExportFormat, number>> = {
  none: abi.FORMAT_NONE,
  reg: abi.FORMAT_REG,
  "reg-utf8": abi.FORMAT_REG_UTF8,
  jsonl: abi.FORMAT_JSONL,
  xml: abi.FORMAT_XML,
  csv: abi.FORMAT_CSV,
  tsv: abi.FORMAT_TSV,
  hivexml: abi.FORMAT_HIVEXML,
};

/**
 * Writes a tree in steps, so that the caller can write, draw progress or stop between them. Nothing else may be started
 * on the same engine while it goes on; reading single keys and values is fine.
 *
 * @example
 * for (const { bytes } of exportTree(engine, { format: "jsonl" })) await file.write(bytes);
 */
export function* exportTree(engine: Engine, options: ExportOptions): Generator<ExportStep> {
  const { memory } = engine;
  const prefix = encodePrefix(options.format, options.prefix ?? "");
  const mode = FORMATS[options.format] * 2 + (options.tolerant === true ? 1 : 0);
  const started = memory.startExport(options.key ?? engine.baseBlock.rootOffset, prefix, mode);
  for (let more = true; more; ) {
    memory.mustBeLatest(started, "an export");
    more = memory.stepVerb();
    const bytes = options.borrowed === true ? memory.resultView() : memory.resultBytes();
    yield { bytes, counts: counts(engine), faults: passedOver(memory) };
  }
}

function counts({ memory }: Engine): ExportCounts {
  return {
    keys: memory.result(abi.COUNT_KEYS),
    values: memory.result(abi.COUNT_VALUES),
    dataSize: (BigInt(memory.result(abi.COUNT_DATA_HIGH)) << 32n) | BigInt(memory.result(abi.COUNT_DATA_LOW)),
    bigData: memory.result(abi.COUNT_BIG_DATA),
    deepest: memory.result(abi.COUNT_DEEPEST),
  };
}

/** The prefix as it is to be written: in the format's encoding, with its escapes. */
function encodePrefix(format: ExportFormat, prefix: string): Uint8Array {
  if (format === "reg") return new Uint8Array(Uint16Array.from(prefix, (unit) => unit.charCodeAt(0)).buffer);
  return new TextEncoder().encode(escaped(format, prefix));
}

function escaped(format: ExportFormat, prefix: string): string {
  if (format === "jsonl") return JSON.stringify(prefix).slice(1, -1);
  if (format === "csv") return prefix.replaceAll('"', '""').replace(NOT_IN_CSV, escapedUnit);
  // Backslashes stand between names here; those within names cannot be: no key name holds one.
  if (format === "tsv") return prefix.replace(/[^\x20-\x7e]/g, escapedUnit);
  return prefix;
}

/** Control characters, and surrogates without their partners. */
const NOT_IN_CSV = /[\p{Cc}\p{Cs}]/gu;

function escapedUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
