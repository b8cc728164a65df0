import { type Batch, type ExitCode, type HiveSet, type OpenedHive, recoverFile } from "../index.ts";
import { batchFor } from "./batch-options.ts";
import { outcomeOf } from "./batch-outcome.ts";
import type { CommandOptions, CommandRun, Report } from "./command-run.ts";
import { type HiveTarget, hiveTargets, targetDocument } from "./hive-targets.ts";
import { signalsHeard } from "./interruption.ts";
import { ProgressBar } from "./progress.ts";
import { type BatchSummary, batchSummaryText } from "./render/batch-summary.ts";
import { coloursFor } from "./render/colours.ts";
import { headedBlock } from "./render/headed-block.ts";

/** Work on one hive. */
export type Work = (path: string, target: HiveTarget) => Report | Promise<Report>;

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
}

/** Does the work on the hives that arguments name: files, and folders with hives below them. */
export async function overHives(
  run: CommandRun,
  args: readonly string[],
  { usual, isOne = false, isHeaded = false, records = false }: OverHives,
  work: Work,
): Promise<ExitCode> {
  const { context, options } = run;
  const { targets, areFound, passedBy } = hiveTargets(args, options, usual, context);
  for (const { path, reason } of passedBy) run.warn(path, `passed by: ${reason}`);
  const batch = records ? batchFor(targets, areFound, options, context) : undefined;
  run.batch = batch;
  const [first] = targets;
  if (isOne && !areFound && first !== undefined && batch === undefined)
    return run.one(first.path, (path) => work(path, first));
  const todo = batch?.targets ?? targets;
  const bar = new ProgressBar(context.stderr);
  const hives: object[] = [];
  let stopped: string | undefined;
  let next = "";
  const between = (): string => {
    const blank = next;
    next = "\n";
    return blank;
  };
  for (const [index, target] of todo.entries()) {
    if (batch !== undefined) {
      await signalsHeard();
      stopped = context.signal.aborted ? "interrupted" : batch.hasTooManyFailures ? "too many failures" : undefined;
      if (stopped !== undefined) break;
    }
    // Scripts get one document.
    if (areFound && !isHeaded && !options.json) run.context = headedBlock(context, target, run.colours, between);
    const isCut = batch?.begin(target) ?? false;
    const document = await run.report(target.path, async (path) => {
      if (target.error !== undefined) throw target.error;
      if (isCut) await run.withHive(path, { mode: "recover" }, (opened) => finishCut(opened, options));
      return work(path, target);
    });
    if (batch !== undefined) record(batch, document, target.path);
    hives.push({ ...document, ...targetDocument(target) });
    // On a terminal the blocks themselves tell how far it has come.
    if (todo.length > 1 && !context.stdout.isTTY)
      bar.show(() => ({ part: (index + 1) / todo.length, text: rateText(index + 1, todo.length, bar.seconds, batch) }));
  }
  bar.end();
  run.context = context;
  const summary = batch && closeBatch(batch, run, todo.length - hives.length, stopped);
  return run.finish({ hives, ...(passedBy.length > 0 && { passedBy }), ...(summary && { summary }) });
}

function record(batch: Batch<HiveTarget>, document: object, path: string): void {
  const outcome = outcomeOf(document, path);
  if (outcome.code === "interrupted") batch.leave();
  else batch.end(outcome);
}

function closeBatch(
  batch: Batch<HiveTarget>,
  { context, options }: CommandRun,
  left: number,
  stopped: string | undefined,
): BatchSummary {
  batch.close(stopped);
  const { counts, settled, cutShort } = batch;
  const summary = { counts, settled, left, ...(stopped !== undefined && { stopped }), cutShort };
  const { stderr, env } = context;
  if (!options.json) stderr.write(batchSummaryText(summary, batch.rows, coloursFor(stderr, env)));
  return summary;
}

/** An earlier run was cut in this hive: its log has the edit whole, if anything of it is in the hive. */
async function finishCut(opened: OpenedHive, { breakLock }: CommandOptions): Promise<void> {
  if (opened.recovery !== undefined) await recoverFile(opened, breakLock ? { breakLock } : {});
}

function rateText(done: number, all: number, seconds: number, batch: Batch<HiveTarget> | undefined): string {
  const { changed = 0, unchanged = 0, refused = 0, failed = 0 } = batch?.counts ?? {};
  const counts =
    batch === undefined ? "" : `, ${changed} changed, ${unchanged} unchanged, ${refused} refused, ${failed} failed`;
  const rate = done / seconds;
  return `${done} of ${all}${counts}; ${rate.toFixed(0)} a second, ${Math.ceil((all - done) / rate)} s left`;
}
