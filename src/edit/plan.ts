import { hiveError } from "../errors.ts";
import { hexToBytes } from "../hive/hex.ts";

/** An edit as data: what to change, and what must be found there before. Plain JSON. */
export interface Plan {
  readonly version: 1;
  readonly changes: readonly Change[];
}

/** Replaces a value's data; its type stays. */
export interface Change {
  readonly op: "set-data";
  /** Key path from the hive's root, with backslashes. */
  readonly key: string;
  /** The value's name; empty for the key's default value. */
  readonly value: string;
  /** The new data as hexadecimal digits. */
  readonly data: string;
  /** What must stand there: anything else and nothing of the plan is applied. */
  readonly expect: ExpectedValue;
}

/** The state of a value that a change starts from. */
export interface ExpectedValue {
  /** The value's type as its number on disk. */
  readonly type: number;
  /** The data as hexadecimal digits. */
  readonly data: string;
}

/**
 * Reads a plan from JSON text, strictly: unknown members and wrong types are refused, and the message names the place.
 *
 * @throws HiveError `bad-plan`
 * @example
 * parsePlan('{"version":1,"changes":[]}'); // { version: 1, changes: [] }
 */
export function parsePlan(json: string): Plan {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (cause) {
    throw hiveError("bad-plan", `the plan is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const plan = membersOf(content, "the plan", ["version", "changes"]);
  if (plan.version !== 1) throw badPlan("version", "must be the number 1");
  if (!Array.isArray(plan.changes)) throw badPlan("changes", "must be a list");
  return { version: 1, changes: plan.changes.map((change, index) => parseChange(change, `changes[${index}]`)) };
}

function parseChange(content: unknown, place: string): Change {
  const change = membersOf(content, place, ["op", "key", "value", "data", "expect"]);
  if (change.op !== "set-data") throw badPlan(`${place}.op`, `must be "set-data"`);
  const expect = membersOf(change.expect, `${place}.expect`, ["type", "data"]);
  return {
    op: "set-data",
    key: textAt(change.key, `${place}.key`),
    value: textAt(change.value, `${place}.value`),
    data: hexAt(change.data, `${place}.data`),
    expect: { type: typeAt(expect.type, `${place}.expect.type`), data: hexAt(expect.data, `${place}.expect.data`) },
  };
}

/** The members of an object that has exactly these. */
function membersOf<Name extends string>(
  content: unknown,
  place: string,
  names: readonly Name[],
): Record<Name, unknown> {
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw badPlan(place, "must be an object");
  const members = Object.keys(content);
  const unknown = members.find((member) => !names.some((name) => name === member));
  if (unknown !== undefined) throw badPlan(place, `must not have a member ${JSON.stringify(unknown)}`);
  const missing = names.find((name) => !members.includes(name));
  if (missing !== undefined) throw badPlan(place, `lacks the member "${missing}"`);
  return content as Record<Name, unknown>;
}

function textAt(content: unknown, place: string): string {
  if (typeof content !== "string") throw badPlan(place, "must be a text");
  return content;
}

function hexAt(content: unknown, place: string): string {
  if (typeof content !== "string" || hexToBytes(content) === undefined)
    throw badPlan(place, "must be pairs of hexadecimal digits");
  return content.toLowerCase();
}

function typeAt(content: unknown, place: string): number {
  if (typeof content !== "number" || !Number.isInteger(content) || content < 0 || content > 0xffff_ffff) {
    throw badPlan(place, "must be a whole number from 0 to 4294967295");
  }
  return content;
}

function badPlan(place: string, statement: string): Error {
  return hiveError("bad-plan", `${place} ${statement}`, { structure: "plan" });
}
