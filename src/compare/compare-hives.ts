import type { ValueState } from "../edit/effect.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import type { CompareOptions } from "./compare-options.ts";
import type { Difference } from "./difference.ts";
import { differingPairs } from "./differing-pairs.ts";
import { differingFacts, type FactDifference } from "./key-facts.ts";
import { differingValues, isSameOrder, type ValueLists, valueLists } from "./key-values.ts";

/**
 * Says in what the second hive differs from the first: each key before its values, these before its subkeys, all in the order of
 * their names. A key that is in one hive alone is followed by all that is in it. Both hives must stay as they are while this goes on.
 *
 * @throws HiveError where a hive is damaged
 * @example
 * for (const { kind, change, path } of compareHives(before, after, { times: true })) console.log(change, kind, path);
 */
export function* compareHives(a: Hive, b: Hive, options: CompareOptions = {}): Generator<Difference> {
  yield* compareKeys(a.root, b.root, options);
}

/** Says in what the tree of the second key differs from that of the first; undefined is no key. See `compareHives`. */
export function* compareKeys(
  a: Key | undefined,
  b: Key | undefined,
  options: CompareOptions = {},
): Generator<Difference> {
  const start = { ...(a && { a }), ...(b && { b }) };
  for (const pair of differingPairs(start, options)) {
    if (pair.a !== undefined && pair.b !== undefined) yield* differencesOf(pair.a, pair.b, options);
    else if (pair.a !== undefined) yield* wholeTree(pair.a, "removed");
    else if (pair.b !== undefined) yield* wholeTree(pair.b, "added");
  }
}

function* differencesOf(a: Key, b: Key, options: CompareOptions): Generator<Difference> {
  const { path } = b;
  const lists = valueLists(a, b);
  const facts = [...differingFacts(a, b, options), ...orderOf(lists, options)];
  if (facts.length > 0) yield { kind: "key", change: "changed", path, facts };
  for (const { a: one, b: other } of differingValues(lists)) {
    const change = one === undefined ? "added" : other === undefined ? "removed" : "changed";
    yield { kind: "value", change, path, ...(one && { old: stateOf(one) }), ...(other && { new: stateOf(other) }) };
  }
}

function* wholeTree(top: Key, change: "added" | "removed"): Generator<Difference> {
  const side = change === "added" ? "new" : "old";
  for (const { key } of walkKeys(top)) {
    const { path } = key;
    yield { kind: "key", change, path, facts: [] };
    for (const value of key.values()) yield { kind: "value", change, path, [side]: stateOf(value) };
  }
}

function orderOf(lists: ValueLists, { order }: CompareOptions): FactDifference[] {
  if (!order || isSameOrder(lists)) return [];
  const [old, wanted] = lists.map((values) => values.map(({ name }) => name || "(default)").join(", "));
  return [{ fact: "value-order", old: old ?? "", new: wanted ?? "" }];
}

function stateOf(value: Value): ValueState {
  return { name: value.name, type: value.type, data: value.data() };
}
