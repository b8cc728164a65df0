import type { Plan } from "../edit/plan.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import type { CompareOptions } from "./compare-options.ts";
import { differingPairs } from "./differing-pairs.ts";
import { differingFacts } from "./key-facts.ts";
import { differingValues, isSameOrder, valueLists } from "./key-values.ts";
import { PlanParts } from "./plan-parts.ts";

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
  const { key = "" } = options;
  const [start, wanted] = [a.findKey(key), b.findKey(key)];
  if (start === undefined && wanted === undefined) a.key(key);
  const parts = new PlanParts(a, options);
  if (start?.isRoot) parts.setOneDescriptor(start, b.root);
  const pairs = differingPairs({ ...(start && { a: start }), ...(wanted && { b: wanted }) }, options);
  for (const { a: one, b: other, parent } of pairs) {
    if (one !== undefined && other !== undefined) change(parts, one, other, options);
    else if (one !== undefined) parts.deleteTree(one);
    else if (other !== undefined) for (const { key } of walkKeys(other)) parts.createKey(key);
    if (parent !== undefined && (one === undefined || other === undefined)) parts.noteTime(parent.b);
  }
  return parts.plan();
}

function change(parts: PlanParts, a: Key, b: Key, options: CompareOptions): void {
  const facts = new Set(differingFacts(a, b, options).map(({ fact }) => fact));
  const lists = valueLists(a, b);
  const values = differingValues(lists);
  const isInOrder = !options.order || isSameOrder(lists);
  if (facts.size === 0 && values.length === 0 && isInOrder) return;
  parts.pathOf(a); // of several keys of one name a path leads to one
  const path = parts.pathOf(b);
  if (facts.has("name")) parts.rename(path, b.name);
  if (facts.has("class")) parts.setClass(path, b);
  if (facts.has("security")) parts.setSecurity(path, b);
  const changed = values.filter(({ b: other }) => other !== undefined);
  for (const { a: one } of values.filter(({ b: other }) => other === undefined)) if (one) parts.deleteValue(path, one);
  // A link takes no value but its own, and must have become one before.
  if (facts.has("flags")) parts.setFlags(path, b, a);
  for (const { a: one, b: other } of changed) if (one && other) parts.changeValue(path, one, other);
  const added = new Set(changed.flatMap(({ a: one, b: other }) => (one || !other ? [] : [other.offset])));
  for (const value of b.values()) if (added.has(value.offset)) parts.setValue(path, value);
  if (!isInOrder) parts.orderValues(path, b);
  parts.noteTime(b);
}
