import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { rootKeyName } from "../hive/root-keys.ts";
import type { Value } from "../hive/value.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import { polSettings } from "./pol-settings.ts";
import { powershellSettings } from "./powershell.ts";
import { regAddSettings } from "./reg-add.ts";
import { type SettingsFormatter, type SettingsKey, type SettingsValue, settingsValue } from "./settings-entry.ts";

/**
 * How settings are written for Windows' own tools:
 *
 * - `pol`: as a group policy's Registry.pol;
 * - `reg-add`: as a .cmd file with a `reg add` for each value;
 * - `powershell`: as a PowerShell script.
 */
export type SettingsFormat = "pol" | "reg-add" | "powershell";

/** What to write, and how. */
export interface SettingsExportOptions {
  readonly format: SettingsFormat;
  /** The key to begin with; the root unless told. */
  readonly key?: Key;
  /** What the hive's root is called, with one of Windows' root keys in front: `HKEY_CURRENT_USER`. The hive's kind tells, unless told. */
  readonly prefix?: string;
}

/** A key with all in it, or a value, that a format cannot say. */
export interface LeftOut {
  readonly key: string;
  /** The value's name; undefined for the key. */
  readonly value?: string;
  readonly reason: string;
}

/** How much has been met. */
export interface SettingsCounts {
  readonly keys: number;
  readonly values: number;
  /** Bytes. */
  readonly dataSize: number;
}

const FORMATTERS: Readonly<Record<SettingsFormat, SettingsFormatter>> = {
  pol: polSettings,
  "reg-add": regAddSettings,
  powershell: powershellSettings,
};

/** So many are kept; all are counted. */
const MOST_KEPT = 1000;

/**
 * A hive, or a key with all below it, as settings for Windows' own tools. Iterate it, once, and it hands out finished bytes.
 * What the format cannot say is left out and named in `leftOut`. What cannot be read throws, or goes to the faults of a hive
 * that was opened tolerantly.
 *
 * @throws HiveError `usage` for a prefix without one of Windows' root keys
 * @example
 * const exporting = new SettingsExport(hive, { format: "powershell", key: hive.key("Software\\Acme") });
 * for (const chunk of exporting) writeSync(file, chunk);
 * for (const { key, value, reason } of exporting.leftOut) console.error(key, value, reason);
 */
export class SettingsExport implements Iterable<Uint8Array<ArrayBuffer>> {
  readonly #start: Key;
  readonly #format: SettingsFormatter;
  readonly #root: string;
  readonly #above: readonly string[];
  readonly #leftOut: LeftOut[] = [];
  #leftOutCount = 0;
  #keys = 0;
  #values = 0;
  #dataSize = 0;

  constructor(hive: Hive, { format, key, prefix = hive.kind().rootName }: SettingsExportOptions) {
    this.#start = key ?? hive.root;
    this.#format = FORMATTERS[format];
    const [first = "", ...above] = prefix.split("\\");
    const root = rootKeyName(first);
    if (root === undefined)
      throw hiveError("usage", `${JSON.stringify(first)} is none of Windows' root keys`, {
        advice: "Begin the prefix with one, for example HKEY_USERS\\alice.",
      });
    this.#root = root;
    this.#above = above;
  }

  get counts(): SettingsCounts {
    return { keys: this.#keys, values: this.#values, dataSize: this.#dataSize };
  }

  /** The first 1,000 keys and values that the format could not say so far. */
  get leftOut(): readonly LeftOut[] {
    return this.#leftOut;
  }

  get leftOutCount(): number {
    return this.#leftOutCount;
  }

  *[Symbol.iterator](): Generator<Uint8Array<ArrayBuffer>> {
    yield* this.#format(this.#entries(), (key, value, reason) => {
      this.#leftOutCount++;
      if (this.#leftOut.length === MOST_KEPT) return;
      const path = key.path === "" ? key.root : `${key.root}\\${key.path}`;
      this.#leftOut.push({ key: path, ...(value && { value: value.name }), reason });
    });
  }

  *#entries(): Generator<SettingsKey> {
    for (const { key } of walkKeys(this.#start)) {
      this.#keys++;
      const path = [...this.#above, ...(key.isRoot ? [] : [key.path])].join("\\");
      yield { root: this.#root, path, values: this.#valuesOf(key.values()) };
    }
  }

  *#valuesOf(values: Iterable<Value>): Generator<SettingsValue> {
    for (const value of values) {
      this.#values++;
      this.#dataSize += value.size;
      yield settingsValue(value);
    }
  }
}
