import {
  type Batch,
  type ExitCode,
  exitCodeOf,
  type HiveSet,
  newerLocalCopies,
  type OpenedHive,
  recoverFile,
} from "../index.ts";
import { batchFor } from "./batch-options.ts";
import { outcomeOf } from "./batch-outcome.ts";
import type { CommandOptions, CommandRun, Report } from "./command-run.ts";
import type { CliContext } from "./context.ts";
import type { Crew } from "./crew.ts";
import { type HiveTarget, hiveTargets, targetDocument } from "./hive-targets.ts";
import { signalsHeard } from "./interruption.ts";
import { ProgressBar, timeText } from "./progress.ts";
import { type BatchSummary, batchSummaryText } from "./render/batch-summary.ts";
import { coloursFor } from "./render/colours.ts";
import { errorDocument } from "./render/error.ts";
import { headedBlock } from "./render/headed-block.ts";
import { JsonHives } from "./render/json-hives.ts";

/** Work on one hive. */
export type Work = (path: string, target: HiveTarget, run: CommandRun) => Report | Promise<Report>;

/** How a command goes over the hives that its arguments name. */
export interface OverHives {
  /** Below a folder, where --hives says nothing. */
  readonly usual: HiveSet;
  /** The command takes one argument, and a file is reported by itself. */
  readonly isOne?: boolean;
  /** The command's text says by itself which hive it is about. */
  readonly isHeaded?: boolean;
  /** The command writes to hives: what it does to many is recorded as its options ask. */
  readonly records?: boolean;
  /** What is done to a hive takes long enough for threads to share the hives: so many, or as many as are worth while. */
  readonly threads?: { readonly jobs: number | undefined };
  /** Which hives come before all others. */
  readonly isUrgent?: (path: string) => boolean;
}

/** Does the work on the hives that arguments name: files, and folders with hives below them. */
export async function overHives(
  run: CommandRun,
  args: readonly string[],
  { usual, isOne = false, isHeaded = false, records = false, threads, isUrgent }: OverHives,
  work: Work,
): Promise<ExitCode> {
  const { context, options } = run;
  if (context.errands !== undefined) return (await import("./errand.ts")).doErrands(run, context.errands, work);
  const { targets, areFound, passedBy } = hiveTargets(args, options, usual, context);
  for (const { path, reason } of passedBy) run.warn(path, `passed by: ${reason}`);
  const batch = records ? batchFor({ targets, areFound, isUrgent }, options, context) : undefined;
  run.batch = batch;
  run.isOfFolder = areFound;
  const [first] = targets;
  if (isOne && !areFound && first !== undefined && batch === undefined)
    return run.one(first.path, (path) => work(path, first, run));
  const bar = new ProgressBar(context.stderr, { plainLines: true });
  run.context = Object.create(context, {
    stdout: { value: bar.before(context.stdout) },
    stderr: { value: bar.before(context.stderr) },
  }) as CliContext;
  const list = new JsonHives((text) => context.stdout.write(text));
  const todo = batch?.targets ?? targets;
  const crew = threads && (await (await import("./crew.ts")).Crew.over(todo, threads.jobs, context));
  try {
    const rest = await doAll(run, { targets: todo, crew, isHeaded: isHeaded || !areFound }, work, bar, list);
    bar.hide();
    const summary = batch && closeBatch(batch, run, rest);
    return await run.finish(() => list.end({ ...(passedBy.length > 0 && { passedBy }), ...(summary && { summary }) }));
  } catch (error) {
    bar.hide();
    if (!list.isBegun) throw error;
    list.end({ error: errorDocument(error) }); // scripts get a whole document, whatever happens
    return exitCodeOf(error);
  } finally {
    await crew?.end();
    run.context = context;
  }
}

/** What is done to which hives. */
interface Todo {
  readonly targets: readonly HiveTarget[];
  /** Who does them, if not this thread. */
  readonly crew: Crew | undefined;
  readonly isHeaded: boolean;
}

/** What was not done. */
interface Rest {
  readonly left: number;
  /** Why, where there is a reason. */
  readonly stopped?: string;
}

async function doAll(
  run: CommandRun,
  { targets, crew, isHeaded }: Todo,
  work: Work,
  bar: ProgressBar,
  list: JsonHives,
): Promise<Rest> {
  const { context, options, batch } = run;
  const newerCopies = batch === undefined ? new Map<string, string>() : newerLocalCopies(context.fs, targets);
  let next = "";
  const between = (): string => {
    const blank = next;
    next = "\n";
    return blank;
  };
  for (const [done, target] of targets.entries()) {
    if (batch !== undefined) {
      await signalsHeard();
      const stopped = context.signal.aborted
        ? "interrupted"
        : batch.hasTooManyFailures
          ? "too many failures"
          : undefined;
      if (stopped !== undefined) return { left: targets.length - done, stopped };
    }
    if (done > 0)
      bar.show(() => ({ part: done / targets.length, text: rateText(done, targets.length, bar.seconds, batch) }));
    // Scripts get one document.
    if (!isHeaded && !options.json) run.context = headedBlock(context, target, run.colours, between);
    const isCut = batch?.begin(target) ?? false;
    const fate = await crew?.fateOf(done);
    const here = async (path: string): Promise<Report> => {
      if (fate instanceof Error) throw fate;
      if (target.error !== undefined) throw target.error;
      const newer = newerCopies.get(path);
      if (newer !== undefined) run.warn(path, olderText(newer));
      if (isCut) await run.withHive(path, { mode: "recover" }, (opened) => finishCut(opened, options));
      return work(path, target, run);
    };
    const isDone = fate !== undefined && !(fate instanceof Error);
    const document = isDone ? run.passOn(fate) : await run.report(target.path, here);
    if (batch !== undefined) record(batch, document, target);
    if (options.json) list.add({ ...document, ...targetDocument(target) });
  }
  return { left: 0 };
}

function record(batch: Batch<HiveTarget>, document: object, target: HiveTarget): void {
  const outcome = outcomeOf(document, target);
  if (outcome.code === "interrupted") batch.leave();
  else batch.end(outcome);
}

function closeBatch(batch: Batch<HiveTarget>, { context, options }: CommandRun, { left, stopped }: Rest): BatchSummary {
  batch.close(stopped);
  const { counts, settled, onShare, cutShort } = batch;
  const summary = { counts, settled, left, onShare, ...(stopped !== undefined && { stopped }), cutShort };
  const { stderr, env } = context;
  if (!options.json) stderr.write(batchSummaryText(summary, batch.notDone, coloursFor(stderr, env)));
  return summary;
}

/** An earlier run was cut in this hive: its log has the edit whole, if anything of it is in the hive. */
async function finishCut(opened: OpenedHive, { breakLock }: CommandOptions): Promise<void> {
  if (opened.recovery !== undefined) await recoverFile(opened, breakLock ? { breakLock } : {});
}

/** Windows takes the copy of a roaming profile that was written last. */
function olderText(newer: string): string {
  return `older than the copy on a computer, ${newer}: edited it is the newer one, and what is only in that one is lost at the next logon`;
}

function rateText(done: number, all: number, seconds: number, batch: Batch<HiveTarget> | undefined): string {
  const rate = done / seconds;
  const speed = `${done}/${all}, ${rate < 10 ? rate.toFixed(1) : rate.toFixed(0)}/s, ${timeText((all - done) / rate)} left`;
  // A run changes, a dry run would change.
  const unsaid = (batch?.counts["would-change"] ?? 0) > 0 ? "changed" : "would-change";
  const counts = Object.entries(batch?.counts ?? {}).filter(([result]) => result !== unsaid);
  return [speed, ...counts.map(([result, count]) => `${result} ${count}`)].join(", ");
}
