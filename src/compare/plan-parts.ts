import type { Change } from "../edit/operations.ts";
import { userFlagsOf } from "../edit/ops/set-flags.ts";
import type { Plan } from "../edit/plan.ts";
import { hiveError } from "../errors.ts";
import { looksLikeApp } from "../hive/app-hive.ts";
import { filetimeToIso } from "../hive/filetime.ts";
import { bytesToHex } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { KEY_FLAG, SETTABLE_KEY_FLAGS } from "../hive/key-flags.ts";
import type { Value } from "../hive/value.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import type { CompareOptions } from "./compare-options.ts";
import { isSameSecurity } from "./key-facts.ts";
import { isSameContent } from "./key-values.ts";
import { PlanPaths } from "./plan-paths.ts";

/** What a plan for one hive is put together from: changes that give it what keys and values of another hive have. */
export class PlanParts {
  readonly #hive: Hive;
  readonly #options: CompareOptions;
  readonly #paths: PlanPaths;
  // In this order: a plan is judged the faster the earlier it deletes and renames, and each edit may change a time.
  readonly #deletions: Change[] = [];
  readonly #renames: Change[] = [];
  readonly #changes: Change[] = [];
  /** By path, the key of the other hive whose time is to be set. */
  readonly #times = new Map<string, Key>();
  #hasOneDescriptor = false;

  constructor(hive: Hive, options: CompareOptions) {
    this.#hive = hive;
    this.#options = options;
    this.#paths = new PlanPaths(hive);
  }

  plan(): Plan {
    const times = [...this.#times].map(([key, { lastWritten }]): Change => {
      return { op: "set-time", key, time: filetimeToIso(lastWritten) };
    });
    return { version: 1, changes: [...this.#deletions, ...this.#renames, ...this.#changes, ...times] };
  }

  /** The path of a key; throws `name-not-in-plan` where none leads to it. */
  pathOf(key: Key): string {
    return this.#paths.of(key);
  }

  rename(key: string, name: string): void {
    this.#renames.push({ op: "rename-key", key, name });
  }

  setClass(key: string, b: Key): void {
    this.#changes.push({ op: "create-key", key, class: b.className ?? "" });
  }

  deleteValue(key: string, value: Value): void {
    this.#changes.push({ op: "delete-value", key, value: this.#paths.nameOf(value) });
  }

  orderValues(key: string, b: Key): void {
    this.#changes.push({ op: "order-values", key, values: Array.from(b.values(), ({ name }) => name) });
  }

  /** Where all keys shall have one descriptor, they get it at once: those of an app's hive must not differ meanwhile. */
  setOneDescriptor(a: Key, b: Key): void {
    if (!this.#options.security) return;
    const [before, after] = [a, b].map(({ engine, offset }) => engine.securityCounts(offset).size);
    this.#hasOneDescriptor = after === 1;
    if (after !== 1 || (before === 1 && isSameSecurity(a, b))) return;
    const descriptor = bytesToHex(b.securityRecord().descriptor);
    this.#changes.push({ op: "set-descriptor", key: "", descriptor, recursive: true });
    for (const { key } of walkKeys(b)) this.noteTime(key);
  }

  deleteTree(top: Key): void {
    for (const { key } of walkKeys(top)) {
      if ((key.flags & KEY_FLAG.noDelete) === 0) continue;
      const flags = key.flags & SETTABLE_KEY_FLAGS & ~KEY_FLAG.noDelete;
      this.#deletions.push({ op: "set-flags", key: this.#paths.of(key), flags });
    }
    this.#deletions.push({ op: "delete-key", key: this.#paths.of(top), recursive: true });
  }

  createKey(key: Key): void {
    const path = this.#paths.of(key);
    const { className } = this.#options.classes ? key : {};
    this.#changes.push({ op: "create-key", key: path, ...(className !== undefined && { class: className }) });
    // A new key has its parent's descriptor, which is right by now.
    if (key.parent !== undefined && !isSameSecurity(key.parent, key)) this.setSecurity(path, key);
    this.setFlags(path, key);
    for (const value of key.values()) this.setValue(path, value);
    this.noteTime(key);
  }

  changeValue(key: string, a: Value, b: Value): void {
    const [value, name] = [this.#paths.nameOf(a), b.name];
    if (value !== name) this.#changes.push({ op: "rename-value", key, value, name });
    if (!isSameContent(a, b)) this.setValue(key, b);
  }

  setValue(key: string, value: Value): void {
    const { type } = value;
    const data = bytesToHex(value.data());
    this.#changes.push({ op: "set-value", key, value: this.#paths.nameOf(value), type, data });
  }

  setSecurity(key: string, b: Key): void {
    if (!this.#options.security || this.#hasOneDescriptor) return;
    const descriptor = bytesToHex(b.securityRecord().descriptor);
    this.#changes.push({ op: "set-descriptor", key, descriptor, ...(looksLikeApp(this.#hive) && { evenOfApp: true }) });
  }

  /** Gives a key, `a` or a new one, the flags of `b`, as far as they are compared. */
  setFlags(key: string, b: Key, a?: Key): void {
    const [before, after] = [a?.flags ?? 0, b.flags];
    if (((before ^ after) & KEY_FLAG.predefinedHandle) !== 0)
      throw hiveError("key-refused", "a predefined handle is not made or taken away", { keyPath: b.path });
    const compared = this.#options.flags ? SETTABLE_KEY_FLAGS : KEY_FLAG.symbolicLink;
    const flags = ((before & ~compared) | (after & compared)) & SETTABLE_KEY_FLAGS;
    const userFlags = this.#options.flags ? userFlagsOf(b) : 0;
    if (a === undefined && flags === 0 && userFlags === 0) return;
    this.#changes.push({ op: "set-flags", key, flags, ...(this.#options.flags && { userFlags }) });
  }

  noteTime(b: Key): void {
    if (this.#options.times) this.#times.set(this.#paths.of(b), b);
  }
}
