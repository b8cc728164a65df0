import {
  applyPlan,
  type CommitReport,
  chooseLogFormat,
  commitEdit,
  damageAround,
  EXIT,
  type ExitCode,
  editObstacles,
  exitCodeOf,
  type Hive,
  HiveError,
  isRecoveredFirst,
  type OpenedHive,
  type Plan,
  type PreviewedChange,
  touchedKeys,
  unfinishedWriting,
  verifyPlan,
} from "../../index.ts";
import type { CommandRun } from "../command-run.ts";
import type { EditOutcome } from "../render/edit-outcome.ts";
import { type EditOptions, writeOptionsIn } from "./edit-options.ts";
import { editTime } from "./edit-time.ts";

/** Something that is done to a hive in memory, and looked up when it has been written. */
export interface Edit {
  /** Does it, and says what it has done. */
  readonly apply: (hive: Hive) => readonly PreviewedChange[];
  /** Throws where it is not there. */
  readonly verify: (fresh: Hive) => void;
  /** Offsets of the keys in the edited hive that are to be looked over; see `CommitEditOptions`. */
  readonly touched?: (edited: Hive) => readonly number[];
  /** What is done, where data can say it. */
  readonly plan?: Plan | undefined;
  /** Whether there may be very many changes; see `Editing.bulk`. */
  readonly isBulk?: boolean;
  /** Whether a later change may have undone an earlier one, where the changes that are told do not show it. */
  readonly mayCancel?: () => boolean;
}

/** What became of an edit. */
export interface CarriedOut {
  readonly changes: readonly PreviewedChange[];
  readonly outcome: EditOutcome;
  /** What kept it from being written. */
  readonly errors: readonly HiveError[];
  readonly exit: ExitCode;
}

/** Carries a plan out as `carryOut` does any edit. */
export async function carryOutPlan(
  opened: OpenedHive,
  plan: Plan,
  options: EditOptions,
  run: CommandRun,
): Promise<CarriedOut> {
  const { held } = run.context;
  if (held !== undefined)
    return { changes: held.apply(plan), outcome: { kind: "nothing" }, errors: [], exit: EXIT.done };
  const time = editTime(options.time, run.context);
  const edit: Edit = {
    apply: (hive) => applyPlan(hive, plan, { time }),
    verify: (fresh) => verifyPlan(fresh, plan),
    touched: (edited) => touchedKeys(edited, plan),
    plan,
  };
  return carryOut(opened, edit, options, run);
}

/**
 * Does an edit in memory, and writes it unless there is nothing to do, something stands in the way, or it is a dry run.
 * The hive must be open with mode `edit`, and is closed afterwards.
 */
export async function carryOut(
  opened: OpenedHive,
  edit: Edit,
  options: EditOptions,
  run: CommandRun,
): Promise<CarriedOut> {
  const { hive } = opened;
  const { editing } = hive.engine;
  run.record?.found({ sequence: hive.baseBlock.primarySequence, isDirty: opened.recovery !== undefined });
  editing.wipeFreed(options.wipe ?? false);
  editing.time = editTime(options.time, run.context);
  // In memory; where it is not to be written, the hive is closed with it.
  const apply = (): readonly PreviewedChange[] => edit.apply(hive);
  const changes = edit.isBulk ? editing.bulk(apply) : editing.transaction(apply);
  if (options.planOnly) return planOnly(changes, edit, run);
  const isNothing =
    changes.every(({ isDone }) => isDone) ||
    (changes.length > 1 && (await import("./cancelled-out.ts")).haveCancelledOut(opened, changes, edit.mayCancel));
  // A new file that was asked for is written also where there is nothing to change in it.
  if (isNothing && options.output === undefined) {
    run.warnIfDirty(opened);
    if (!options.dryRun) run.warnOfGuard(opened);
    return { changes: changes.map(asDone), outcome: { kind: "nothing" }, errors: unfinished(opened), exit: EXIT.done };
  }
  const how = writeOptionsIn(options);
  const obstacles = editObstacles(opened, how);
  const log = chooseLogFormat(opened, how.logFormat);
  const recovery = isRecoveredFirst(opened) ? opened.recovery : undefined;
  if (options.dryRun) {
    // A dry run ends as the real one would.
    const damage = damageAround(opened, edit.touched?.(hive) ?? []);
    const all = damage === undefined ? obstacles : [...obstacles, damage];
    return {
      changes,
      outcome: { kind: "dry-run", log, obstacles: all, recovery, how },
      errors: [],
      exit: worstOf(all),
    };
  }
  if (obstacles.length > 0) {
    return { changes, outcome: { kind: "refused", log, obstacles, recovery, how }, errors: obstacles, exit: EXIT.done };
  }
  await run.stopIfInterrupted("anything was written");
  const { record, overlap } = run;
  const write = (): Promise<CommitReport> =>
    commitEdit(opened, {
      verify: edit.verify,
      touched: edit.touched?.(hive) ?? [],
      ...(record && { beforeCommit: (coming) => record.intend(opened.realPath, coming, edit.plan) }),
      overlap,
      ...how,
    });
  const written = options.journal === undefined ? { commit: await write() } : await journalled(options.journal, write);
  const { commit } = written;
  for (const warning of commit.warnings) run.warn(opened.path, warning);
  return { changes, outcome: { kind: "written", ...written, recovery, how }, errors: [], exit: EXIT.done };

  async function journalled(folder: string, commitOf: typeof write) {
    const { writeJournalled } = await import("./journalled.ts");
    return writeJournalled(opened, { folder, ...(edit.plan && { plan: edit.plan }) }, run, commitOf);
  }
}

/** Nothing is written: what was done in memory is told as a plan. */
function planOnly(changes: readonly PreviewedChange[], { plan }: Edit, run: CommandRun): CarriedOut {
  if (plan === undefined) {
    const advice = "Leave --plan-only out; --dry-run shows what would be done.";
    throw new HiveError("usage", "what takes something from another hive is no plan", { advice });
  }
  run.planned = plan;
  return { changes, outcome: { kind: "nothing" }, errors: [], exit: EXIT.done };
}

function asDone(change: PreviewedChange): PreviewedChange {
  return change.isDone ? change : { ...change, isDone: true };
}

/** What is as wanted in a recovered hive may stand in its logs alone, and where hives are copied logs stay behind. */
function unfinished(opened: OpenedHive): HiveError[] {
  return opened.recovery?.state === "recovered" ? unfinishedWriting(opened) : [];
}

function worstOf(obstacles: readonly HiveError[]): ExitCode {
  return obstacles.map(exitCodeOf).sort((a, b) => b - a)[0] ?? EXIT.done;
}
