import { isSameData } from "../edit/found-value.ts";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { type Twins, twins } from "./twins.ts";

/** The values of two keys that differ in name, type or data, or are in one of them alone; in the order of names. */
export function differingValues(a: Key, b: Key): Twins<Value>[] {
  const [ours, theirs] = [[...a.values()], [...b.values()]];
  return twins((name) => a.engine.upcased(name), ours, theirs).filter(
    ({ a: one, b: other }) => !one || !other || !isSameValue(one, other),
  );
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
export function isSameOrder(a: Key, b: Key): boolean {
  const [ours, theirs] = [namesOf(a), namesOf(b)];
  const [inOurs, inTheirs] = [new Set(ours), new Set(theirs)];
  const changed = [...ours.filter((name) => inTheirs.has(name)), ...theirs.filter((name) => !inOurs.has(name))];
  return changed.every((name, at) => name === theirs[at]);
}

function namesOf(key: Key): string[] {
  return Array.from(key.values(), ({ name }) => key.engine.upcased(name));
}
