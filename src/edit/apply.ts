import type { Hive } from "../hive/hive.ts";
import type { Effect } from "./effect.ts";
import type { Change } from "./operations.ts";
import { operationOf } from "./operations.ts";
import type { Plan } from "./plan.ts";
import { verifyPlan } from "./verify.ts";

/** What `applyPlan` puts into the keys' last-write times: a FILETIME, or `keep` for the times that stand there. */
export type EditTime = bigint | "keep";

/** A change with what it does, or has done. */
export type PreviewedChange = Effect & { readonly change: Change };

/**
 * Applies a plan to a hive in memory, all of it or nothing; the file is written by `commitEdit`. Each change sees what
 * those before it have done. What is already so is left alone, with the keys' times. `hive.engine.editing.undo()` takes
 * the whole plan back.
 *
 * @throws HiveError as `previewPlan`; then nothing has been changed
 * @example
 * applyPlan(hive, plan, { time: filetimeFromUnix(Date.now()) });
 * await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export function applyPlan(hive: Hive, plan: Plan, options: { readonly time: EditTime }): PreviewedChange[] {
  const { editing } = hive.engine;
  editing.time = options.time;
  return editing.transaction(() => {
    const changes = carryOutPlan(hive, plan);
    // In a damaged hive two values may share their data: one change would undo another. Nothing has been written yet.
    verifyPlan(hive, plan);
    return changes;
  });
}

/** Does the changes one after the other, and says what each has done. */
export function carryOutPlan(hive: Hive, plan: Plan): PreviewedChange[] {
  return plan.changes.map((change) => ({ ...operationOf(change.op).apply(hive, change), change }));
}
