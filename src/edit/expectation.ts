import { displaySafe } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import { bytesToHex } from "../hive/hex.ts";
import { valueTypeName } from "../hive/value-type.ts";
import type { ValueState } from "./effect.ts";
import { badPlan, PlanMembers } from "./plan-members.ts";

/** The state of a value that a change starts from. */
export interface ExpectedValue {
  /** The value's type as its number on disk. */
  readonly type: number;
  /** The data as hexadecimal digits. */
  readonly data: string;
}

/** What must be found before a change: a value as it stands now, or nothing of that name. */
export type Expectation = ExpectedValue | "absent";

/** Reads the member `expect` of a change; nothing where it has none. */
export function parseExpectation(members: PlanMembers): { readonly expect?: Expectation } {
  if (!members.has("expect")) return {};
  return members.raw("expect") === "absent" ? { expect: "absent" } : { expect: parseExpectedValue(members) };
}

/** Reads the member `expect` of a change that starts from a value. */
export function parseExpectedValue(members: PlanMembers): ExpectedValue {
  const content = members.raw("expect");
  const place = members.placeOf("expect");
  const expected = PlanMembers.of(content, place, ["type", "data"]);
  return { type: expected.type("type"), data: expected.hex("data") };
}

/** Reads the member `expect` of a change that starts from nothing. */
export function parseExpectedAbsence(members: PlanMembers): { readonly expect?: "absent" } {
  if (!members.has("expect")) return {};
  if (members.raw("expect") !== "absent") throw badPlan(members.placeOf("expect"), 'must be "absent"');
  return { expect: "absent" };
}

/** Throws `precondition-failed` unless the value that stands there is the expected one. */
export function assertExpected(
  expect: Expectation | undefined,
  found: ValueState | undefined,
  name: string,
  keyPath: string,
): void {
  if (expect === undefined) return;
  const facts = { structure: "value", keyPath };
  if (expect === "absent") {
    if (found === undefined) return;
    throw hiveError("precondition-failed", `${nameOfValue(name)} is there, and none is expected`, facts);
  }
  if (found === undefined)
    throw hiveError("precondition-failed", `${nameOfValue(name)} is not there, and it is expected`, facts);
  if (found.type !== expect.type) {
    throw hiveError("precondition-failed", `${nameOfValue(name)} has another type than is expected`, {
      ...facts,
      expected: valueTypeName(expect.type),
      found: valueTypeName(found.type),
    });
  }
  if (bytesToHex(found.data) !== expect.data.toLowerCase())
    throw hiveError("precondition-failed", `${nameOfValue(name)} holds other data than is expected`, facts);
}

/** A value's name within a sentence. */
export function nameOfValue(name: string): string {
  return name === "" ? "the default value" : `the value ${displaySafe(name)}`;
}
