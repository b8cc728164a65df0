import { HiveError, type HiveErrorFacts } from "../hive-error.ts";

/** The names that libhivex's errno has, and a few that only this package needs. */
export type HivexErrno =
  /** The key that the hive says is its root is none. */
  | "ENOKEY"
  /** A handle that is none of the asked kind, a value of another type, a wrong argument. */
  | "EINVAL"
  /** Something in the hive points to where nothing of its kind lies. */
  | "EFAULT"
  /** A key is its own descendant. */
  | "ELOOP"
  /** A file that is no hive, or a structure that is not known. */
  | "ENOTSUP"
  /** A field is out of range. */
  | "ERANGE"
  /** A text that is not UTF-16. */
  | "EILSEQ"
  /** The hive has been closed. */
  | "EBADF"
  /** A write to a hive that was not opened for it, or to a file or volume that takes none. */
  | "EROFS"
  /** A key, value or file of that name is there already. */
  | "EEXIST"
  /** There are more elements than a count can tell. */
  | "EOVERFLOW"
  /** The hive would become larger than a hive can be. */
  | "EFBIG"
  /** A hive that is to be written is dirty, or not built as it should be where it would be changed. */
  | "EUCLEAN"
  /** The page source gave fewer bytes than it was asked for, or the disk failed. */
  | "EIO"
  /** There is no such file or folder. */
  | "ENOENT"
  | "EISDIR"
  | "EACCES"
  /** The disk is full. */
  | "ENOSPC"
  /** Something else is writing to the hive, or Windows holds it: it is hibernated, or a transaction is pending. */
  | "EBUSY"
  /** The file was changed by something else since it was opened. */
  | "ESTALE"
  /** The file has several names, and all of them would be changed. */
  | "EMLINK"
  /** The hive or one of its logs lies there in two spellings. */
  | "ENOTUNIQ"
  | "ENOMEM"
  /** A fault of the engine itself: the hive has to be opened anew. */
  | "ENOTRECOVERABLE";

/**
 * What `Hivex` throws: the code is the name of libhivex's errno; place and evidence are the engine's, whose own error is
 * the `cause`.
 *
 * @example
 * try {
 *   hivex.nodeName(1);
 * } catch (error) {
 *   if (error instanceof HivexError && error.code === "EINVAL") console.error(error.message);
 * }
 */
export class HivexError extends HiveError {
  declare readonly code: HivexErrno;

  constructor(code: HivexErrno, statement: string, facts: HiveErrorFacts = {}) {
    super(code, statement, facts);
  }
}
Object.defineProperty(HivexError.prototype, "name", { value: "HivexError", configurable: true, writable: true });

/** Runs something; what is refused gets the name of libhivex's errno. What else a page source throws passes through. */
export function withErrno<T>(run: () => T): T {
  return refused(run, (code, structure, cause) => {
    if (code === "bad-value-data" && structure === "value") return "ERANGE";
    if (code === "limit-exceeded" && structure === "security cell") return "EINVAL"; // its one limit is its bytes' own
    if (code === "io-error" && isErrorOf(cause, "ENOSPC")) return "ENOSPC";
    return ERRNO.get(code) ?? "ENOTRECOVERABLE";
  });
}

/**
 * The same for reading what a caller's handle names. Where nothing of its kind lies, the handle is wrong, not the hive:
 * `isOfItsKind` tells a record that does not fit its cell from a cell that holds something else.
 */
export function withHandleErrno<T>(run: () => T, isOfItsKind: () => boolean): T {
  return refused(run, (code) => {
    if (NOT_A_HANDLE.has(code) || (code === "cell-too-small" && !isOfItsKind())) return "EINVAL";
    return ERRNO.get(code) ?? "ENOTRECOVERABLE";
  });
}

/** The same for reading the root key: without one there is no hive, whatever is wrong with it. */
export function withRootErrno<T>(errno: "ENOKEY" | "ENOTSUP", run: () => T): T {
  return refused(run, (code) => {
    const known = ERRNO.get(code) ?? "ENOTRECOVERABLE";
    return NOT_OF_THE_HIVE.includes(known) ? known : errno;
  });
}

/** A closed hive, a broken source or a broken engine: nothing that the hive is to blame for. */
export const NOT_OF_THE_HIVE: readonly HivexErrno[] = ["EBADF", "EIO", "ENOMEM", "ENOTRECOVERABLE"];

function isErrorOf(cause: unknown, code: string): boolean {
  return cause instanceof Error && "code" in cause && cause.code === code;
}

function refused<T>(
  run: () => T,
  errno: (code: string, structure: string | undefined, cause: unknown) => HivexErrno,
): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof HiveError) || error instanceof HivexError) throw error;
    const { cause: _, code: __, message: ___, ...facts } = error.toJSON() as HiveErrorFacts & Record<string, unknown>;
    throw new HivexError(errno(error.code, error.structure, error.cause), error.statement, { ...facts, cause: error });
  }
}

const NOT_A_HANDLE = new Set(["cell-out-of-range", "cell-misaligned", "cell-not-allocated", "bad-signature"]);

const ERRNO = new Map<string, HivexErrno>([
  ["not-a-hive", "ENOTSUP"],
  ["unsupported-version", "ENOTSUP"],
  ["bad-base-block", "ENOTSUP"],
  ["truncated-hive", "ENOTSUP"],
  ["bad-hive-bin", "ENOTSUP"],
  ["bad-subkey-list", "ENOTSUP"],
  ["bad-checksum", "EINVAL"],
  ["bad-name", "EINVAL"],
  ["bad-value-data", "EINVAL"],
  ["usage", "EINVAL"],
  ["cell-out-of-range", "EFAULT"],
  ["cell-misaligned", "EFAULT"],
  ["cell-not-allocated", "EFAULT"],
  ["cell-too-small", "EFAULT"],
  ["bad-signature", "EFAULT"],
  ["wrong-parent", "EFAULT"],
  ["path-too-long", "ERANGE"],
  ["tree-loops", "ELOOP"],
  ["tree-too-deep", "ELOOP"],
  ["short-read", "EIO"],
  ["out-of-memory", "ENOMEM"],
  // Changing.
  ["version-read-only", "ENOTSUP"],
  ["name-taken", "EEXIST"],
  ["name-refused", "EINVAL"],
  ["root-stays", "EINVAL"],
  ["into-itself", "EINVAL"],
  ["key-refused", "EINVAL"],
  ["bad-security", "EINVAL"],
  ["limit-exceeded", "EOVERFLOW"],
  ["hive-full", "EFBIG"],
  ["bin-not-proved", "EUCLEAN"],
  ["bad-security-ring", "EUCLEAN"],
  ["bad-key-hint", "EUCLEAN"],
  ["hive-is-dirty", "EUCLEAN"],
  // Files.
  ["file-not-found", "ENOENT"],
  ["not-a-file", "EISDIR"],
  ["permission-denied", "EACCES"],
  ["read-only", "EROFS"],
  ["io-error", "EIO"],
  ["file-exists", "EEXIST"],
  ["file-changed", "ESTALE"],
  ["has-hard-links", "EMLINK"],
  ["two-spellings", "ENOTUNIQ"],
  ["hibernated", "EBUSY"],
  ["in-use", "EBUSY"],
  ["pending-transaction", "EBUSY"],
  ["layered-hive", "ENOTSUP"],
  ["log-too-large", "EFBIG"],
  ["commit-interrupted", "EIO"],
  ["read-back-differs", "EIO"],
]);
