import {
  applyPlan,
  chooseLogFormat,
  commitEdit,
  EXIT,
  type ExitCode,
  editObstacles,
  exitCodeOf,
  type HiveError,
  isRecoveredFirst,
  type OpenedHive,
  type Plan,
  type PreviewedChange,
  previewPlan,
  unfinishedWriting,
  verifyPlan,
} from "../index.ts";
import type { CommandRun } from "./command-run.ts";
import { type EditOptions, permissionsIn } from "./edit-options.ts";
import { editTime } from "./edit-time.ts";
import type { EditOutcome } from "./render/edit-outcome.ts";

/** What became of a plan. */
export interface CarriedOut {
  readonly changes: readonly PreviewedChange[];
  readonly outcome: EditOutcome;
  /** What kept it from being written. */
  readonly errors: readonly HiveError[];
  readonly exit: ExitCode;
}

/**
 * Previews a plan, and writes it unless there is nothing to do, something stands in the way, or it is a dry run. The hive
 * must be open with mode `edit`.
 */
export async function carryOutPlan(
  opened: OpenedHive,
  plan: Plan,
  options: EditOptions,
  run: CommandRun,
): Promise<CarriedOut> {
  const { hive } = opened;
  const time = editTime(options.time, run.context);
  hive.engine.editing.wipeFreed(options.wipe ?? false);
  hive.engine.editing.time = time;
  const { changes, changesAnything } = previewPlan(hive, plan);
  if (!changesAnything) {
    run.warnIfDirty(opened);
    return { changes, outcome: { kind: "nothing" }, errors: unfinished(opened), exit: EXIT.done };
  }
  const permissions = permissionsIn(options);
  const obstacles = editObstacles(opened, permissions);
  const log = chooseLogFormat(opened);
  const recovery = isRecoveredFirst(opened) ? opened.recovery : undefined;
  if (options.dryRun) {
    // A dry run ends as the real one would.
    return { changes, outcome: { kind: "dry-run", log, obstacles, recovery }, errors: [], exit: worstOf(obstacles) };
  }
  if (obstacles.length > 0) {
    return { changes, outcome: { kind: "refused", log, obstacles, recovery }, errors: obstacles, exit: EXIT.done };
  }
  await run.stopIfInterrupted("anything was written");
  applyPlan(hive, plan, { time });
  const commit = await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan), ...permissions });
  for (const warning of commit.warnings) run.warn(opened.path, warning);
  return { changes, outcome: { kind: "written", commit, recovery }, errors: [], exit: EXIT.done };
}

/** What is as wanted in a recovered hive may stand in its logs alone, and where hives are copied logs stay behind. */
function unfinished(opened: OpenedHive): HiveError[] {
  return opened.recovery?.state === "recovered" ? unfinishedWriting(opened) : [];
}

function worstOf(obstacles: readonly HiveError[]): ExitCode {
  return obstacles.map(exitCodeOf).sort((a, b) => b - a)[0] ?? EXIT.done;
}
