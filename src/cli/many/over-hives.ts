import {
  type Batch,
  type ExitCode,
  exitCodeOf,
  type HiveSet,
  newerLocalCopies,
  type OpenedHive,
  recoverFile,
} from "../../index.ts";
import type { CommandOptions, CommandRun, Report } from "../command-run.ts";
import type { CliContext } from "../context.ts";
import { signalsHeard } from "../interruption.ts";
import { type BatchSummary, batchSummaryText } from "../render/batch-summary.ts";
import { coloursFor } from "../render/colours.ts";
import { errorDocument } from "../render/error.ts";
import { headedBlock } from "../render/headed-block.ts";
import { JsonHives } from "../render/json-hives.ts";
import { batchFor } from "./batch-options.ts";
import { outcomeOf } from "./batch-outcome.ts";
import type { Crew, Fate } from "./crew.ts";
import { HeldOutput } from "./held-output.ts";
import { type HiveTarget, hiveTargets, targetDocument } from "./hive-targets.ts";
import { Places } from "./places.ts";
import { ProgressBar, timeText } from "./progress.ts";

/** Work on one hive, for a run: where several hives are at work at once, each has its own. */
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
  /** The work uses the run that it is given, and may be done on several hives at once: they overlap where they wait for the disk. */
  readonly atOnce?: boolean;
  /** What is done to a hive takes long enough for threads to share the hives: so many, or as many as are worth while. */
  readonly threads?: { readonly jobs: number | undefined };
  /** Which hives come before all others. */
  readonly isUrgent?: (path: string) => boolean;
}

/** Does the work on the hives that arguments name: files, and folders with hives below them. */
export async function overHives(
  run: CommandRun,
  args: readonly string[],
  { usual, isOne = false, isHeaded = false, records = false, atOnce = false, threads, isUrgent }: OverHives,
  work: Work,
): Promise<ExitCode> {
  const { context, options } = run;
  if (context.errands !== undefined) return (await import("./errand.ts")).doErrands(run, context.errands, work);
  const { verifyReport } = options;
  if (verifyReport !== undefined) return overReport(run, verifyReport);
  const { targets, areFound, passedBy } = hiveTargets(args, options, usual, context);
  for (const { path, reason } of passedBy) run.warn(path, `passed by: ${reason}`);
  const batch = records ? batchFor({ targets, areFound, isUrgent }, options, context) : undefined;
  run.batch = batch;
  if (areFound) run.goesOverFolder();
  const [first] = targets;
  // One plan is printed as it is, so that it can be applied.
  const isAlone = isOne || (options.planOnly === true && targets.length === 1);
  if (isAlone && !areFound && first !== undefined && batch === undefined)
    return run.one(first.path, (path) => work(path, first, run));
  const todo = batch?.targets ?? targets;
  const crew = threads && (await (await import("./crew.ts")).Crew.over(todo, threads.jobs, context));
  try {
    const lanes = atOnce ? lanesFor(todo, options) : 1;
    return await inTurn(run, { targets: todo, crew, isHeaded: isHeaded || !areFound, lanes }, work, (rest) => {
      const summary = batch && closeBatch(batch, run, rest);
      return { ...(passedBy.length > 0 && { passedBy }), ...(summary && { summary }) };
    });
  } finally {
    await crew?.end();
  }
}

/** Looks up what the run of a report has done. */
async function overReport(run: CommandRun, report: string): Promise<ExitCode> {
  const verification = new (await import("./verify-report.ts")).ReportVerification(run, report);
  const { targets, work } = verification;
  return inTurn(run, { targets, crew: undefined, isHeaded: false, lanes: 1 }, work, () => {
    if (!run.options.json) run.context.stderr.write(verification.summaryText);
    return { summary: verification.summary };
  });
}

/** Does the work on hive after hive, with a bar; `summarize` tells at the end what is to be added to the document. */
async function inTurn(run: CommandRun, todo: Todo, work: Work, summarize: (rest: Rest) => object): Promise<ExitCode> {
  const { context } = run;
  const bar = new ProgressBar(context.stderr, { plainLines: true });
  run.context = Object.create(context, {
    stdout: { value: bar.before(context.stdout) },
    stderr: { value: bar.before(context.stderr) },
  }) as CliContext;
  const list = new JsonHives((text) => context.stdout.write(text));
  if (todo.targets.length > FEW) (await import("./v8-for-many.ts")).setV8ForMany();
  try {
    const rest = await doAll(run, todo, work, bar, list);
    bar.hide();
    const others = summarize(rest);
    return await run.finish(() => list.end(others));
  } catch (error) {
    bar.hide();
    if (!list.isBegun) throw error;
    list.end({ error: errorDocument(error) }); // scripts get a whole document, whatever happens
    return exitCodeOf(error);
  } finally {
    run.context = context;
  }
}

/** So many hives are done before it matters what memory and compiling take. */
const FEW = 12;

/** What is done to which hives. */
interface Todo {
  readonly targets: readonly HiveTarget[];
  /** Who does them, if not this thread. */
  readonly crew: Crew | undefined;
  readonly isHeaded: boolean;
  /** So many hives at once. */
  readonly lanes: number;
}

/** What was not done. */
interface Rest {
  readonly left: number;
  /** Why, where there is a reason. */
  readonly stopped?: string;
}

async function doAll(
  run: CommandRun,
  { targets, crew, isHeaded, lanes }: Todo,
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
  const places = new Places(context.fs);
  const doOne = async (target: HiveTarget, index: number): Promise<Done> => {
    const held = lanes > 1 ? new HeldOutput(context) : undefined;
    const own = held === undefined ? run : run.beside(held.context);
    // Scripts get one document.
    const headed = isHeaded || options.json ? context : headedBlock(context, target, run.colours, between);
    if (held === undefined) run.context = headed;
    const known = { fate: await crew?.fateOf(index), newer: newerCopies.get(target.path) };
    const one = (): Promise<object> => reportOn(own, target, work, known);
    const document = await (held === undefined ? one() : places.alone(target.path, one));
    return { target, document, tell: () => held?.release(headed) };
  };
  const begun: Promise<Done>[] = [];
  let done = 0;
  const passOn = async (): Promise<void> => {
    const { target, document, tell } = (await begun.shift()) as Done;
    tell();
    if (options.json) list.add({ ...document, ...targetDocument(target) });
    done += 1;
    if (done < targets.length)
      bar.show(() => ({ part: done / targets.length, text: rateText(done, targets.length, bar.seconds, batch) }));
  };
  try {
    for (const [index, target] of targets.entries()) {
      while (begun.length >= Math.max(1, Math.min(lanes, batch?.failuresLeft ?? lanes))) await passOn();
      if (batch !== undefined) {
        await signalsHeard();
        const stopped = context.signal.aborted ? "interrupted" : batch.failuresLeft <= 0 ? "too many failures" : "";
        if (stopped !== "") {
          while (begun.length > 0) await passOn();
          return { left: targets.length - index, stopped };
        }
      }
      const one = doOne(target, index);
      one.catch(() => undefined); // it is told when its turn comes
      begun.push(one);
    }
    while (begun.length > 0) await passOn();
    return { left: 0 };
  } finally {
    await Promise.allSettled(begun); // nothing is left half-way where the record of it breaks down
  }
}

/** What became of a hive, and what it has to say when its turn comes. */
interface Done {
  readonly target: HiveTarget;
  readonly document: object;
  readonly tell: () => void;
}

/** So many hives are written at once: while one waits for the disk, others work. */
const MOST_AT_ONCE = 8;

function lanesFor(targets: readonly HiveTarget[], { hardLinks = false, dryRun = false }: CommandOptions): number {
  // Two names of one file are not told apart before it is opened.
  return !hardLinks && !dryRun && targets.length > 1 ? MOST_AT_ONCE : 1;
}

/** Has the work done, or what a thread has done told, and records it. */
async function reportOn(
  own: CommandRun,
  target: HiveTarget,
  work: Work,
  { fate, newer }: { readonly fate: Fate; readonly newer: string | undefined },
): Promise<object> {
  const record = own.batch?.begin(target);
  own.record = record;
  const here = async (path: string): Promise<Report> => {
    if (fate instanceof Error) throw fate;
    if (target.error !== undefined) throw target.error;
    if (newer !== undefined) own.warn(path, olderText(newer));
    if (record?.isUnfinished) await own.withHive(path, { mode: "recover" }, (opened) => finishCut(opened, own));
    return work(path, target, own);
  };
  const isDone = fate !== undefined && !(fate instanceof Error);
  const document = isDone ? own.passOn(fate) : await own.report(target.path, here);
  const outcome = outcomeOf(document, target);
  if (outcome.code !== "interrupted") record?.end(outcome);
  return document;
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
async function finishCut(opened: OpenedHive, { options, overlap }: CommandRun): Promise<void> {
  if (opened.recovery !== undefined)
    await recoverFile(opened, { ...(options.breakLock && { breakLock: true }), overlap });
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
