import { type Change, operationOf } from "./operations.ts";
import type { Plan } from "./plan.ts";
import { badPlan } from "./plan-members.ts";

/**
 * The plan that undoes a plan: last change first, and what it wrote is what must be found. Keys that were created only on
 * the way to something stay. A change that does not tell what was there before it (`expect`) cannot be turned round, nor
 * can the deletion of a key; in memory `hive.engine.editing.undo()` takes everything back.
 *
 * @throws HiveError `bad-plan`, which names the change
 * @example
 * applyPlan(hive, reversePlan(plan), { time });
 */
export function reversePlan(plan: Plan): Plan {
  const changes = plan.changes.map((change, index) => {
    const reversed = operationOf(change.op).reverse?.(change);
    if (reversed === undefined)
      throw badPlan(`changes[${index}]`, "cannot be reversed: it does not tell what was there before");
    return reversed as Change;
  });
  return { version: 1, changes: changes.reverse() };
}
