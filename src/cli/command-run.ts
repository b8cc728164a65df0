import {
  type Batch,
  EXIT,
  type ExitCode,
  exitCodeOf,
  HiveError,
  type HiveSet,
  type OpenedHive,
  openHive,
  recoverFile,
} from "../index.ts";
import { type BatchCommandOptions, batchFor } from "./batch-options.ts";
import { outcomeOf } from "./batch-outcome.ts";
import type { CommonOptions } from "./common-options.ts";
import type { CliContext } from "./context.ts";
import { type HiveTarget, hiveTargets, targetDocument } from "./hive-targets.ts";
import { signalsHeard, stopIfInterrupted } from "./interruption.ts";
import { ProgressBar } from "./progress.ts";
import { type BatchSummary, batchSummaryText } from "./render/batch-summary.ts";
import { type Colours, coloursFor } from "./render/colours.ts";
import { errorDocument, errorText, noteText, warningText } from "./render/error.ts";
import { faultText, skippedBy } from "./render/fault.ts";
import { headedBlock } from "./render/headed-block.ts";
import { jsonText } from "./render/json.ts";
import { recoveryWarnings } from "./render/recovery.ts";
import type { RootOptions } from "./root-options.ts";

/** People read no more than so many faults; `--json` has all that were kept. */
const MOST_FAULTS_SHOWN = 100;

/** What a command has to say about one hive. */
export interface Report {
  /** For `--json`. */
  readonly document: object;
  /** For people; ends with a line feed unless it is empty. */
  readonly text: string;
  /** What kept it from being done, where there is still something to show. */
  readonly errors?: readonly HiveError[];
  readonly exit?: ExitCode;
}

/** What a command's options may say about how it goes over hives. */
type CommandOptions = CommonOptions & RootOptions & BatchCommandOptions & { readonly breakLock?: boolean };

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

/** One run of a command: keeps what must be said at its end. */
export class CommandRun {
  context: CliContext;
  readonly options: CommandOptions;
  /** The record of work on many hives. */
  batch: Batch<HiveTarget> | undefined;
  #colours: Colours | undefined;
  #exit: ExitCode = EXIT.done;
  #warnings: string[] = [];
  #faults: object[] = [];
  #logsApplied: object | undefined;
  readonly #read = { bytesRead: 0, readCalls: 0, filesOpened: 0 };

  constructor(context: CliContext, options: CommandOptions) {
    this.context = context;
    this.options = options;
  }

  /** Colours for stdout. */
  get colours(): Colours {
    this.#colours ??= coloursFor(this.context.stdout, this.context.env);
    return this.#colours;
  }

  /** Does the work on one hive, prints its report or error, and returns the exit code. */
  async one(path: string, work: (path: string) => Report | Promise<Report>): Promise<ExitCode> {
    const document = await this.#report(path, work);
    return this.#finish(document);
  }

  /** Does the work on hive after hive; an error in one does not keep it from the others. The worst exit code counts. */
  async each(paths: readonly string[], work: (path: string) => Report | Promise<Report>): Promise<ExitCode> {
    const hives: object[] = [];
    for (const path of paths) hives.push(await this.#report(path, work));
    return this.#finish({ hives });
  }

  /** Does the work on the hives that arguments name: files, and folders with hives below them. */
  async over(
    args: readonly string[],
    { usual, isOne = false, isHeaded = false, records = false }: OverHives,
    work: Work,
  ): Promise<ExitCode> {
    const { targets, areFound, passedBy } = hiveTargets(args, this.options, usual, this.context);
    for (const { path, reason } of passedBy) this.warn(path, `passed by: ${reason}`);
    this.batch = records ? batchFor(targets, areFound, this.options, this.context) : undefined;
    const [first] = targets;
    if (isOne && !areFound && first !== undefined && this.batch === undefined)
      return this.one(first.path, (path) => work(path, first));
    const { context, batch } = this;
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
      if (areFound && !isHeaded && !this.options.json)
        this.context = headedBlock(context, target, this.colours, between);
      const isCut = batch?.begin(target) ?? false;
      const document = await this.#report(target.path, async (path) => {
        if (target.error !== undefined) throw target.error;
        if (isCut) await this.withHive(path, { mode: "recover" }, (opened) => finishCut(opened, this.options));
        return work(path, target);
      });
      this.#record(document, target.path);
      hives.push({ ...document, ...targetDocument(target) });
      // On a terminal the blocks themselves tell how far it has come.
      if (todo.length > 1 && !context.stdout.isTTY)
        bar.show(() => ({
          part: (index + 1) / todo.length,
          text: rateText(index + 1, todo.length, bar.seconds, batch),
        }));
    }
    bar.end();
    this.context = context;
    const summary = batch && this.#closeBatch(batch, todo.length - hives.length, stopped);
    return this.#finish({ hives, ...(passedBy.length > 0 && { passedBy }), ...(summary && { summary }) });
  }

  #record(document: object, path: string): void {
    if (this.batch === undefined) return;
    const outcome = outcomeOf(document, path);
    if (outcome.code === "interrupted") this.batch.leave();
    else this.batch.end(outcome);
  }

  #closeBatch(batch: Batch<HiveTarget>, left: number, stopped: string | undefined): BatchSummary {
    batch.close(stopped);
    const { counts, settled, cutShort } = batch;
    const summary = { counts, settled, left, ...(stopped !== undefined && { stopped }), cutShort };
    if (!this.options.json) this.context.stderr.write(batchSummaryText(summary, batch.rows, this.#errorColours));
    return summary;
  }

  /** Opens a hive for as long as the work lasts, says when what is read may not be all, and notes what was read. */
  async withHive<Result>(
    path: string,
    options: { readonly mode?: "read" | "edit" | "recover" },
    work: (opened: OpenedHive) => Result | Promise<Result>,
  ): Promise<Result> {
    const { fs } = this.context;
    const { mode: purpose = "read" } = options;
    const mode = purpose === "edit" ? "edit" : "read";
    const writer = purpose === "read" ? {} : { processFacts: this.context.processFacts };
    const logs = this.options.logs === false ? "ignore" : "apply";
    const { tolerant = false } = this.options;
    const opened = openHive(path, { fs, mode, logs, tolerant, ...writer });
    try {
      if (purpose === "read") {
        this.warnIfDirty(opened);
        this.#noteLogs(opened);
      }
      const result = await work(opened);
      this.reportFaults(path, opened.hive.engine.faults);
      opened.assertUnchanged();
      return result;
    } catch (error) {
      throw error instanceof HiveError ? error.with({ path }) : error;
    } finally {
      this.#read.bytesRead += opened.statistics.bytesRead;
      this.#read.readCalls += opened.statistics.readCalls;
      this.#read.filesOpened += opened.statistics.filesOpened;
      opened.close();
    }
  }

  /** Throws `interrupted` after Ctrl-C. */
  stopIfInterrupted(before: string): Promise<void> {
    return stopIfInterrupted(this.context, before);
  }

  /** Says something that does not keep the command from going on. */
  warn(path: string, text: string): void {
    this.#warnings.push(text);
    this.context.stderr.write(warningText(path, text, this.#errorColours));
  }

  /** Says to people what is good to know; the document for scripts tells it by itself. */
  note(text: string): void {
    if (!this.options.json) this.context.stderr.write(noteText(text, this.#errorColours));
  }

  /** Says what a tolerant command has passed over; `count` when there is more than is kept. */
  reportFaults(path: string, faults: readonly HiveError[], count = faults.length): void {
    if (count === 0) return;
    this.#worsen(EXIT.notFound);
    this.#faults.push(...faults.map((fault) => ({ ...fault.toJSON(), skipped: skippedBy(fault) })));
    if (this.options.json) return;
    const { stderr } = this.context;
    for (const fault of faults.slice(0, MOST_FAULTS_SHOWN)) stderr.write(faultText(path, fault, this.#errorColours));
    if (count > MOST_FAULTS_SHOWN) stderr.write(`... and ${count - MOST_FAULTS_SHOWN} more faults\n`);
  }

  /** Says what is not shown of a dirty hive, or may not be trusted. */
  warnIfDirty({ recovery, path }: OpenedHive): void {
    for (const warning of recovery === undefined ? [] : recoveryWarnings(recovery)) this.warn(path, warning);
  }

  /** Says that what is shown is more than what lies in the file. */
  #noteLogs({ recovery, path }: OpenedHive): void {
    if (recovery?.state !== "recovered") return;
    const { format, entryCount, firstSequence, lastSequence } = recovery;
    this.#logsApplied = { format, entryCount, firstSequence, lastSequence };
    const what = format === "dirt" ? "its log's pages" : `${entryCount} log ${entryCount === 1 ? "entry" : "entries"}`;
    this.note(`${path}: shown with ${what} applied; --no-logs shows it as it lies`);
  }

  get #errorColours(): Colours {
    return coloursFor(this.context.stderr, this.context.env);
  }

  async #report(path: string, work: (path: string) => Report | Promise<Report>): Promise<object> {
    this.#warnings = [];
    this.#faults = [];
    this.#logsApplied = undefined;
    try {
      await this.stopIfInterrupted("this hive was looked at");
      const { document, text, errors = [], exit = EXIT.done } = await work(path);
      if (!this.options.json) this.context.stdout.write(text);
      this.#worsen(exit);
      for (const error of errors) this.#show(error, path);
      return { path, ...document, ...this.#notes(errors) };
    } catch (error) {
      this.#show(error, path);
      return { path, error: errorDocument(error), ...this.#notes([]) };
    }
  }

  #notes(errors: readonly HiveError[]): object {
    return {
      ...(this.#logsApplied && { logsApplied: this.#logsApplied }),
      ...(errors.length > 0 && { errors: errors.map(errorDocument) }),
      ...(this.#faults.length > 0 && { faults: this.#faults }),
      ...(this.#warnings.length > 0 && { warnings: this.#warnings }),
    };
  }

  #show(error: unknown, path: string): void {
    this.#worsen(exitCodeOf(error));
    if (!this.options.json) this.context.stderr.write(errorText(error, path, this.#errorColours));
  }

  #worsen(exit: ExitCode): void {
    if (exit > this.#exit) this.#exit = exit;
  }

  async #finish(document: object): Promise<ExitCode> {
    await signalsHeard(); // of what came while a hive was written, which nothing may interrupt
    if (this.options.json) this.context.stdout.write(jsonText(document));
    const { bytesRead, readCalls, filesOpened } = this.#read;
    if (this.options.stats)
      this.context.stderr.write(`read: ${bytesRead} bytes, ${readCalls} calls, ${filesOpened} files\n`);
    if (this.context.signal.aborted) this.#worsen(EXIT.interrupted);
    return this.#exit;
  }
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
