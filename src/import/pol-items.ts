import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { securityDescriptorText } from "../hive/sddl.ts";
import { polDirective } from "../pol-file/pol-directive.ts";
import type { PolRecord } from "../pol-file/pol-record.ts";
import { readPolFile } from "../pol-file/read-pol-file.ts";
import type { ImportItem } from "./import-item.ts";
import { SectionPlaces } from "./section-place.ts";

/** How a Registry.pol file is to be taken. */
export interface PolImportOptions {
  /** Whose policies they are: keys below HKEY_LOCAL_MACHINE, or below HKEY_CURRENT_USER. The hive's kind tells, unless told. */
  readonly scope?: "machine" | "user";
  /** Keys below this path belong below the hive's root, besides those that Windows shows there. */
  readonly prefix?: string;
  /** Refuse a file with records that Windows would pass over. */
  readonly strict?: boolean;
}

/** Administrators and the system may do everything, users read (MS-GPREG 3.2.5.1.2). */
const SECURED = "D:P(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)";

/**
 * What a Registry.pol file says of one hive.
 *
 * @throws HiveError `section-elsewhere` for a key that belongs into another hive; `bad-pol-file`
 * @example
 * const items = () => polItems(hive, [bytes]);
 * hive.engine.editing.transaction(() => applyImport(hive, items));
 */
export function* polItems(
  hive: Hive,
  bytes: Iterable<Uint8Array>,
  options: PolImportOptions = {},
): Generator<ImportItem> {
  const reader = new PolImport(hive, options);
  for (const record of readPolFile(bytes)) yield* reader.items(record);
}

class PolImport {
  readonly #hive: Hive;
  readonly #places: SectionPlaces;
  readonly #root: string;
  readonly #isStrict: boolean;
  /** The key that is open, and whether it is created where it is missing. */
  #open: { readonly path: string; readonly isMade: boolean } | undefined;

  constructor(hive: Hive, { scope, prefix, strict = false }: PolImportOptions) {
    this.#hive = hive;
    this.#places = new SectionPlaces(hive, prefix);
    this.#root = rootOf(hive, scope, prefix);
    this.#isStrict = strict;
  }

  *items(record: PolRecord): Generator<ImportItem> {
    const said = polDirective(record);
    const { number: line, type, data } = record;
    switch (said.kind) {
      case "comment":
        return;
      case "unknown":
        yield this.#ignored(record, said.reason);
        return;
      case "create-key":
        yield* this.#key(record, true);
        return;
      case "set": {
        yield* this.#key(record, true);
        const item = { kind: "value", line, name: said.value, data: { type, data } } as const;
        yield said.ifAbsent ? { ...item, ifAbsent: true } : item;
        return;
      }
      case "delete-values":
        yield* this.#key(record, false);
        for (const name of said.values) yield { kind: "value", line, name, data: "delete" };
        return;
      case "delete-all-values":
        yield* this.#key(record, false);
        yield { kind: "no-values", line };
        return;
      case "delete-keys": {
        const names = this.#namesOf(record);
        for (const key of said.keys) yield { kind: "key", line, names: [...names, key], isDeleted: true };
        this.#open = undefined;
        return;
      }
      case "secure-key": {
        const sddl = said.isSecured ? SECURED : this.#rootAccess();
        if (!sddl) {
          yield this.#ignored(record, "no hive holds the access to HKEY_LOCAL_MACHINE that the key is to have");
          return;
        }
        yield* this.#key(record, false);
        yield { kind: "security", line, sddl };
      }
    }
  }

  /** Opens the key of a record, unless it is open already. */
  *#key(record: PolRecord, isMade: boolean): Generator<ImportItem> {
    const { key: path, number: line } = record;
    if (this.#open?.path === path && (this.#open.isMade || !isMade)) return;
    const names = this.#namesOf(record);
    this.#open = { path, isMade };
    yield { kind: "key", line, names, isDeleted: false, ...(!isMade && { existing: true }) };
  }

  #namesOf({ key, number }: PolRecord): readonly string[] {
    const path = `${this.#root}\\${key}`;
    const place = this.#places.of(path);
    if (place.kind === "here") return place.names;
    throw this.#places.refusal(path, `the key ${path} of record ${number}`, "pol-file", "keys");
  }

  /** The access to the root of a user's hive, as SDDL. */
  #rootAccess(): string | undefined {
    if (!this.#root.startsWith("HKEY_CURRENT_USER") && !this.#root.startsWith("HKEY_USERS")) return undefined;
    const { control, resourceManagerControl, dacl } = this.#hive.root.security();
    return securityDescriptorText({
      control,
      resourceManagerControl,
      owner: undefined,
      group: undefined,
      dacl,
      sacl: undefined,
    });
  }

  #ignored({ number, key, value }: PolRecord, reason: string): ImportItem {
    const text = `[${key};${value}]`;
    if (this.#isStrict)
      throw hiveError("bad-pol-file", `Windows would pass over record ${number}: ${reason}`, {
        structure: "pol-file",
        found: text,
      });
    return { kind: "ignored", line: number, counts: "records", reason, text };
  }
}

/** What a file's keys lie below: the file does not say. */
function rootOf(hive: Hive, scope: PolImportOptions["scope"], prefix: string | undefined): string {
  const { name, rootName } = hive.kind();
  const isUser = name === "user" || name === "user-classes" || name === "default-user";
  const [first = "", second = ""] = (prefix ?? "").split("\\");
  if (scope === undefined && prefix !== undefined)
    return /^(?:HKEY_USERS|HKU)$/i.test(first) ? `${first}\\${second}` : first;
  if (scope === "machine" || (scope === undefined && !isUser)) return "HKEY_LOCAL_MACHINE";
  return name === "default-user" ? rootName : "HKEY_CURRENT_USER";
}

/**
 * Whose policies a file holds, by the folder it lies in: Windows keeps them as `Machine\\Registry.pol` and `User\\Registry.pol`.
 *
 * @example
 * polScope("/srv/policies/{GUID}/Machine/Registry.pol"); // "machine"
 */
export function polScope(path: string): "machine" | "user" | undefined {
  const folder = path.split(/[\\/]/).at(-2)?.toLowerCase();
  return folder === "machine" || folder === "user" ? folder : undefined;
}
