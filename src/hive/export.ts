import { type ExportCounts, type ExportFormat, type ExportStep, exportTree, type HiveError } from "hivex-wasm";
import type { Hive } from "./hive.ts";
import type { Key } from "./key.ts";

/** How a tree of keys is written; see {@link HiveExportOptions.format}. */
export type HiveExportFormat = "reg" | "jsonl" | "xml" | "csv" | "tsv";

/** What to export, and how. */
export interface HiveExportOptions {
  /**
   * - `reg`: as regedit writes it; data that its strings would lose goes as hexadecimal bytes;
   * - `jsonl`: one JSON object a line: a key with its values; `xml`: keys nested; `csv`: a row for each key and value;
   * - `tsv`: canonical lines with digests of the data, for comparing hives.
   */
  readonly format: HiveExportFormat;
  /** For `reg`: regedit's own UTF-16LE with a byte order mark, or UTF-8 without one. Everything else is UTF-8. */
  readonly encoding?: "utf-16le" | "utf-8";
  /** The key to begin with; the root unless told. */
  readonly key?: Key;
  /** What the hive's root is called, for `reg`: `HKEY_CURRENT_USER`. Elsewhere empty unless told. */
  readonly prefix?: string;
  /** Pass over what cannot be read and collect it in `faults`, instead of throwing. */
  readonly tolerant?: boolean;
  /** Hand out the engine's own memory, good only until the next chunk is asked for, instead of copies. */
  readonly borrowed?: boolean;
}

/** A fault kept with the export; beyond so many they are only counted. */
const MOST_FAULTS_KEPT = 1000;

/**
 * An export that has not begun: iterate it, once, and it hands out finished bytes, usually 1 MiB and at most 3 at a time.
 * As an async iterable it lets the event loop turn between two chunks. Reading single keys and values meanwhile is fine;
 * starting another export or listing on the same hive is not.
 *
 * Each step may throw a `HiveError`, unless the export is tolerant.
 *
 * @example
 * for (const chunk of hive.export({ format: "jsonl" })) writeSync(file, chunk);
 *
 * @example
 * await pipeline(hive.export({ format: "reg" }), createWriteStream("user.reg"));
 */
export class HiveExport implements Iterable<Uint8Array<ArrayBuffer>>, AsyncIterable<Uint8Array<ArrayBuffer>> {
  readonly #hive: Hive;
  readonly #options: HiveExportOptions;
  readonly #faults: HiveError[] = [];
  #faultCount = 0;
  #counts: ExportCounts = { keys: 0, values: 0, dataSize: 0n, bigData: 0, deepest: 0 };

  constructor(hive: Hive, options: HiveExportOptions) {
    this.#hive = hive;
    this.#options = options;
  }

  /** What has been met so far. */
  get counts(): ExportCounts {
    return this.#counts;
  }

  /** What a tolerant export has passed over so far, the first 1,000 of it, each with the path of the key it lies below. */
  get faults(): readonly HiveError[] {
    return this.#faults;
  }

  /** How often a tolerant export has passed over something. */
  get faultCount(): number {
    return this.#faultCount;
  }

  *[Symbol.iterator](): Generator<Uint8Array<ArrayBuffer>> {
    for (const step of this.#steps()) {
      this.#note(step);
      if (step.bytes.length > 0) yield step.bytes;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const step of this.#steps()) {
      this.#note(step);
      if (step.bytes.length > 0) yield step.bytes;
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  #steps(): Generator<ExportStep> {
    const { key, tolerant = false, borrowed = false } = this.#options;
    const start = key === undefined ? {} : { key: key.offset };
    return exportTree(this.#hive.engine, {
      ...start,
      format: engineFormat(this.#options),
      prefix: this.#prefix(),
      tolerant,
      borrowed,
    });
  }

  #prefix(): string {
    const { format, key, prefix } = this.#options;
    const rootName = prefix ?? (format === "reg" ? this.#hive.kind().rootName : "");
    const path = key?.path ?? "";
    return rootName === "" || path === "" ? `${rootName}${path}` : `${rootName}\\${path}`;
  }

  #note({ counts, faults }: ExportStep): void {
    this.#counts = counts;
    this.#faultCount += faults.length;
    for (const { error, key } of faults.slice(0, MOST_FAULTS_KEPT - this.#faults.length)) {
      this.#faults.push(error.with({ keyPath: key === undefined ? "" : this.#pathOf(key) }));
    }
  }

  /** The path of a key that the export has met, by the way up that its records tell. */
  #pathOf(offset: number): string {
    const names: string[] = [];
    const { engine } = this.#hive;
    const seen = new Set<number>();
    try {
      for (let at = offset; at !== engine.baseBlock.rootOffset && !seen.has(at); ) {
        seen.add(at);
        const { name, parent } = engine.key(at);
        names.unshift(name);
        at = parent;
      }
    } catch {
      names.unshift("..."); // the way up is damaged as well
    }
    return names.join("\\");
  }
}

function engineFormat({ format, encoding = "utf-16le" }: HiveExportOptions): ExportFormat {
  return format === "reg" && encoding === "utf-8" ? "reg-utf8" : format;
}
