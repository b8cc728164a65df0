import type { LogFormat, LogRole } from "../commit-steps.ts";

/** What has been found out about a dirty hive and its logs: plain data, ready to be shown. */
export interface Recovery {
  /**
   * - `recovered`: the logs' pages are laid over the hive's;
   * - `no-usable-log`: no log fits, so the hive shows as it lies;
   * - `logs-ignored`: nobody looked at the logs, because the caller asked for the hive as it lies.
   */
  readonly state: "recovered" | "no-usable-log" | "logs-ignored";
  /** The base block as it lies in the hive's own file. */
  readonly primary: PrimaryHeader;
  /** Every log that was offered, in the order in which they were judged. */
  readonly logs: readonly LogRecovery[];
  /** Kind of the logs that were applied. */
  readonly format?: LogFormat;
  /** The log that the base block was taken from, when the hive's own was broken. */
  readonly headerFrom?: LogRole;
  /** Entries applied; a log of the old kind counts as one. */
  readonly entryCount: number;
  /** Numbers of the first and of the last entry applied. */
  readonly firstSequence?: number;
  readonly lastSequence?: number;
  /** Bytes that the logs' pages cover; where two entries write the same page it counts once. */
  readonly coveredSize: number;
  /** Bytes of hive bins data after recovery. */
  readonly binsSize?: number;
  /** What keeps the result from being certain; empty in all ordinary cases. */
  readonly doubts: readonly RecoveryDoubt[];
}

/** The fields of the base block that make a hive dirty. */
export interface PrimaryHeader {
  readonly primarySequence: number;
  readonly secondarySequence: number;
  readonly checksumStored: number;
  readonly checksumComputed: number;
  /** Signature and checksum are right. */
  readonly isValid: boolean;
}

/** What became of one log. */
export interface LogRecovery {
  readonly role: LogRole;
  readonly format: LogFormat | "unknown" | "empty";
  /** Number in the log's first sector. */
  readonly firstSequence?: number;
  /** Entries applied from it. */
  readonly entryCount: number;
  /** Entries that are not older than the hive, or than what was applied, and could not be applied. */
  readonly skippedCount: number;
  readonly stop: LogStop;
}

/** Why a log was left, or not used at all. A log's end and leftovers of former rounds are ordinary. */
export interface LogStop {
  readonly code:
    | "end-of-file"
    | "no-entry"
    | "leftover"
    | "bad-entry"
    | "bad-hash"
    | "all-applied"
    | "empty"
    | "unreadable"
    | "no-log-header"
    | "half-written"
    | "other-hive"
    | "too-old"
    | "gap"
    | "other-time"
    | "incomplete"
    | "not-needed";
  /** One clause for people. */
  readonly reason: string;
  /** Where in the log reading stopped. */
  readonly fileOffset?: number;
}

/** Something that a person should know before trusting the recovered hive. */
export interface RecoveryDoubt {
  readonly code: "entries-lost" | "pages-missing" | "later-time" | "other-name" | "unreadable-log";
  /** One clause for people. */
  readonly reason: string;
  /** Writing the recovered hive in place could lose something, or write down what is not the hive's. */
  readonly isGrave: boolean;
}
