import { badPlan, type PlanMembers } from "../edit/plan-members.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { keysLike, valuesLike } from "./name-pattern.ts";

/** Which keys a change is about. */
export interface KeyTarget {
  /** The path as it stands in the plan; undefined for a pattern. */
  readonly path: string | undefined;
  /** Those that are there, each before those below it. */
  readonly keys: (hive: Hive) => readonly Key[];
  /** Their paths: one that is named is there whether there is such a key or not. */
  readonly paths: (hive: Hive) => readonly string[];
}

/** Reads `key`, a path, or `keys`, a pattern for paths. */
export function keysIn(members: PlanMembers): KeyTarget {
  if (members.has("key") === members.has("keys")) throw badPlan(members.place, 'must have either "key" or "keys"');
  if (members.has("keys")) {
    const pattern = members.text("keys");
    const keys = (hive: Hive): Key[] => keysLike(hive, pattern);
    return { path: undefined, keys, paths: (hive) => keys(hive).map((key) => key.path) };
  }
  const path = members.text("key");
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

/** Reads which values are meant: by `value`, a name, or `values`, a pattern for names; of the keys of `keysIn`. */
export function valuesIn(members: PlanMembers): ValueTarget {
  const keys = keysIn(members);
  if (members.has("value") === members.has("values"))
    throw badPlan(members.place, 'must have either "value" or "values"');
  const isPattern = members.has("values");
  const name = members.text(isPattern ? "values" : "value");
  const found = (hive: Hive): FoundTarget[] =>
    keys.keys(hive).flatMap((key) => {
      const names = isPattern ? valuesLike(hive, key, name) : [name];
      return names.flatMap((each) => {
        const value = key.findValue(each);
        if (value === undefined) return [];
        const path = keys.path ?? key.path;
        return [{ key: path, value: isPattern ? value.name : name, type: value.type, data: value.data() }];
      });
    });
  return { keys, name: isPattern ? undefined : name, found };
}
