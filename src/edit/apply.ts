import type { Hive } from "../hive/hive.ts";
import type { Plan } from "./plan.ts";
import { type PreviewedChange, previewPlan } from "./preview.ts";
import { verifyPlan } from "./verify.ts";

/** What `applyPlan` puts into the keys' last-write times: a FILETIME, or `keep` for the times that stand there. */
export type EditTime = bigint | "keep";

/** A change that was carried out in memory. */
export interface AppliedChange extends PreviewedChange {
  /** The key's last-write time now, as a FILETIME. */
  readonly keyTime: bigint;
}

/**
 * Applies a plan to a hive in memory, all of it or nothing; the file is written by `commitEdit`. Changes that are already
 * done are left alone, with their keys' times, and are not among those returned.
 *
 * @throws HiveError as `previewPlan`; then nothing has been changed
 * @example
 * applyPlan(hive, plan, { time: filetimeFromUnix(Date.now()) });
 * await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export function applyPlan(hive: Hive, plan: Plan, options: { readonly time: EditTime }): AppliedChange[] {
  const toDo = previewPlan(hive, plan).changes.filter(({ isDone }) => !isDone);
  const applied = toDo.map((change) => {
    const { key, offset } = change.value;
    const keyTime = options.time === "keep" ? key.lastWritten : options.time;
    hive.engine.applyValueData(key.offset, offset, change.newData, keyTime);
    return { ...change, keyTime };
  });
  // In a damaged hive two values may share their data: one change would undo another. Nothing has been written yet.
  verifyPlan(hive, plan);
  return applied;
}
