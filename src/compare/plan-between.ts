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
import { differingPairs } from "./differing-pairs.ts";
import { differingFacts, isSameSecurity } from "./key-facts.ts";
import { differingValues, isSameContent, isSameOrder } from "./key-values.ts";
import { PlanPaths } from "./plan-paths.ts";

/** What of two hives is to become the same. */
export interface PlanBetweenOptions extends CompareOptions {
  /** Path of the key with which to begin; the root without it. It must be in one of the hives at least. */
  readonly key?: string;
}

/**
 * The plan that turns the first hive into the second: what `compareHives` compares is then the same. With `times` every key
 * that it touches gets the second hive's time, whatever time the plan is applied with.
 *
 * @throws HiveError `name-not-in-plan` where a key or value has a name that no path can tell, or that another has, too;
 * `key-refused` for a predefined handle that is in one hive alone; and where a hive is damaged
 * @example
 * applyPlan(a, planBetween(a, b, COMPARE_ALL), { time: "keep" });
 */
export function planBetween(a: Hive, b: Hive, options: PlanBetweenOptions = {}): Plan {
  return new Planning(a, b, options).plan();
}

class Planning {
  readonly #a: Hive;
  readonly #b: Hive;
  readonly #options: PlanBetweenOptions;
  readonly #paths: PlanPaths;
  // In this order: a plan is judged the faster the earlier it deletes and renames, and each edit may change a time.
  readonly #deletions: Change[] = [];
  readonly #renames: Change[] = [];
  readonly #changes: Change[] = [];
  /** By path, the key of the second hive whose time is to be set. */
  readonly #times = new Map<string, Key>();
  #hasOneDescriptor = false;

  constructor(a: Hive, b: Hive, options: PlanBetweenOptions) {
    this.#a = a;
    this.#b = b;
    this.#options = options;
    this.#paths = new PlanPaths(a);
  }

  plan(): Plan {
    const { key = "" } = this.#options;
    const [start, wanted] = [this.#a.findKey(key), this.#b.findKey(key)];
    if (start === undefined && wanted === undefined) this.#a.key(key);
    if (start?.isRoot) this.#setOneDescriptor();
    for (const { a, b, parent } of differingPairs(
      { ...(start && { a: start }), ...(wanted && { b: wanted }) },
      this.#options,
    )) {
      if (a !== undefined && b !== undefined) this.#change(a, b);
      else if (a !== undefined) this.#delete(a);
      else if (b !== undefined) for (const { key } of walkKeys(b)) this.#create(key);
      if (parent !== undefined && (a === undefined || b === undefined)) this.#noteTime(parent.b);
    }
    const times = [...this.#times].map(([key, { lastWritten }]): Change => {
      return { op: "set-time", key, time: filetimeToIso(lastWritten) };
    });
    return { version: 1, changes: [...this.#deletions, ...this.#renames, ...this.#changes, ...times] };
  }

  /** Where all keys shall have one descriptor, they get it at once: those of an app's hive must not differ meanwhile. */
  #setOneDescriptor(): void {
    if (!this.#options.security) return;
    const [a, b] = [this.#a.root, this.#b.root];
    const [before, after] = [a, b].map(({ engine, offset }) => engine.securityCounts(offset).size);
    this.#hasOneDescriptor = after === 1;
    if (after !== 1 || (before === 1 && isSameSecurity(a, b))) return;
    const descriptor = bytesToHex(b.securityRecord().descriptor);
    this.#changes.push({ op: "set-descriptor", key: "", descriptor, recursive: true });
    for (const { key } of walkKeys(b)) this.#noteTime(key);
  }

  #delete(top: Key): void {
    for (const { key } of walkKeys(top)) {
      if ((key.flags & KEY_FLAG.noDelete) === 0) continue;
      const flags = key.flags & SETTABLE_KEY_FLAGS & ~KEY_FLAG.noDelete;
      this.#deletions.push({ op: "set-flags", key: this.#paths.of(key), flags });
    }
    this.#deletions.push({ op: "delete-key", key: this.#paths.of(top), recursive: true });
  }

  #create(key: Key): void {
    const path = this.#paths.of(key);
    const { className } = this.#options.classes ? key : {};
    this.#changes.push({ op: "create-key", key: path, ...(className !== undefined && { class: className }) });
    // A new key has its parent's descriptor, which is right by now.
    if (key.parent !== undefined && !isSameSecurity(key.parent, key)) this.#setSecurity(path, key);
    this.#setFlags(path, key);
    for (const value of key.values()) this.#setValue(path, value);
    this.#noteTime(key);
  }

  #change(a: Key, b: Key): void {
    const facts = new Set(differingFacts(a, b, this.#options).map(({ fact }) => fact));
    const values = differingValues(a, b);
    const isInOrder = !this.#options.order || isSameOrder(a, b);
    if (facts.size === 0 && values.length === 0 && isInOrder) return;
    this.#paths.of(a); // of several keys of one name a path leads to one
    const path = this.#paths.of(b);
    if (facts.has("name")) this.#renames.push({ op: "rename-key", key: path, name: b.name });
    if (facts.has("class")) this.#changes.push({ op: "create-key", key: path, class: b.className ?? "" });
    if (facts.has("security")) this.#setSecurity(path, b);
    const changed = values.filter(({ b: other }) => other !== undefined);
    for (const { a: one } of values.filter(({ b: other }) => other === undefined))
      if (one) this.#changes.push({ op: "delete-value", key: path, value: this.#paths.nameOf(one) });
    // A link takes no value but its own, and must have become one before.
    if (facts.has("flags")) this.#setFlags(path, b, a);
    for (const { a: one, b: other } of changed) if (one && other) this.#changeValue(path, one, other);
    const added = new Set(changed.flatMap(({ a: one, b: other }) => (one || !other ? [] : [other.offset])));
    for (const value of b.values()) if (added.has(value.offset)) this.#setValue(path, value);
    if (!isInOrder) this.#changes.push({ op: "order-values", key: path, values: Array.from(b.values(), nameOf) });
    this.#noteTime(b);
  }

  #changeValue(key: string, a: Value, b: Value): void {
    const [value, name] = [this.#paths.nameOf(a), b.name];
    if (value !== name) this.#changes.push({ op: "rename-value", key, value, name });
    if (!isSameContent(a, b)) this.#setValue(key, b);
  }

  #setValue(key: string, value: Value): void {
    const { type } = value;
    const data = bytesToHex(value.data());
    this.#changes.push({ op: "set-value", key, value: this.#paths.nameOf(value), type, data });
  }

  #setSecurity(key: string, b: Key): void {
    if (!this.#options.security || this.#hasOneDescriptor) return;
    const descriptor = bytesToHex(b.securityRecord().descriptor);
    this.#changes.push({ op: "set-descriptor", key, descriptor, ...(looksLikeApp(this.#a) && { evenOfApp: true }) });
  }

  /** Gives a key, `a` or a new one, the flags of `b`, as far as they are compared. */
  #setFlags(key: string, b: Key, a?: Key): void {
    const [before, after] = [a?.flags ?? 0, b.flags];
    if (((before ^ after) & KEY_FLAG.predefinedHandle) !== 0)
      throw hiveError("key-refused", "a predefined handle is not made or taken away", { keyPath: b.path });
    const compared = this.#options.flags ? SETTABLE_KEY_FLAGS : KEY_FLAG.symbolicLink;
    const flags = ((before & ~compared) | (after & compared)) & SETTABLE_KEY_FLAGS;
    const userFlags = this.#options.flags ? userFlagsOf(b) : 0;
    if (a === undefined && flags === 0 && userFlags === 0) return;
    this.#changes.push({ op: "set-flags", key, flags, ...(this.#options.flags && { userFlags }) });
  }

  #noteTime(b: Key): void {
    if (this.#options.times) this.#times.set(this.#paths.of(b), b);
  }
}

function nameOf({ name }: Value): string {
  return name;
}
