import { displaySafe } from "hivex-wasm";
import { nameOfValue } from "../edit/expectation.ts";
import { badPlan, PlanMembers } from "../edit/plan-members.ts";
import { bytesToHex } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import { HIVE_KINDS } from "../hive/hive-kind.ts";
import { valueTypeName } from "../hive/value-type.ts";
import { keysLike, valuesLike } from "./name-pattern.ts";
import { CONTENT, contentIn, typeIn } from "./value-words.ts";

/** Something that a hive must be like. */
export interface Condition {
  /** Why it does not hold, in words; undefined where it does. */
  readonly failure: (hive: Hive, kind: string) => string | undefined;
}

/** Reads a condition, or a list of which all must hold. */
export function conditionIn(content: unknown, place: string): Condition {
  if (!Array.isArray(content)) return single(content, place);
  if (content.length === 0) throw badPlan(place, "must be a condition, or a list with some in it");
  return all(content.map((each, index) => single(each, `${place}[${index}]`)));
}

/** What a condition may ask. */
export const CONDITION_KINDS = ["hive", "exists", "absent", "holds", "any", "not"] as const;

function single(content: unknown, place: string): Condition {
  const members = PlanMembers.of(content, place, [], CONDITION_KINDS);
  const given = CONDITION_KINDS.filter((kind) => members.has(kind));
  if (given.length === 0)
    throw badPlan(place, `must have one of ${CONDITION_KINDS.map((kind) => `"${kind}"`).join(", ")}`);
  return all(given.map((kind) => READERS[kind](members)));
}

const READERS: Readonly<Record<(typeof CONDITION_KINDS)[number], (members: PlanMembers) => Condition>> = {
  hive(members) {
    const content = members.raw("hive");
    const kinds = typeof content === "string" ? [content] : members.list("hive");
    const known: readonly unknown[] = HIVE_KINDS;
    if (!kinds.every((kind) => known.includes(kind)))
      throw badPlan(members.placeOf("hive"), `must be one of ${HIVE_KINDS.join(", ")}, or a list of such`);
    return {
      failure: (_, kind) => (kinds.includes(kind) ? undefined : `the hive is ${kind}, not ${kinds.join(" or ")}`),
    };
  },
  exists(members) {
    const item = itemIn(members, "exists");
    return { failure: (hive) => (item.isThere(hive) ? undefined : `${item.name} is not there`) };
  },
  absent(members) {
    const item = itemIn(members, "absent");
    return { failure: (hive) => (item.isThere(hive) ? `${item.name} is there` : undefined) };
  },
  holds(members) {
    const place = members.placeOf("holds");
    const holds = PlanMembers.of(members.raw("holds"), place, ["key", "value"], ["type", ...CONTENT]);
    const [path, name] = [holds.text("key"), holds.text("value")];
    const type = holds.has("type") ? typeIn(holds) : undefined;
    const content = CONTENT.some((each) => holds.has(each)) ? contentIn(holds) : undefined;
    if (type === undefined && content === undefined)
      throw badPlan(place, 'must have "type", or what the value holds, or both');
    if (type !== undefined) content?.(type);
    return { failure: (hive) => holdsOther(hive, path, name, type, content) };
  },
  any(members) {
    const some = members.list("any").map((each, index) => conditionIn(each, `${members.placeOf("any")}[${index}]`));
    return {
      failure(hive, kind) {
        const failures = some.map((each) => each.failure(hive, kind));
        return failures.includes(undefined) ? undefined : failures.join(", and ");
      },
    };
  },
  not(members) {
    const place = members.placeOf("not");
    const condition = conditionIn(members.raw("not"), place);
    return {
      failure: (hive, kind) => (condition.failure(hive, kind) === undefined ? `what ${place} says holds` : undefined),
    };
  },
};

function all(conditions: readonly Condition[]): Condition {
  return {
    failure(hive, kind) {
      for (const { failure } of conditions) {
        const why = failure(hive, kind);
        if (why !== undefined) return why;
      }
      return undefined;
    },
  };
}

interface Item {
  readonly name: string;
  readonly isThere: (hive: Hive) => boolean;
}

/** A key by its path, or an object that names a key or value, or patterns for them. */
function itemIn(members: PlanMembers, name: "exists" | "absent"): Item {
  const content = members.raw(name);
  if (typeof content === "string") return keyItem(content);
  const item = PlanMembers.of(content, members.placeOf(name), [], ["key", "keys", "value", "values"]);
  if (item.has("key") === item.has("keys")) throw badPlan(item.place, 'must have either "key" or "keys"');
  if (item.has("value") && item.has("values")) throw badPlan(item.place, 'must not have both "value" and "values"');
  const path = item.text(item.has("key") ? "key" : "keys");
  const keys = (hive: Hive) => {
    if (item.has("keys")) return keysLike(hive, path);
    const key = hive.findKey(path);
    return key === undefined ? [] : [key];
  };
  const place = path === "" ? "the root" : `the key ${displaySafe(path)}`;
  if (item.has("values")) {
    const pattern = item.text("values");
    const isThere = (hive: Hive) => keys(hive).some((key) => valuesLike(hive, key, pattern).length > 0);
    return { name: `a value like ${displaySafe(pattern)} of ${place}`, isThere };
  }
  if (!item.has("value")) return { name: place, isThere: (hive) => keys(hive).length > 0 };
  const value = item.text("value");
  const isThere = (hive: Hive) => keys(hive).some((key) => key.findValue(value) !== undefined);
  return { name: `${nameOfValue(value)} of ${place}`, isThere };
}

function keyItem(path: string): Item {
  return { name: `the key ${displaySafe(path)}`, isThere: (hive) => hive.findKey(path) !== undefined };
}

function holdsOther(
  hive: Hive,
  path: string,
  name: string,
  type: number | undefined,
  content: ((type: number) => string) | undefined,
): string | undefined {
  const what = `${nameOfValue(name)} of the key ${displaySafe(path)}`;
  const value = hive.findKey(path)?.findValue(name);
  if (value === undefined) return `${what} is not there`;
  if (type !== undefined && value.type !== type)
    return `${what} is ${valueTypeName(value.type)}, not ${valueTypeName(type)}`;
  if (content === undefined) return undefined;
  let wanted: string | undefined;
  try {
    wanted = content(value.type);
  } catch {
    return `${what} is ${valueTypeName(value.type)}, which cannot hold what is asked for`;
  }
  return bytesToHex(value.data()) === wanted ? undefined : `${what} holds something else`;
}
