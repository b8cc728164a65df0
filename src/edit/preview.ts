import type { Hive } from "../hive/hive.ts";
import { carryOutPlan, type PreviewedChange } from "./apply.ts";
import type { Plan } from "./plan.ts";

/** A plan held against a hive. */
export interface Preview {
  readonly changes: readonly PreviewedChange[];
  /** Whether applying the plan would change anything. */
  readonly changesAnything: boolean;
}

/**
 * Finds out what a plan would do: everything is done in memory and taken back, so whatever would be refused is refused
 * here. The hive must be open with mode `edit`.
 *
 * @throws HiveError `key-not-found`, `value-not-found`, `precondition-failed`, `name-taken`, `key-not-empty`, ...;
 * `bin-not-proved` where the part of the hive that would change is not sound
 * @example
 * for (const { change, isDone } of previewPlan(hive, plan).changes) console.log(change.op, isDone ? "done" : "to do");
 */
export function previewPlan(hive: Hive, plan: Plan): Preview {
  const changes = hive.engine.editing.rehearse(() => carryOutPlan(hive, plan));
  return { changes, changesAnything: changes.some(({ isDone }) => !isDone) };
}
