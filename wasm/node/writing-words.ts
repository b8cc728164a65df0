import type { FileErrorCode } from "hivex-wasm";

/** How one kind of writing is talked about when something goes wrong with it. */
export interface WritingWords {
  /** A clause for warnings: it is safe, whatever else failed. */
  readonly done: string;
  /** The error of a writing that stopped after the hive had begun to change. */
  readonly code: FileErrorCode;
  /** `hive` and `logs` are file names; `failure` says what happened. */
  statement(hive: string, logs: string, failure: string): string;
  advice(hive: string, logs: string): string;
}

/** An edit goes through a log of its own, which then has all of it. */
export const EDIT_WORDS: WritingWords = {
  done: "the edit is done",
  code: "commit-interrupted",
  statement: (hive, logs, failure) => `writing ${hive} stopped halfway: ${failure}; the whole edit is in ${logs}`,
  advice: (hive, logs) =>
    `${hive} and ${logs} belong together: keep both in this folder, and change or copy neither without the other until the edit has been finished from the log with \`hivetool recover\`.`,
};

/** A recovery takes what it writes from the logs that were there, and leaves them alone until it is done. */
export const RECOVERY_WORDS: WritingWords = {
  done: "the hive is recovered",
  code: "recovery-interrupted",
  statement: (hive, _, failure) => `recovering ${hive} stopped halfway: ${failure}; its logs are whole`,
  advice: (hive) =>
    `Keep ${hive} and its logs together in this folder, see to the cause, and run \`hivetool recover\` again: it ends with the same hive.`,
};
