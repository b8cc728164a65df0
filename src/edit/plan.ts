import { hiveError } from "../errors.ts";
import { type Change, OPERATION_NAMES, operationOf } from "./operations.ts";
import { badPlan, PlanMembers } from "./plan-members.ts";

/** An edit as data: what to change, in this order, and what must be found there before. Plain JSON. */
export interface Plan<Each extends Change = Change> {
  readonly version: 1;
  readonly changes: readonly Each[];
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
  const plan = PlanMembers.of(content, "the plan", ["version", "changes"]);
  if (plan.raw("version") !== 1) throw badPlan("version", "must be the number 1");
  const changes = plan.raw("changes");
  if (!Array.isArray(changes)) throw badPlan("changes", "must be a list");
  return { version: 1, changes: changes.map((change, index) => parseChange(change, `changes[${index}]`)) };
}

/** Reads one change of a plan; `place` names it in messages. Throws `bad-plan`. */
export function parseChange(content: unknown, place: string): Change {
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw badPlan(place, "must be an object");
  if (!Object.hasOwn(content, "op")) throw badPlan(place, 'lacks the member "op"');
  const name = (content as { op: unknown }).op;
  const op = OPERATION_NAMES.find((known) => known === name);
  if (op === undefined)
    throw badPlan(`${place}.op`, `must be one of ${OPERATION_NAMES.map((known) => `"${known}"`).join(", ")}`);
  const { required, optional, parse } = operationOf(op);
  return parse(PlanMembers.of(content, place, ["op", ...required], optional));
}
