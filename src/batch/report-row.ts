import type { HiveOwner, HiveRole } from "../locate/found-hive.ts";
import type { Fingerprint } from "../storage/fingerprint.ts";

/** How it went with one hive. */
export type BatchResult =
  | "changed"
  /** What a dry run would have changed. */
  | "would-change"
  | "unchanged"
  /** Not touched, for a reason that lies in its state: in use, dirty without logs, read-only, hibernated. */
  | "refused"
  | "failed";

/** One hive in the report of a batch. */
export interface ReportRow {
  readonly type: "hive";
  /** Its path; what a second run knows it by. */
  readonly hive: string;
  readonly role?: HiveRole;
  readonly owner?: HiveOwner;
  readonly result: BatchResult;
  /** An earlier run had begun with it, and this one has finished it. */
  readonly finished?: true;
  /** Sequence number and dirtiness as it was found. */
  readonly before?: { readonly sequence: number; readonly isDirty: boolean };
  /** What was done, or would be. */
  readonly plan?: object;
  /** The error's code and one sentence, for `refused` and `failed`. */
  readonly code?: string;
  readonly reason?: string;
  readonly warnings?: readonly string[];
  readonly milliseconds: number;
  readonly fingerprint?: { readonly before: Fingerprint; readonly after?: Fingerprint };
}

/** The first line of a run in a report. */
export interface ReportStart {
  readonly type: "start";
  readonly format: 1;
  /** The command as it was typed, without the options that say how to report. */
  readonly command: readonly string[];
  readonly started: string;
  readonly hives: number;
}

/** Written, and durable, before a hive's point of no return: whoever finds it without a row must finish that hive. */
export interface ReportIntent {
  readonly type: "intent";
  readonly hive: string;
  /** The number that the hive has when the edit is whole. */
  readonly sequence: number;
  /** What is done: a run that finds the hive finished may have nothing left to plan. */
  readonly plan?: object;
}

/** How many hives had each result. */
export type BatchCounts = Record<BatchResult, number>;

/** The last line of a run in a report. */
export interface ReportEnd {
  readonly type: "end";
  readonly counts: Readonly<BatchCounts>;
  /** Why it did not go to the end, if so. */
  readonly stopped?: string;
  readonly milliseconds: number;
}

export type ReportLine = ReportStart | ReportIntent | ReportRow | ReportEnd;
