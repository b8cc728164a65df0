import { HiveError } from "hivex-wasm";
import { badPlan, PlanFault } from "../edit/plan-members.ts";
import { readJson } from "./json-text.ts";
import type { PlanSource } from "./plan-source.ts";
import { readYaml } from "./yaml-text.ts";

/** Characters of a plan. */
const LONGEST = 64 << 20;

/**
 * Reads the text of a plan, and tells of a fault which line it is on. Whatever the text is made to cost, reading it is bounded.
 *
 * @throws HiveError `bad-plan`
 */
export function readPlanText(text: string): PlanSource {
  if (text.length > LONGEST) throw badPlan("the plan", `is longer than ${LONGEST >> 20} MiB`);
  return (/^\uFEFF?\s*\{/.test(text) ? readJson(text.replace(/^\uFEFF/, "")) : undefined) ?? readYaml(text);
}

/** Does something with a plan that was read from a text; a fault of the plan is thrown with its line. */
export function withLines<Result>(text: string, source: PlanSource, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PlanFault) || error.place.includes(" ")) throw error;
    const offset = source.offsetOf(error.place);
    if (offset === undefined) throw error;
    const line = text.slice(0, offset).split("\n").length;
    throw new HiveError(error.code, `line ${line}: ${error.statement}`, error.reasons);
  }
}
