import type { HivexErrno } from "hivex-wasm";

/** What the C library says of an error number: scripts look for these words. */
const TEXT: Readonly<Record<HivexErrno, string>> = {
  ENOKEY: "Required key not available",
  EINVAL: "Invalid argument",
  EFAULT: "Bad address",
  ELOOP: "Too many levels of symbolic links",
  ENOTSUP: "Operation not supported",
  ERANGE: "Numerical result out of range",
  EILSEQ: "Invalid or incomplete multibyte or wide character",
  EBADF: "Bad file descriptor",
  EROFS: "Read-only file system",
  EEXIST: "File exists",
  EOVERFLOW: "Value too large for defined data type",
  EFBIG: "File too large",
  EUCLEAN: "Structure needs cleaning",
  EIO: "Input/output error",
  ENOENT: "No such file or directory",
  EISDIR: "Is a directory",
  EACCES: "Permission denied",
  ENOSPC: "No space left on device",
  EBUSY: "Device or resource busy",
  ESTALE: "Stale file handle",
  EMLINK: "Too many links",
  ENOTUNIQ: "Name not unique on network",
  ENOMEM: "Cannot allocate memory",
  ENOTRECOVERABLE: "State not recoverable",
};

/** The text of strerror(3) for an error's code. */
export function errnoText(code: HivexErrno): string {
  return TEXT[code];
}
