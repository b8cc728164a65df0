import { HiveError, type HiveErrorFacts } from "./hive-error.ts";

/**
 * What to do about each error that a hive's file raises, beyond those of its bytes, where the place that raises it knows
 * nothing better. The codes are those of `hivex-wasm/node`; they stand here because this half is for browsers, too.
 */
export const FILE_ADVICE = {
  "pending-transaction": "Let Windows load this hive once, so that it finishes its pending transaction.",
  "layered-hive": "Hives of containers (differencing hives) are read, not edited.",
  "file-not-found": "Check the path.",
  "not-a-file": "Name the hive itself, for example NTUSER.DAT in that folder.",
  "permission-denied": "Check who owns the file, and that it is not in use.",
  "read-only": "Make the file writable, or mount the volume read-write.",
  "short-read": "The file became shorter while it was read; try again when nothing else uses it.",
  "io-error": "Check the disk or share.",
  "file-changed": "Nothing was changed. Something else wrote to the hive meanwhile; run the command again.",
  "has-hard-links": "Use --hard-links if all of its names may change.",
  hibernated: "Start Windows and shut it down fully (shutdown /s /t 0, fast startup off), then try again.",
  "in-use": "Wait for the other hivetool, or use --break-lock when you know that it is gone.",
  "two-spellings": "Remove the log that does not belong to this hive.",
  "commit-interrupted":
    "The edit is whole in the log beside the hive; keep both files together, and finish it with `hivetool recover`.",
  "recovery-interrupted": "Keep the hive and its logs together, and run `hivetool recover` again.",
  "file-exists": "Name a file that does not exist yet.",
  "read-back-differs": "The disk did not keep what was written; restore the hive from a backup and check the disk.",
  "replace-refused": "Leave --replace out: edited in place, a hive keeps all that its file system keeps about it.",
  "engine-bug": "Please report this with the command that you typed.",
} as const;

export type FileErrorCode = keyof typeof FILE_ADVICE;

/** A HiveError of a hive's file and, where the caller has none of its own, the table's advice. */
export function fileError(code: FileErrorCode, statement: string, facts: HiveErrorFacts = {}): HiveError {
  return new HiveError(code, statement, { advice: FILE_ADVICE[code], ...facts });
}
