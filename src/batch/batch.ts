import type { FileSystem, SyncPoint } from "hivex-wasm/node";
import type { HiveOwner, HiveRole } from "../locate/found-hive.ts";
import { isRoaming } from "../locate/roaming.ts";
import { AppendFile } from "../storage/append-file.ts";
import { type Fingerprint, fingerprintOf } from "../storage/fingerprint.ts";
import type { ComingCommit } from "../storage/pages-written.ts";
import { readWholeFile } from "../storage/read-whole-file.ts";
import { AuditFile } from "./audit-file.ts";
import { csvOf } from "./csv.ts";
import {
  assertSameCommand,
  type EarlierReport,
  isCutShort,
  isSettled,
  readReport,
  withoutPlan,
} from "./read-report.ts";
import type { BatchCounts, ReportLine, ReportRow } from "./report-row.ts";

/** What a batch records, and when it gives up. */
export interface BatchOptions {
  readonly fs: FileSystem;
  /** A new report. */
  readonly report?: string;
  /** The report of an earlier run of the same command, to go on with. */
  readonly resume?: string;
  /** An audit file, new or to be continued. */
  readonly audit?: string;
  /** A new table of all rows. */
  readonly csv?: string;
  /** Fingerprints of whole files. */
  readonly hash?: boolean;
  /** So many hives may fail or be refused before no further one is begun. */
  readonly maximumFailures?: number;
  /** Hives that come before all others but those that an earlier run was cut in. */
  readonly isUrgent?: (path: string) => boolean;
  /** The command as it was typed, without the options that say how to report. */
  readonly command: readonly string[];
  /** The wall clock in ISO 8601. */
  readonly now: () => string;
}

/** A hive that a batch is about. */
export interface BatchTarget {
  readonly path: string;
  readonly role?: HiveRole;
  readonly owner?: HiveOwner;
}

/** What became of a hive. */
export type HiveOutcome = Pick<ReportRow, "result" | "plan" | "code" | "reason" | "warnings">;

/** One hive's part of the record. */
export interface HiveRecord {
  /** An earlier run was cut in it, so that it must be recovered first. */
  readonly isUnfinished: boolean;
  /** Notes the hive's state as it was found. */
  found(before: { readonly sequence: number; readonly isDirty: boolean }): void;
  /** The hive is about to be changed: that must be known, and durable, whatever happens from here on. */
  intend(realPath: string, commit: ComingCommit, plan?: object): SyncPoint | undefined;
  /** The hive is done. */
  end(outcome: HiveOutcome): void;
}

/** What is known of a hive at work. */
interface Current {
  readonly target: BatchTarget;
  readonly begin: number;
  readonly isUnfinished: boolean;
  before?: { readonly sequence: number; readonly isDirty: boolean };
  parts?: ComingCommit["parts"];
  realPath?: string;
  fingerprint?: Fingerprint;
}

/**
 * The record of one command's work on many hives: what was intended, durable before any hive is changed, and what became of
 * it. Several hives may be at work at once; their intents share syncs.
 */
export class Batch<Target extends BatchTarget> {
  /** The hives that are left to do; those that an earlier run was cut in come first. */
  readonly targets: readonly Target[];
  readonly counts: BatchCounts = { changed: 0, "would-change": 0, unchanged: 0, refused: 0, failed: 0 };
  /** The rows of this run's hives that were refused, or failed. */
  readonly notDone: ReportRow[] = [];
  /** All rows, where a table is wanted at the end. */
  readonly #table: ReportRow[] = [];
  readonly #options: BatchOptions;
  readonly #earlier: EarlierReport | undefined;
  readonly #report: AppendFile | undefined;
  readonly #audit: AuditFile | undefined;
  readonly #csv: AppendFile | undefined;
  readonly #begin = performance.now();
  /** Hives that an earlier run was cut in, and that were not reached yet. */
  readonly #unfinished: Set<string>;
  #onShare = 0;

  /** Throws `bad-report`, `audit-broken`, `file-exists`, and `usage` where the report is of another command. */
  constructor(targets: readonly Target[], options: BatchOptions) {
    const { fs, report, resume, audit, csv, command, now } = options;
    this.#options = options;
    this.#earlier = resume === undefined ? undefined : earlierOf(fs, resume, command);
    const unfinished = new Set(this.#earlier?.unfinished);
    const left = targets.filter(({ path }) => unfinished.has(path) || !isSettled(this.#earlier?.rows.get(path)));
    const rank = ({ path }: Target): number => (unfinished.has(path) ? 0 : options.isUrgent?.(path) ? 1 : 2);
    const ranked = left.map((target) => ({ target, rank: rank(target) }));
    this.targets = ranked.sort((one, other) => one.rank - other.rank).map(({ target }) => target);
    this.#unfinished = unfinished;
    if (audit !== undefined) this.#audit = AuditFile.open(fs, audit);
    if (resume !== undefined) this.#report = AppendFile.continue(fs, resume, this.#earlier?.size ?? 0);
    else if (report !== undefined) this.#report = AppendFile.create(fs, report);
    if (csv !== undefined) this.#csv = AppendFile.create(fs, csv);
    this.#write({ type: "start", format: 1, command, started: now(), hives: this.targets.length });
    this.#report?.sync();
  }

  /** Hives that an earlier run had settled. */
  get settled(): number {
    return [...(this.#earlier?.rows.values() ?? [])].filter(isSettled).length;
  }

  /** Hives of this run that were changed on a share of profiles. */
  get onShare(): number {
    return this.#onShare;
  }

  /** So many hives may still fail or be refused before no further one is begun; no more should be at work at once. */
  get failuresLeft(): number {
    return (this.#options.maximumFailures ?? Number.POSITIVE_INFINITY) - this.counts.failed - this.counts.refused;
  }

  /** Hives that must be finished before Windows loads them from elsewhere. */
  get cutShort(): string[] {
    return [...new Set([...this.#unfinished, ...this.notDone.filter(isCutShort).map(({ hive }) => hive)])];
  }

  /** Begins with a hive. Whoever ends without telling what became of it leaves it to another run. */
  begin(target: BatchTarget): HiveRecord {
    const isUnfinished = this.#earlier?.unfinished.includes(target.path) ?? false;
    const current: Current = { target, begin: performance.now(), isUnfinished };
    return {
      isUnfinished,
      found(before) {
        current.before ??= before;
      },
      intend: (realPath, commit, plan) => this.#intend(current, realPath, commit, plan),
      end: (outcome) => this.#end(current, outcome),
    };
  }

  #intend(current: Current, realPath: string, { sequence, parts }: ComingCommit, plan?: object): SyncPoint | undefined {
    if (this.#isRecorded) {
      current.fingerprint = fingerprintOf(this.#options.fs, realPath, parts, this.#options.hash);
      current.parts = parts;
      current.realPath = realPath;
    }
    this.#write({ type: "intent", hive: current.target.path, sequence, ...(plan && { plan }) });
    return this.#report?.syncPoint();
  }

  #end(current: Current, outcome: HiveOutcome): void {
    const { target, before, isUnfinished, begin } = current;
    const { role, owner } = target;
    const fingerprint = this.#fingerprints(current);
    if (outcome.result !== "refused" && outcome.result !== "failed") this.#unfinished.delete(target.path);
    // What the earlier run had begun and this one finds done was changed by the two of them.
    const isFinished = isUnfinished && (outcome.result === "unchanged" || outcome.result === "changed");
    const row: ReportRow = {
      type: "hive",
      hive: target.path,
      ...(role && { role }),
      ...(owner && { owner }),
      ...outcome,
      ...(isFinished && { result: "changed", finished: true }),
      ...(before && { before }),
      ...(fingerprint && { fingerprint }),
      milliseconds: Math.round(performance.now() - begin),
    };
    this.counts[row.result] += 1;
    if (row.result === "changed" && isRoaming(target)) this.#onShare += 1;
    if (row.result === "refused" || row.result === "failed") this.notDone.push(withoutPlan(row));
    if (this.#csv !== undefined) this.#table.push(withoutPlan(row));
    this.#write(row);
    this.#audit?.append({ time: this.#options.now(), command: this.#options.command, ...row });
  }

  /** Writes the last lines. */
  close(stopped: string | undefined): void {
    const milliseconds = Math.round(performance.now() - this.#begin);
    this.#write({ type: "end", counts: this.counts, ...(stopped !== undefined && { stopped }), milliseconds });
    this.#csv?.append(csvOf([...(this.#earlier?.rows.values() ?? []), ...this.#table]));
    for (const file of [this.#report, this.#audit, this.#csv]) {
      file?.sync();
      file?.close();
    }
  }

  get #isRecorded(): boolean {
    return this.#report !== undefined || this.#audit !== undefined || this.#csv !== undefined;
  }

  #fingerprints({ fingerprint: before, parts, realPath }: Current): ReportRow["fingerprint"] {
    if (before === undefined || parts === undefined || realPath === undefined) return undefined;
    try {
      return { before, after: fingerprintOf(this.#options.fs, realPath, parts, this.#options.hash) };
    } catch {
      return { before }; // the hive's own error tells why
    }
  }

  #write(line: ReportLine): void {
    this.#report?.append(`${jsonLine(line)}\n`);
  }
}

function jsonLine(line: object): string {
  return JSON.stringify(line, (_, content: unknown) => (typeof content === "bigint" ? String(content) : content));
}

function earlierOf(fs: FileSystem, path: string, command: readonly string[]): EarlierReport {
  const earlier = readReport(new TextDecoder().decode(readWholeFile(fs, path)));
  assertSameCommand(earlier.command, command, "--resume");
  return earlier;
}
