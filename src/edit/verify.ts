import type { Hive } from "../hive/hive.ts";
import { FinalState } from "./final-state.ts";
import { operationOf } from "./operations.ts";
import type { Plan } from "./plan.ts";

/**
 * Checks in a freshly opened hive that everything a plan wanted is there. What a later change has changed again is judged
 * by the later one.
 *
 * @throws HiveError `read-back-differs`
 * @example
 * await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export function verifyPlan(hive: Hive, plan: Plan): void {
  const state = new FinalState(hive);
  for (const change of plan.changes) operationOf(change.op).expect(state, change);
  state.check(hive);
}
