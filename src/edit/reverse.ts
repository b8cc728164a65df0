import type { Plan } from "./plan.ts";

/**
 * The plan that undoes a plan: last change first, and what it wrote is what must be found.
 *
 * @example
 * applyPlan(hive, reversePlan(plan), { time });
 */
export function reversePlan(plan: Plan): Plan {
  const changes = plan.changes.map((change) => {
    const expect = { type: change.expect.type, data: change.data };
    return { ...change, data: change.expect.data, expect };
  });
  return { version: 1, changes: changes.reverse() };
}
