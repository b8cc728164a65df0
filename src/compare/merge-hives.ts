import type { ValueState } from "../edit/effect.ts";
import type { Plan } from "../edit/plan.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import { compareKeys } from "./compare-hives.ts";
import type { CompareOptions } from "./compare-options.ts";
import { differingPairs } from "./differing-pairs.ts";
import { differingFacts, type FactDifference, type KeyFact } from "./key-facts.ts";
import { differingValues, isSameValue, valueLists } from "./key-values.ts";
import { PlanParts } from "./plan-parts.ts";

/** Something that both sides have changed since their common base, each in its way. */
export type MergeConflict =
  | {
      readonly kind: "value";
      /** Path of the key. */
      readonly path: string;
      readonly name: string;
      /** What either side has now; nothing where it has deleted the value. */
      readonly ours?: ValueState;
      readonly theirs?: ValueState;
    }
  | {
      readonly kind: "fact";
      readonly path: string;
      readonly fact: KeyFact;
      readonly ours: string;
      readonly theirs: string;
    }
  | {
      /** One side has deleted a key in which the other has changed something. */
      readonly kind: "deleted";
      readonly path: string;
      readonly by: MergeSide;
      /** Path of the first thing that the other has changed there. */
      readonly changed: string;
    };

export type MergeSide = "ours" | "theirs";

/** What a merge comes to. */
export interface Merge {
  /** What is to be done to our hive; without a side it leaves out what there are conflicts about. */
  readonly plan: Plan;
  readonly conflicts: readonly MergeConflict[];
}

/** What is merged besides keys, names, types and data; our order of values and our times stay. */
const MERGED: CompareOptions = { classes: true, security: true, flags: true };

/**
 * Brings what has changed from a base to their hive into ours: a plan for our hive, and the conflicts. `favour` names the side
 * that is right where there is one.
 *
 * @throws HiveError as `planBetween`
 * @example
 * const { plan, conflicts } = mergeHives(base, ours, theirs);
 * if (conflicts.length === 0) ours.edit(plan);
 */
export function mergeHives(
  base: Hive,
  ours: Hive,
  theirs: Hive,
  { favour }: { readonly favour?: MergeSide } = {},
): Merge {
  const merging = new Merging(ours, favour);
  for (const pair of differingPairs({ a: base.root, b: theirs.root }, MERGED)) {
    if (pair.a === undefined) merging.add(pair.b as Key);
    else if (pair.b === undefined) merging.remove(pair.a);
    else merging.change(pair.a, pair.b);
  }
  return { plan: merging.parts.plan(), conflicts: merging.conflicts };
}

class Merging {
  readonly parts: PlanParts;
  readonly conflicts: MergeConflict[] = [];
  readonly #ours: Hive;
  readonly #favour: MergeSide | undefined;
  /** Keys that only they have, by path: a conflict has decided about all that is in them. */
  readonly #settled = new Set<string>();

  constructor(ours: Hive, favour: MergeSide | undefined) {
    this.parts = new PlanParts(ours, MERGED);
    this.#ours = ours;
    this.#favour = favour;
  }

  /** A key is new on their side, with all that is in it. */
  add(top: Key): void {
    if (top.parent !== undefined && this.#ourKey(top.parent) === undefined) {
      this.#deletedByUs(top.parent, top.path);
      return;
    }
    for (const { key } of walkKeys(top)) {
      const ours = this.#ourKey(key);
      if (ours === undefined) this.parts.createKey(key);
      else {
        for (const fact of differingFacts(ours, key, MERGED)) this.#factConflict(ours, key, fact);
        for (const { a, b } of differingValues(valueLists(ours, key)))
          if (b !== undefined) this.#value(key, undefined, a, b);
      }
    }
  }

  /** They have deleted a key. */
  remove(base: Key): void {
    const ours = this.#ourKey(base);
    if (ours === undefined) return;
    const changed = firstKept(base, ours);
    if (changed !== undefined) this.conflicts.push({ kind: "deleted", path: ours.path, by: "theirs", changed });
    if (changed === undefined || this.#favour === "theirs") this.parts.deleteTree(ours);
  }

  /** Both the base and they have a key. */
  change(base: Key, theirs: Key): void {
    const facts = differingFacts(base, theirs, MERGED);
    const values = differingValues(valueLists(base, theirs));
    if (facts.length === 0 && values.length === 0) return;
    const ours = this.#ourKey(theirs);
    if (ours === undefined) {
      const takesAway = facts.length === 0 && values.every(({ b }) => b === undefined);
      if (!takesAway) this.#deletedByUs(theirs, theirs.path);
      return;
    }
    const ourFacts = new Set(differingFacts(base, ours, MERGED).map(({ fact }) => fact));
    const open = new Set(differingFacts(ours, theirs, MERGED).map(({ fact }) => fact));
    for (const each of facts) {
      if (!open.has(each.fact)) continue;
      if (ourFacts.has(each.fact)) {
        const found = differingFacts(ours, theirs, MERGED).find(({ fact }) => fact === each.fact);
        if (found) this.#factConflict(ours, theirs, found);
      } else this.#takeFact(ours, theirs, each.fact);
    }
    for (const { a, b } of values) this.#value(theirs, a, ours.findValue((b ?? a)?.name ?? ""), b);
  }

  #value(key: Key, base: Value | undefined, ours: Value | undefined, theirs: Value | undefined): void {
    if (isSame(ours, theirs)) return;
    const path = this.parts.pathOf(key);
    if (!isSame(ours, base)) {
      const name = (theirs ?? ours ?? base)?.name ?? "";
      const states = { ...(ours && { ours: stateOf(ours) }), ...(theirs && { theirs: stateOf(theirs) }) };
      this.conflicts.push({ kind: "value", path: key.path, name, ...states });
      if (this.#favour !== "theirs") return;
    }
    if (theirs === undefined) this.parts.deleteValue(path, ours as Value);
    else if (ours === undefined) this.parts.setValue(path, theirs);
    else this.parts.changeValue(path, ours, theirs);
  }

  #factConflict(ours: Key, theirs: Key, { fact, old, new: wanted }: FactDifference): void {
    this.conflicts.push({ kind: "fact", path: ours.path, fact, ours: old, theirs: wanted });
    if (this.#favour === "theirs") this.#takeFact(ours, theirs, fact);
  }

  #takeFact(ours: Key, theirs: Key, fact: KeyFact): void {
    const path = this.parts.pathOf(theirs);
    if (fact === "name") this.parts.rename(path, theirs.name);
    if (fact === "class") this.parts.setClass(path, theirs);
    if (fact === "security") this.parts.setSecurity(path, theirs);
    if (fact === "flags") this.parts.setFlags(path, theirs, ours);
  }

  /** They have changed something in a key that we have deleted, or in one below it. */
  #deletedByUs(key: Key, changed: string): void {
    let top = key;
    while (top.parent !== undefined && this.#ourKey(top.parent) === undefined) top = top.parent;
    const { path } = top;
    if (this.#settled.has(path)) return;
    this.#settled.add(path);
    this.conflicts.push({ kind: "deleted", path, by: "ours", changed });
    if (this.#favour === "theirs") for (const { key: each } of walkKeys(top)) this.parts.createKey(each);
  }

  /** The key of the same path on our side. */
  #ourKey(key: Key): Key | undefined {
    if (key.parent === undefined) return this.#ours.root;
    return this.#ourKey(key.parent)?.findSubkey(key.name);
  }
}

/** Path of the first thing that we have in a key and that the base does not have so. */
function firstKept(base: Key, ours: Key): string | undefined {
  for (const { change, path } of compareKeys(base, ours, MERGED)) if (change !== "removed") return path;
  return undefined;
}

function isSame(one: Value | undefined, other: Value | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameValue(one, other);
}

function stateOf(value: Value): ValueState {
  return { name: value.name, type: value.type, data: value.data() };
}
