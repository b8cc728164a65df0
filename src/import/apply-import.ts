import type { PreviewedChange } from "../edit/apply.ts";
import type { ValueState } from "../edit/effect.ts";
import { deleteKey } from "../edit/ops/delete-key.ts";
import { setSecurity } from "../edit/ops/set-security.ts";
import { bytesToHex } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import type { RegIgnored } from "../reg-file/reg-item.ts";
import type { ImportItem, ImportItems } from "./import-item.ts";
import { KeyChain, Section } from "./section.ts";

/** How much an import does, or has done. */
export interface ImportCounts {
  createdKeys: number;
  deletedKeys: number;
  createdValues: number;
  changedValues: number;
  deletedValues: number;
  /** Keys that get another security descriptor. */
  changedSecurity: number;
  /** Values and keys that were as wanted before. */
  unchanged: number;
  /** Lines or records that are passed over, as Windows does. */
  ignored: number;
}

/** What an import does, or has done. */
export interface ImportResult {
  readonly counts: Readonly<ImportCounts>;
  readonly changeCount: number;
  /** The first changes, without what was so already. */
  readonly changes: readonly PreviewedChange[];
  /** The first lines that are passed over. */
  readonly ignored: readonly RegIgnored[];
  /** Offsets of the keys that were touched. */
  readonly touched: ReadonlySet<number>;
}

/** So many changes, and so many lines, are kept to be shown; all are counted. */
export const MOST_SHOWN = 1000;

/**
 * Does in memory what a file of settings says, in its order; keys that are missing on the way are created. What is so
 * already is left alone. Wrap it in `editing.transaction`: what fails half-way must be taken back.
 *
 * @throws HiveError what the editing verbs do
 */
export function applyImport(hive: Hive, items: ImportItems): ImportResult {
  const run = new ImportRun(hive);
  for (const item of items()) run.do(item);
  return run.result;
}

class ImportRun {
  readonly #hive: Hive;
  readonly #keys: KeyChain;
  #section: Section | undefined;
  readonly #counts: ImportCounts = {
    createdKeys: 0,
    deletedKeys: 0,
    createdValues: 0,
    changedValues: 0,
    deletedValues: 0,
    changedSecurity: 0,
    unchanged: 0,
    ignored: 0,
  };
  readonly #changes: PreviewedChange[] = [];
  #changeCount = 0;
  readonly #ignored: RegIgnored[] = [];
  readonly #touched = new Set<number>();

  constructor(hive: Hive) {
    this.#hive = hive;
    this.#keys = new KeyChain(hive);
  }

  get result(): ImportResult {
    return {
      counts: this.#counts,
      changeCount: this.#changeCount,
      changes: this.#changes,
      ignored: this.#ignored,
      touched: this.#touched,
    };
  }

  do(item: ImportItem): void {
    if (item.kind === "ignored") this.#pass(item);
    else if (item.kind === "value") this.#value(item);
    else if (item.kind === "no-values") this.#empty();
    else if (item.kind === "security") this.#secure(item.sddl);
    else if (item.isDeleted) this.#delete(item.names);
    else if (item.existing) this.#find(item.names);
    else this.#open(item.names);
  }

  #pass(item: RegIgnored): void {
    this.#counts.ignored++;
    if (this.#ignored.length < MOST_SHOWN) this.#ignored.push(item);
  }

  #find(names: readonly string[]): void {
    const key = this.#keys.at(names);
    this.#section = key && new Section(key);
  }

  #open(names: readonly string[]): void {
    const { editing } = this.#hive.engine;
    let created = 0;
    const key = this.#keys.at(names, (parent, name) => {
      created++;
      const offset = editing.createKey(parent.offset, name);
      this.#touched.add(parent.offset).add(offset);
      return offset;
    });
    if (key === undefined) return;
    this.#section = new Section(key);
    if (created === 0) {
      this.#counts.unchanged++;
      return;
    }
    this.#counts.createdKeys += created;
    const { path } = key;
    const createdKeys = names.slice(0, -1).map((_, at) => joinKeyPath(names.slice(0, at + 1)));
    this.#show({
      change: { op: "create-key", key: path },
      kind: "key",
      new: { path, keys: 0, values: 0 },
      isCopy: false,
      createdKeys: createdKeys.slice(names.length - created),
      isDone: false,
    });
  }

  #delete(names: readonly string[]): void {
    this.#section = undefined;
    this.#keys.forget();
    const parent = this.#keys.at(names.slice(0, -1));
    this.#untouch(parent?.findSubkey(names.at(-1) ?? ""));
    const change = { op: "delete-key", key: joinKeyPath(names), recursive: true } as const;
    const effect = deleteKey.apply(this.#hive, change);
    if (effect.isDone) {
      this.#counts.unchanged++;
      return;
    }
    this.#counts.deletedKeys++;
    if (parent !== undefined) this.#touched.add(parent.offset);
    this.#show({ ...effect, change });
  }

  /** What goes is looked over no more: something else may come to lie there. */
  #untouch(key: Key | undefined): void {
    if (key === undefined || this.#touched.size === 0) return;
    for (const below of walkKeys(key)) this.#touched.delete(below.key.offset);
  }

  #value({ name, data: wanted, ifAbsent = false }: Extract<ImportItem, { kind: "value" }>): void {
    const section = this.#section;
    if (section === undefined) return;
    const { key } = section;
    const found = section.find(name);
    if (wanted === "delete") {
      if (found === undefined) this.#counts.unchanged++;
      else this.#deleteValue(section, name, found);
      return;
    }
    const { type, data } = wanted;
    if (found !== undefined && (ifAbsent || section.holds(found, type, data))) {
      this.#counts.unchanged++;
      return;
    }
    const old = found === undefined ? undefined : this.#stateFor(found);
    section.note(name, this.#hive.engine.editing.setValue(key.offset, name, type, data));
    if (found === undefined) this.#counts.createdValues++;
    else this.#counts.changedValues++;
    this.#touched.add(key.offset);
    this.#showValue(key.path, name, old, { name: old?.name ?? name, type, data });
  }

  #deleteValue(section: Section, name: string, found: number): void {
    const { key } = section;
    this.#counts.deletedValues++;
    const old = this.#stateFor(found);
    this.#hive.engine.editing.deleteValue(key.offset, found);
    section.note(name, undefined);
    this.#touched.add(key.offset);
    this.#showValue(key.path, name, old, undefined);
  }

  #empty(): void {
    const section = this.#section;
    if (section === undefined) return;
    const { engine } = this.#hive;
    const values = Array.from(engine.values(section.key.offset));
    if (values.length === 0) this.#counts.unchanged++;
    for (const value of values) this.#deleteValue(section, engine.value(value).name, value);
  }

  #secure(sddl: string): void {
    const key = this.#section?.key;
    if (key === undefined) return;
    const change = { op: "set-security", key: key.path, sddl } as const;
    const effect = setSecurity.apply(this.#hive, change);
    if (effect.isDone) {
      this.#counts.unchanged++;
      return;
    }
    this.#counts.changedSecurity++;
    this.#touched.add(key.offset);
    this.#show({ ...effect, change });
  }

  /** What stands there now, as far as it will be shown. */
  #stateFor(offset: number): ValueState | undefined {
    if (this.#changes.length >= MOST_SHOWN) return undefined;
    const { engine } = this.#hive;
    const { name, type } = engine.value(offset);
    return { name, type, data: engine.valueData(offset) };
  }

  #showValue(key: string, value: string, old: ValueState | undefined, wanted: ValueState | undefined): void {
    const facts = { kind: "value", key, createdKeys: [], isDone: false } as const;
    if (wanted === undefined) {
      this.#show({ ...facts, change: { op: "delete-value", key, value }, ...(old && { old }) });
      return;
    }
    const isShown = this.#changes.length < MOST_SHOWN;
    const { type, data } = wanted;
    const change = { op: "set-value", key, value, type, data: isShown ? bytesToHex(data) : "" } as const;
    this.#show({ ...facts, change, ...(old && { old }), new: wanted });
  }

  #show(change: PreviewedChange): void {
    this.#changeCount++;
    if (this.#changes.length < MOST_SHOWN) this.#changes.push(change);
  }
}
