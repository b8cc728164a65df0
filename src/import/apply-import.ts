import type { ValueOutcome } from "hivex-wasm";
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
import { KeyChain } from "./key-chain.ts";
import { isSameValue } from "./same-value.ts";
import { type ValueItem, ValueRun } from "./value-run.ts";

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
 * already is left alone. Wrap it in `editing.transaction`: what fails half-way must be taken back. Of the changes the first
 * thousand are told, or `mostShown`.
 *
 * @throws HiveError what the editing verbs do
 */
export function applyImport(
  hive: Hive,
  items: ImportItems,
  { mostShown = MOST_SHOWN }: { readonly mostShown?: number } = {},
): ImportResult {
  const run = new ImportRun(hive, mostShown);
  for (const item of items()) run.do(item);
  return run.end();
}

/** Where it is counted what has become of a value. */
const COUNTS = {
  same: "unchanged",
  created: "createdValues",
  changed: "changedValues",
  deleted: "deletedValues",
} as const satisfies Record<ValueOutcome, keyof ImportCounts>;

class ImportRun {
  readonly #hive: Hive;
  /** So many changes are kept. */
  readonly #mostShown: number;
  readonly #keys: KeyChain;
  /** The key that values are for; undefined after a deletion. */
  #key: Key | undefined;
  readonly #values = new ValueRun();
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

  constructor(hive: Hive, mostShown: number) {
    this.#hive = hive;
    this.#mostShown = mostShown;
    this.#keys = new KeyChain(hive);
  }

  end(): ImportResult {
    this.#flush();
    return {
      counts: this.#counts,
      changeCount: this.#changeCount,
      changes: this.#changes,
      ignored: this.#ignored,
      touched: this.#touched,
    };
  }

  do(item: ImportItem): void {
    if (item.kind === "value") this.#add(item);
    else if (item.kind === "ignored") this.#pass(item);
    else {
      this.#flush();
      if (item.kind === "no-values") this.#empty(item.line);
      else if (item.kind === "security") this.#secure(item.sddl);
      else if (item.isDeleted) this.#delete(item.names);
      else if (item.existing) this.#key = this.#keys.at(item.names);
      else this.#open(item.names);
    }
  }

  #pass(item: RegIgnored): void {
    this.#counts.ignored++;
    if (this.#ignored.length < MOST_SHOWN) this.#ignored.push(item);
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
    this.#key = key;
    if (key === undefined) return;
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
    this.#key = undefined;
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

  #add(item: ValueItem): void {
    if (this.#key === undefined || this.#values.add(item)) return;
    this.#flush();
    if (!this.#values.add(item)) this.#value(this.#key, item);
  }

  /** Does the values that wait. While changes are shown, one that changes what is there is done by itself: the old is shown, too. */
  #flush(): void {
    const { items, batch } = this.#values;
    const key = this.#key;
    for (let at = 0; key !== undefined && at < items.length; ) {
      const end =
        at + this.#hive.engine.editing.setValues(key.offset, batch, at, this.#changes.length < this.#mostShown);
      for (; at < end; at++) this.#note(key, items[at] as ValueItem, batch.outcome(at), undefined);
      if (at < items.length) this.#value(key, items[at++] as ValueItem);
    }
    this.#values.clear();
  }

  #value(key: Key, item: ValueItem): void {
    const { name, data: wanted, ifAbsent = false } = item;
    const { engine } = this.#hive;
    const found = engine.findValue(key.offset, name);
    if (wanted === "delete") {
      if (found === undefined) this.#note(key, item, "same", undefined);
      else this.#deleteValue(key, item, found);
      return;
    }
    if (found !== undefined && (ifAbsent || isSameValue(engine, found, wanted))) {
      this.#note(key, item, "same", undefined);
      return;
    }
    const old = found === undefined ? undefined : this.#stateFor(found);
    engine.editing.setValue(key.offset, name, wanted.type, wanted.data);
    this.#note(key, item, found === undefined ? "created" : "changed", old);
  }

  #deleteValue(key: Key, item: ValueItem, found: number): void {
    const old = this.#stateFor(found);
    this.#hive.engine.editing.deleteValue(key.offset, found);
    this.#note(key, item, "deleted", old);
  }

  #empty(line: number): void {
    const key = this.#key;
    if (key === undefined) return;
    const { engine } = this.#hive;
    const values = engine.values(key.offset);
    if (values.length === 0) this.#counts.unchanged++;
    for (const value of values)
      this.#deleteValue(key, { kind: "value", line, name: engine.value(value).name, data: "delete" }, value);
  }

  #secure(sddl: string): void {
    const key = this.#key;
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

  #note({ offset, path }: Key, item: ValueItem, outcome: ValueOutcome, old: ValueState | undefined): void {
    this.#counts[COUNTS[outcome]]++;
    if (outcome === "same") return;
    this.#touched.add(offset);
    this.#changeCount++;
    if (this.#changes.length < this.#mostShown) this.#changes.push(valueChange(path, item, old));
  }

  /** What stands there now, as far as it will be shown. */
  #stateFor(offset: number): ValueState | undefined {
    if (this.#changes.length >= this.#mostShown) return undefined;
    const { engine } = this.#hive;
    const { name, type } = engine.value(offset);
    return { name, type, data: engine.valueData(offset) };
  }

  #show(change: PreviewedChange): void {
    this.#changeCount++;
    if (this.#changes.length < this.#mostShown) this.#changes.push(change);
  }
}

function valueChange(key: string, { name, data: wanted }: ValueItem, old: ValueState | undefined): PreviewedChange {
  const facts = { kind: "value", key, createdKeys: [], isDone: false, ...(old && { old }) } as const;
  if (wanted === "delete") return { ...facts, change: { op: "delete-value", key, value: name } };
  const { type, data } = wanted;
  const change = { op: "set-value", key, value: name, type, data: bytesToHex(data) } as const;
  return { ...facts, change, new: { name: old?.name ?? name, type, data } };
}
