import { badPlan, type PlanMembers } from "../edit/plan-members.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { keysLike, valuesLike } from "./name-pattern.ts";
import { typeIn } from "./value-words.ts";

/** Which keys a change is about. */
export interface KeyTarget {
  /** The path as it stands in the plan; undefined for a pattern. */
  readonly path: string | undefined;
  /** Those that are there, each before those below it. */
  readonly keys: (hive: Hive) => readonly Key[];
  /** Their paths: one that is named is there whether there is such a key or not. */
  readonly paths: (hive: Hive) => readonly string[];
}

/** Reads `key`, a path, or `keys`, patterns for paths; of those only keys `holding` a value whose name fits a pattern. */
export function keysIn(members: PlanMembers): KeyTarget {
  if (members.has("key") === members.has("keys")) throw badPlan(members.place, 'must have either "key" or "keys"');
  if (members.has("keys")) {
    const patterns = members.textOrTexts("keys");
    const holding = members.has("holding") ? members.text("holding") : undefined;
    const keys = (hive: Hive): Key[] => {
      const all = new Map(patterns.flatMap((each) => keysLike(hive, each)).map((key) => [key.offset, key]));
      const found = [...all.values()];
      return holding === undefined ? found : found.filter((key) => valuesLike(hive, key, holding).length > 0);
    };
    return { path: undefined, keys, paths: (hive) => keys(hive).map((key) => key.path) };
  }
  const path = members.text("key");
  if (members.has("holding")) throw badPlan(members.placeOf("holding"), 'goes with "keys"');
  const keys = (hive: Hive): Key[] => {
    const key = hive.findKey(path);
    return key === undefined ? [] : [key];
  };
  return { path, keys, paths: () => [path] };
}

/** A value of a key that is there. */
export interface FoundTarget {
  readonly key: string;
  readonly value: string;
  readonly type: number;
  readonly data: Uint8Array;
}

/** Which values a change is about. */
export interface ValueTarget {
  readonly keys: KeyTarget;
  /** The name as it stands in the plan; undefined for a pattern. */
  readonly name: string | undefined;
  /** Those that are there. */
  readonly found: (hive: Hive) => readonly FoundTarget[];
}

/**
 * Reads which values are meant: by `value`, a name, or `values`, patterns for names; of the keys of `keysIn`, and with
 * `type` of that type only.
 */
export function valuesIn(members: PlanMembers): ValueTarget {
  const keys = keysIn(members);
  if (members.has("value") === members.has("values"))
    throw badPlan(members.place, 'must have either "value" or "values"');
  const isPattern = members.has("values");
  const names = isPattern ? members.textOrTexts("values") : [members.text("value")];
  const type = members.has("type") ? typeIn(members) : undefined;
  const found = (hive: Hive): FoundTarget[] =>
    keys.keys(hive).flatMap((key) => {
      const wanted = isPattern ? new Set(names.flatMap((each) => valuesLike(hive, key, each))) : names;
      return [...wanted].flatMap((each) => {
        const value = key.findValue(each);
        if (value === undefined || (type !== undefined && value.type !== type)) return [];
        const path = keys.path ?? key.path;
        return [{ key: path, value: isPattern ? value.name : each, type: value.type, data: value.data() }];
      });
    });
  return { keys, name: isPattern ? undefined : names[0], found };
}
