import { setImmediate } from "node:timers/promises";
import { drawRun, type Failure, perform } from "./run.ts";
import { allSubjects } from "./subjects.ts";

/** What one run came to. */
export interface Report {
  readonly index: number;
  readonly failure?: Failure;
  /** The codes of the refusals that it met; `none` where it met none. */
  readonly refusals: readonly string[];
  readonly keys: number;
}

const [seed = 0, from = 0, end = 0] = process.argv.slice(2).map(Number);
const subjects = allSubjects();
for (let index = from; index < end; index++) {
  process.send?.(reportOf(index));
  // Lets the report out before the next run, which may never end.
  await setImmediate();
}
process.disconnect?.();

function reportOf(index: number): Report {
  const outcome = perform(drawRun(subjects, seed, index));
  if ("what" in outcome) return { index, failure: outcome, refusals: ["find"], keys: 0 };
  return { index, refusals: outcome.refusals.size === 0 ? ["none"] : [...outcome.refusals], keys: outcome.keyCount };
}
