import {
  type Batch,
  clearDeadGuard,
  EXIT,
  type ExitCode,
  exitCodeOf,
  HiveError,
  type HiveRecord,
  type OpenedHive,
  type OpenHiveOptions,
  openHive,
  type Plan,
  type ReadStatistics,
  Surroundings,
} from "../index.ts";
import type { CommonOptions } from "./common-options.ts";
import type { CliContext } from "./context.ts";
import { signalsHeard, stopIfInterrupted } from "./interruption.ts";
import type { BatchCommandOptions } from "./many/batch-options.ts";
import { isNotForIt } from "./many/batch-outcome.ts";
import type { HiveDone } from "./many/errand.ts";
import type { HiveTarget } from "./many/hive-targets.ts";
import { type OverHives, overHives, type Work } from "./many/over-hives.ts";
import type { RootOptions } from "./many/root-options.ts";
import { type Colours, coloursFor } from "./render/colours.ts";
import { errorDocument, errorText, noteText, warningText } from "./render/error.ts";
import { faultText, skippedBy } from "./render/fault.ts";
import { jsonText } from "./render/json.ts";
import { recoveryWarnings } from "./render/recovery.ts";

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
  /** The hive has nothing of what the command is about. Among the hives of a folder that is no finding. */
  readonly isNotForIt?: boolean;
}

/** The plan instead of what was to be said. */
async function planReport(plan: Plan, path: string): Promise<Report> {
  return (await import("./render/plan.ts")).planReport(plan, path);
}

/** What a command's options may say about how it goes over hives. */
export type CommandOptions = CommonOptions &
  RootOptions &
  BatchCommandOptions & {
    readonly breakLock?: boolean;
    readonly hardLinks?: boolean;
    readonly dryRun?: boolean;
    readonly planOnly?: boolean;
  };

/** What a run comes to, all its hives together. */
interface Whole {
  exit: ExitCode;
  /** The hives were found below a folder: some may have nothing of what the command is about, as long as others have. */
  isOfFolder: boolean;
  hasMet: boolean;
  hasMissed: boolean;
}

/** One run of a command: keeps what must be said at its end. */
export class CommandRun {
  context: CliContext;
  readonly options: CommandOptions;
  /** The record of work on many hives, and of the one at work. */
  batch: Batch<HiveTarget> | undefined;
  record: HiveRecord | undefined;
  /** What --plan-only prints instead of a report. */
  planned: Plan | undefined;
  /** Other hives are at work at the same time. */
  readonly overlap: boolean;
  readonly #surroundings: Surroundings;
  #colours: Colours | undefined;
  #warnings: string[] = [];
  #faults: object[] = [];
  #logsApplied: object | undefined;
  /** How much has been read. */
  readonly read: { bytesRead: number; readCalls: number; filesOpened: number };
  readonly #whole: Whole;

  constructor(context: CliContext, options: CommandOptions, beside?: CommandRun) {
    this.context = context;
    this.#surroundings = beside === undefined ? new Surroundings(context.fs) : beside.#surroundings;
    this.#whole =
      beside !== undefined ? beside.#whole : { exit: EXIT.done, isOfFolder: false, hasMet: false, hasMissed: false };
    this.read = beside?.read ?? { bytesRead: 0, readCalls: 0, filesOpened: 0 };
    this.overlap = beside !== undefined;
    this.batch = beside?.batch;
    this.options = options;
  }

  /** The same run, for one of several hives at a time: it has notes of its own, says what it says to `context`, and counts here. */
  beside(context: CliContext): CommandRun {
    return new CommandRun(context, this.options, this);
  }

  /** Colours for stdout. */
  get colours(): Colours {
    this.#colours ??= coloursFor(this.context.stdout, this.context.env);
    return this.#colours;
  }

  /** The same command with another context, and nothing said yet. */
  withContext(context: CliContext): CommandRun {
    return new CommandRun(context, this.options);
  }

  /** The worst so far. */
  get exit(): ExitCode {
    return this.#whole.exit;
  }

  /** The hives are some that were found below a folder. */
  goesOverFolder(): void {
    this.#whole.isOfFolder = true;
  }

  /** Does the work on one hive, prints its report or error, and returns the exit code. */
  async one(path: string, work: (path: string) => Report | Promise<Report>): Promise<ExitCode> {
    const document = await this.report(path, work);
    const whole = this.planned === undefined ? document : (document as { readonly plan: object }).plan;
    return this.finish(() => this.context.stdout.write(jsonText(whole)));
  }

  /** Does the work on hive after hive; an error in one does not keep it from the others. The worst exit code counts. */
  async each(paths: readonly string[], work: (path: string) => Report | Promise<Report>): Promise<ExitCode> {
    const hives: object[] = [];
    for (const path of paths) hives.push(await this.report(path, work));
    return this.finish(() => this.context.stdout.write(jsonText({ hives })));
  }

  /** Does the work on the hives that arguments name: files, and folders with hives below them. */
  over(args: readonly string[], how: OverHives, work: Work): Promise<ExitCode> {
    return overHives(this, args, how, work);
  }

  /** Opens a hive for as long as the work lasts, says when what is read may not be all, and notes what was read. */
  async withHive<Result>(
    path: string,
    options: {
      readonly mode?: "read" | "edit" | "recover";
      /** Opens it where `openHive` would not do. */
      readonly open?: (path: string, options: OpenHiveOptions) => OpenedHive;
    },
    work: (opened: OpenedHive) => Result | Promise<Result>,
  ): Promise<Result> {
    const { fs, held } = this.context;
    if (held !== undefined) return work(held.opened);
    const { mode: purpose = "read", open = openHive } = options;
    const mode = purpose === "edit" ? "edit" : "read";
    const writer = purpose === "read" ? {} : { processFacts: this.context.processFacts };
    const logs = this.options.logs === false ? "ignore" : "apply";
    const { tolerant = false } = this.options;
    const opened = open(path, { fs, mode, logs, tolerant, surroundings: this.#surroundings, ...writer });
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
      this.noteRead(opened.statistics);
      opened.close();
    }
  }

  /** Adds to what `--stats` tells. */
  noteRead({ bytesRead, readCalls, filesOpened }: ReadStatistics): void {
    this.read.bytesRead += bytesRead;
    this.read.readCalls += readCalls;
    this.read.filesOpened += filesOpened;
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

  /** Takes the guard of a killed hivetool away, and says so. */
  warnOfGuard(opened: OpenedHive): void {
    for (const warning of clearDeadGuard(opened)) this.warn(opened.path, warning);
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

  /** Does the work on one hive, prints what it has to say, and returns the document of it; an error is told, not thrown. */
  async report(path: string, work: (path: string) => Report | Promise<Report>): Promise<object> {
    this.#warnings = [];
    this.#faults = [];
    this.#logsApplied = undefined;
    try {
      await this.stopIfInterrupted("this hive was looked at");
      this.planned = undefined;
      const report = await work(path);
      const {
        document,
        text,
        errors = [],
        exit = EXIT.done,
        isNotForIt: isMissing = false,
      } = this.planned === undefined ? report : await planReport(this.planned, path);
      if (!this.options.json) this.context.stdout.write(text);
      if (this.#whole.isOfFolder && isMissing) this.#whole.hasMissed = true;
      else {
        this.#whole.hasMet = true;
        this.#worsen(exit);
      }
      for (const error of errors) this.#show(error, path);
      return { path, ...document, ...this.#notes(errors) };
    } catch (error) {
      this.#show(error, path);
      return { path, error: errorDocument(error), ...this.#notes([]) };
    }
  }

  /** Prints what a thread has to say about a hive, and returns the document of it. */
  passOn({ document, stdout, stderr, exit, read }: HiveDone): object {
    this.context.stderr.write(stderr);
    this.context.stdout.write(stdout);
    this.#worsen(exit);
    this.noteRead(read);
    return document;
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
    if (this.#whole.isOfFolder && error instanceof HiveError && isNotForIt(error)) {
      this.#whole.hasMissed = true;
      this.note(`${path}: ${error.statement}`);
      return;
    }
    this.#worsen(exitCodeOf(error));
    if (!this.options.json) this.context.stderr.write(errorText(error, path, this.#errorColours));
  }

  #worsen(exit: ExitCode): void {
    if (exit > this.#whole.exit) this.#whole.exit = exit;
  }

  /** Has the document for scripts printed, or its end, and returns the exit code. */
  async finish(print: () => void): Promise<ExitCode> {
    await signalsHeard(); // of what came while a hive was written, which nothing may interrupt
    if (this.options.json) print();
    const { bytesRead, readCalls, filesOpened } = this.read;
    if (this.options.stats)
      this.context.stderr.write(`read: ${bytesRead} bytes, ${readCalls} calls, ${filesOpened} files\n`);
    if (this.#whole.hasMissed && !this.#whole.hasMet) this.#worsen(EXIT.notFound);
    if (this.context.signal.aborted) this.#worsen(EXIT.interrupted);
    return this.#whole.exit;
  }
}
