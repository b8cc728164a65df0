/** The three log files a hive may have beside it (the logs of old and new Windows). */
export type LogRole = "LOG" | "LOG1" | "LOG2";

/** What a step works on: the hive itself or one of its logs. The folder is both files' parent. */
export type CommitTarget = "hive" | LogRole;

/**
 * How far a commit has come, which decides what a failure means:
 * - `prepare`: nothing has happened to the hive; failing leaves it as it was.
 * - `journal`: the edit is being written to the log; failing leaves the hive as it was, and the journal is taken away again.
 * - `dirty`: from the first write of this phase on, the hive is dirty and the log is authoritative. Failing is final:
 *   nothing more may be written or synced, and the log must stay.
 * - `clean-up`: the edit is durable; failing here is success with a warning.
 */
export type CommitPhase = "prepare" | "journal" | "dirty" | "clean-up";

/** One step of a commit, as data. Steps own their bytes: the engine may be gone when they are carried out. */
export type CommitStep = { readonly phase: CommitPhase } & (
  | { readonly kind: "create"; readonly target: LogRole }
  | { readonly kind: "write"; readonly target: CommitTarget; readonly fileOffset: number; readonly bytes: Uint8Array }
  | { readonly kind: "truncate"; readonly target: CommitTarget; readonly size: number }
  | { readonly kind: "sync"; readonly target: CommitTarget }
  | { readonly kind: "sync-folder" }
  | { readonly kind: "unlink"; readonly target: LogRole }
  /** Compare size, times, inode and base block with what was seen at open, and the guard with ours; stop if they differ. */
  | { readonly kind: "verify-unchanged" }
);

/** HvLE: Windows 8.1 and later. DIRT: Windows 8 and older. */
export type LogFormat = "hvle" | "dirt";

/** The logs that lie beside the hive when the commit is planned. */
export interface LogState {
  readonly role: LogRole;
  /** Bytes; 0 is normal. */
  readonly size: number;
}

/** What the planner of a commit has to know beyond the engine. */
export interface CommitOptions {
  readonly format: LogFormat;
  /** Logs that exist, empty ones included. */
  readonly logs: readonly LogState[];
}
