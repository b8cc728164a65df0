import type { Hive } from "../hive/hive.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import { FinalState } from "./final-state.ts";
import { operationOf } from "./operations.ts";
import type { Plan } from "./plan.ts";

/**
 * Offsets of the keys that a plan has created or changed, and of those from which it has taken something, in the hive to
 * which it has been applied.
 *
 * @example
 * await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan), touched: touchedKeys(opened.hive, plan) });
 */
export function touchedKeys(hive: Hive, plan: Plan): number[] {
  const state = new FinalState(hive);
  for (const change of plan.changes) operationOf(change.op).expect(state, change);
  const offsets = new Set<number>();
  for (const path of state.paths()) {
    // Of a key that is gone, the one that it was in; it may be gone as well.
    for (let names = hive.pathNames(path); ; names = names.slice(0, -1)) {
      const key = hive.findKey(joinKeyPath(names));
      if (key === undefined) continue;
      offsets.add(key.offset);
      if (key.parent !== undefined) offsets.add(key.parent.offset);
      break;
    }
  }
  return [...offsets];
}
