import { type FileErrorCode, fileError, HiveError } from "hivex-wasm";

/** The system's own name of a failure, such as "ENOSPC"; undefined for anything else that was thrown. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof HiveError) return undefined;
  const { code } = error as Error & { code?: unknown };
  return typeof code === "string" ? code : undefined;
}

/**
 * Puts a failed system call into plain words. `action` says what was being done: "opening the hive".
 * A HiveError passes through; what is no failure of the system is a fault of our own.
 */
export function systemError(error: unknown, path: string, action: string): HiveError {
  if (error instanceof HiveError) return error;
  const name = systemCode(error);
  if (name === undefined) return fileError("engine-bug", `${action} failed: ${String(error)}`, { path, cause: error });
  const known = MEANINGS[name];
  if (known === undefined) {
    return fileError("io-error", `${action} failed: the system reports ${name}`, { path, cause: error });
  }
  const facts = { path, cause: error, ...(known.advice === undefined ? {} : { advice: known.advice }) };
  return fileError(known.code, `${action} failed: ${known.words}`, facts);
}

interface Meaning {
  readonly code: FileErrorCode;
  readonly words: string;
  /** Where the advice of the code's own table does not fit. */
  readonly advice?: string;
}

const HELD: Meaning = {
  code: "in-use",
  words: "another program holds the file",
  advice: "Log the user off, or close the program that uses the hive, and try again.",
};
const NO_ROOM: Meaning = {
  code: "io-error",
  words: "there is no room left on the volume",
  advice: "Free some space on the volume and run the command again.",
};
const DENIED: Meaning = { code: "permission-denied", words: "permission denied" };

const MEANINGS: Readonly<Partial<Record<string, Meaning>>> = {
  ENOENT: { code: "file-not-found", words: "there is no such file" },
  ENOTDIR: { code: "file-not-found", words: "a part of the path is not a folder" },
  ENAMETOOLONG: { code: "file-not-found", words: "the path is too long" },
  ELOOP: { code: "file-not-found", words: "its symbolic links lead in a circle" },
  // Node's own refusal of a path with a NUL in it.
  ERR_INVALID_ARG_VALUE: { code: "file-not-found", words: "no path may hold such a character" },
  EISDIR: { code: "not-a-file", words: "this is a folder" },
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: { code: "read-only", words: "the volume is mounted read-only" },
  EBUSY: HELD,
  ETXTBSY: HELD,
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  EIO: { code: "io-error", words: "the disk or share reports an input/output error" },
};
