import { FILE_ADVICE, HiveError, type HiveErrorFacts } from "hivex-wasm";

export { HiveError, type HiveErrorFacts };

/** Exit codes that scripts can trust; over several hives the highest one counts. */
export const EXIT = {
  done: 0,
  notFound: 1,
  usage: 2,
  malformed: 3,
  refused: 4,
  inputOutput: 5,
  bug: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface CodeMeaning {
  readonly exit: ExitCode;
  /** What to do, when the place that raises the error knows nothing better. */
  readonly advice: string;
}

const DAMAGED = "The hive is damaged here: `hivetool check` tells how, and `hivetool repair` mends what can be mended.";

/** Every code that hivetool or its engine raises. `docs/errors.md` is checked against this table. */
export const ERROR_CODES = {
  // Base block
  "not-a-hive": {
    exit: EXIT.malformed,
    advice: "Check that this is a registry hive; hives begin with the four letters regf.",
  },
  "unsupported-version": {
    exit: EXIT.malformed,
    advice: "Versions 1.1 to 1.6 are understood; please report this hive.",
  },
  "version-read-only": {
    exit: EXIT.refused,
    advice: "Hives of versions 1.1 and 1.2 (Windows NT 3) are read, not edited.",
  },
  "bad-base-block": {
    exit: EXIT.malformed,
    advice: "The hive's header is damaged; restore it from a backup, or keep the file for recovery.",
  },
  "bad-checksum": {
    exit: EXIT.malformed,
    advice:
      "The header was changed or torn; recover this hive from its logs with `hivetool recover` before you edit it.",
  },
  "truncated-hive": {
    exit: EXIT.malformed,
    advice: "The file is shorter than its header says; copy it again from its source.",
  },
  // Cells and records
  "bad-hive-bin": { exit: EXIT.malformed, advice: DAMAGED },
  "cell-out-of-range": { exit: EXIT.malformed, advice: DAMAGED },
  "cell-misaligned": { exit: EXIT.malformed, advice: DAMAGED },
  "cell-not-allocated": { exit: EXIT.malformed, advice: DAMAGED },
  "cell-too-small": { exit: EXIT.malformed, advice: DAMAGED },
  "bad-signature": { exit: EXIT.malformed, advice: DAMAGED },
  "bad-name": { exit: EXIT.malformed, advice: DAMAGED },
  "bad-subkey-list": { exit: EXIT.malformed, advice: DAMAGED },
  "bad-security": {
    exit: EXIT.malformed,
    advice: "The security descriptor is damaged; everything else of the key can still be read.",
  },
  "bad-value-data": { exit: EXIT.malformed, advice: DAMAGED },
  "tree-too-deep": { exit: EXIT.malformed, advice: "Windows allows 512 levels; the tree probably loops." },
  "tree-loops": { exit: EXIT.malformed, advice: "A key is its own descendant; `hivetool repair` cuts the loop." },
  "wrong-parent": { exit: EXIT.malformed, advice: "The hive is damaged here; --tolerant reads what can be read." },
  "path-too-long": { exit: EXIT.malformed, advice: "The hive is damaged here; --tolerant reads what can be read." },
  "name-not-in-reg": {
    exit: EXIT.refused,
    advice: "Export as jsonl, which tells every name, or leave such keys and values out with --tolerant.",
  },
  "bin-not-proved": {
    exit: EXIT.refused,
    advice:
      "Nothing was changed. This part of the hive is damaged: `hivetool check` tells how, `hivetool repair` mends it.",
  },
  "nothing-to-save": {
    exit: EXIT.malformed,
    advice: "No part of the file can be read as a hive; restore it from a backup, or look for another copy.",
  },
  "repair-refused": {
    exit: EXIT.refused,
    advice: "Nothing was written. Please report this hive, or export what can be read with --tolerant.",
  },
  // Looking up
  "key-not-found": { exit: EXIT.notFound, advice: "List what is there with `hivetool ls`." },
  "hive-not-found": {
    exit: EXIT.notFound,
    advice:
      "See what is there with `hivetool find`; --hives chooses other sets, --by-content finds hives under any name.",
  },
  "value-not-found": { exit: EXIT.notFound, advice: "List the key's values with `hivetool ls`." },
  "link-leads-out": {
    exit: EXIT.notFound,
    advice: "Open the hive that the link leads to, or look at the link itself without following it.",
  },
  "link-loops": { exit: EXIT.notFound, advice: "Look at the links themselves, without following them." },
  "profile-not-found": { exit: EXIT.notFound, advice: "List the profiles with `hivetool outlook list`." },
  "account-not-found": { exit: EXIT.notFound, advice: "List the accounts with `hivetool outlook list`." },
  "section-not-found": {
    exit: EXIT.notFound,
    advice: "List the profiles with `hivetool outlook list`; Outlook itself makes the section of a new account.",
  },
  "several-accounts": { exit: EXIT.refused, advice: "Choose one of them." },
  // Editing
  "name-taken": { exit: EXIT.refused, advice: "Take another name, or delete what has this one first." },
  "name-refused": {
    exit: EXIT.usage,
    advice: "Names of keys have 1 to 255 characters and no backslash, names of values at most 16,383 characters.",
  },
  "limit-exceeded": { exit: EXIT.refused, advice: "Nothing was changed. No hive of this version can hold that." },
  "hive-full": { exit: EXIT.refused, advice: "Nothing was changed. Delete something first." },
  "root-stays": { exit: EXIT.refused, advice: "Name a key below the root." },
  "bad-value-text": { exit: EXIT.usage, advice: "Look at `hivetool set --help` for what each type takes." },
  "key-not-empty": { exit: EXIT.refused, advice: "Use --recursive to delete it with all that is in it." },
  "into-itself": { exit: EXIT.refused, advice: "Name another place." },
  "bad-key-hint": {
    exit: EXIT.malformed,
    advice:
      "Nothing was changed. What the key says about its subkeys or values is wrong; programs may read too little.",
  },
  "bad-security-ring": {
    exit: EXIT.malformed,
    advice: "Nothing was changed. The hive's security cells are damaged; `hivetool repair` mends them.",
  },
  "damaged-part": {
    exit: EXIT.refused,
    advice:
      "Nothing was written. `hivetool check` tells all that is wrong; `hivetool repair` mends what can be mended.",
  },
  "key-refused": {
    exit: EXIT.refused,
    advice: "Nothing was changed. Windows does not do that to a key of this kind; name another one.",
  },
  "one-descriptor": {
    exit: EXIT.refused,
    advice:
      "Windows loads the hive of an app only when all keys have one descriptor: set it for the root with --recursive.",
  },
  "changed-since": {
    exit: EXIT.refused,
    advice: "Nothing was changed. Look at what stands there now; what is no longer wanted can be edited by hand.",
  },
  "precondition-failed": { exit: EXIT.refused, advice: "Look at what stands there now, and decide anew." },
  "hive-is-dirty": { exit: EXIT.refused, advice: "" },
  "pending-transaction": { exit: EXIT.refused, advice: FILE_ADVICE["pending-transaction"] },
  "layered-hive": { exit: EXIT.refused, advice: FILE_ADVICE["layered-hive"] },
  "bad-sddl": {
    exit: EXIT.usage,
    advice: "Write it as Windows does, for example O:BAG:SYD:P(A;CI;KA;;;SY)(A;CI;KR;;;BU).",
  },
  "bad-plan": { exit: EXIT.usage, advice: "Correct the plan." },
  "name-not-in-plan": {
    exit: EXIT.refused,
    advice: "No plan can say that; `hivetool check` tells whether the hive is damaged, and `hivetool repair` mends it.",
  },
  "merge-conflicts": {
    exit: EXIT.refused,
    advice: "Nothing was written. --ours or --theirs says which side is right where both have changed the same.",
  },
  "bad-reg-file": { exit: EXIT.usage, advice: "Correct the file; nothing was changed." },
  "bad-pol-file": { exit: EXIT.usage, advice: "Copy the file again from its policy; nothing was changed." },
  "section-elsewhere": {
    exit: EXIT.refused,
    advice:
      "Import it into the hive that it belongs into; --prefix says which sections belong below the root of this one.",
  },
  // Files
  "file-not-found": { exit: EXIT.inputOutput, advice: FILE_ADVICE["file-not-found"] },
  "not-a-file": { exit: EXIT.inputOutput, advice: FILE_ADVICE["not-a-file"] },
  "permission-denied": { exit: EXIT.inputOutput, advice: FILE_ADVICE["permission-denied"] },
  "read-only": { exit: EXIT.refused, advice: FILE_ADVICE["read-only"] },
  "short-read": { exit: EXIT.inputOutput, advice: FILE_ADVICE["short-read"] },
  "io-error": { exit: EXIT.inputOutput, advice: FILE_ADVICE["io-error"] },
  "file-changed": { exit: EXIT.refused, advice: FILE_ADVICE["file-changed"] },
  "has-hard-links": { exit: EXIT.refused, advice: FILE_ADVICE["has-hard-links"] },
  hibernated: { exit: EXIT.refused, advice: FILE_ADVICE.hibernated },
  "in-use": { exit: EXIT.refused, advice: FILE_ADVICE["in-use"] },
  "two-spellings": { exit: EXIT.refused, advice: FILE_ADVICE["two-spellings"] },
  "log-too-large": {
    exit: EXIT.refused,
    advice:
      "The change touches more than 16 MiB, too much for one log entry: write the whole hive anew with --replace, or a new file with --output.",
  },
  "unsound-hive": {
    exit: EXIT.refused,
    advice:
      "Nothing was written. `hivetool check` tells all that is wrong; `hivetool repair` mends what can be mended.",
  },
  "root-moves": {
    exit: EXIT.refused,
    advice: "No log can tell that: write the whole hive anew with --replace, or a new file with --output.",
  },
  "commit-interrupted": { exit: EXIT.inputOutput, advice: FILE_ADVICE["commit-interrupted"] },
  "no-usable-log": {
    exit: EXIT.refused,
    advice: "Copy the hive again together with its .LOG1 and .LOG2 files, or restore it from a backup.",
  },
  "recovery-uncertain": {
    exit: EXIT.refused,
    advice:
      "Nothing was changed. Write the recovered hive to a new file with --output and look at it before you use it.",
  },
  "recovery-interrupted": { exit: EXIT.inputOutput, advice: FILE_ADVICE["recovery-interrupted"] },
  "file-exists": { exit: EXIT.refused, advice: FILE_ADVICE["file-exists"] },
  "replace-refused": { exit: EXIT.refused, advice: FILE_ADVICE["replace-refused"] },
  "read-back-differs": { exit: EXIT.inputOutput, advice: FILE_ADVICE["read-back-differs"] },
  // Ourselves
  "out-of-memory": { exit: EXIT.inputOutput, advice: "The hive needs more memory than this process may have." },
  "audit-broken": { exit: EXIT.notFound, advice: "Lines before this one hold; compare with another copy of the file." },
  "bad-journal": {
    exit: EXIT.malformed,
    advice: "Name a file that --journal has written, or the folder that holds it.",
  },
  "bad-report": { exit: EXIT.usage, advice: "Name a file that --report has written." },
  usage: { exit: EXIT.usage, advice: "See --help." },
  interrupted: { exit: EXIT.interrupted, advice: "" },
  "engine-bug": { exit: EXIT.bug, advice: FILE_ADVICE["engine-bug"] },
} as const satisfies Record<string, CodeMeaning>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** A HiveError with one of the codes above and, where the caller has none of its own, the table's advice. */
export function hiveError(code: ErrorCode, statement: string, facts: HiveErrorFacts = {}): HiveError {
  const advice = facts.advice ?? ERROR_CODES[code].advice;
  return new HiveError(code, statement, advice === "" ? facts : { ...facts, advice });
}

/** The exit code that an error stands for; anything that is not a HiveError is our own bug. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof HiveError)) return EXIT.bug;
  return isErrorCode(error.code) ? ERROR_CODES[error.code].exit : EXIT.bug;
}

/** The advice to show with an error: its own, or the table's. */
export function adviceOf(error: HiveError): string {
  return error.advice ?? (isErrorCode(error.code) ? ERROR_CODES[error.code].advice : "");
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}
