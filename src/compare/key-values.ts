import { isSameData } from "../edit/found-value.ts";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { type Twins, twins } from "./twins.ts";

/** The values of two keys, each in the order of its list. */
export type ValueLists = readonly [ours: readonly Value[], theirs: readonly Value[]];

/** Reads the values of two keys, which is done once for all that is to be known of them. */
export function valueLists(a: Key, b: Key): ValueLists {
  return [[...a.values()], [...b.values()]];
}

/** The values of two keys that differ in name, type or data, or are in one of them alone; in the order of names. */
export function differingValues([ours, theirs]: ValueLists): Twins<Value>[] {
  // Most keep their places, from the first on: those of one name are then twins already.
  let same = 0;
  while (isSameAt(ours[same], theirs[same])) same++;
  return twins(upcasedName, ours.slice(same), theirs.slice(same)).filter(({ a, b }) => !isSameAt(a, b));
}

function isSameAt(one: Value | undefined, other: Value | undefined): boolean {
  return one !== undefined && other !== undefined && isSameValue(one, other);
}

/** Whether two values have the same name, letter case included, type and data. */
export function isSameValue(one: Value, other: Value): boolean {
  return one.name === other.name && isSameContent(one, other);
}

/** Whether two values have the same type and data. */
export function isSameContent(one: Value, other: Value): boolean {
  return one.type === other.type && one.size === other.size && isSameData(one.data(), other.data());
}

/** Whether the values of the second key stand in its list as they would if the first one's had been changed to them. */
export function isSameOrder(lists: ValueLists): boolean {
  const [ours, theirs] = [lists[0].map(upcasedName), lists[1].map(upcasedName)];
  const [inOurs, inTheirs] = [new Set(ours), new Set(theirs)];
  const changed = [...ours.filter((name) => inTheirs.has(name)), ...theirs.filter((name) => !inOurs.has(name))];
  return changed.every((name, at) => name === theirs[at]);
}

function upcasedName({ key, name }: Value): string {
  return key.engine.upcased(name);
}
