import type { HivexErrno } from "hivex-wasm";

/** Linux's error numbers, and what the C library says of them: scripts look for these words. */
const ERRNO: Readonly<Record<HivexErrno, readonly [number: number, text: string]>> = {
  ENOKEY: [126, "Required key not available"],
  EINVAL: [22, "Invalid argument"],
  EFAULT: [14, "Bad address"],
  ELOOP: [40, "Too many levels of symbolic links"],
  ENOTSUP: [95, "Operation not supported"],
  ERANGE: [34, "Numerical result out of range"],
  EILSEQ: [84, "Invalid or incomplete multibyte or wide character"],
  EBADF: [9, "Bad file descriptor"],
  EROFS: [30, "Read-only file system"],
  EEXIST: [17, "File exists"],
  EOVERFLOW: [75, "Value too large for defined data type"],
  EFBIG: [27, "File too large"],
  EUCLEAN: [117, "Structure needs cleaning"],
  EIO: [5, "Input/output error"],
  ENOENT: [2, "No such file or directory"],
  EISDIR: [21, "Is a directory"],
  EACCES: [13, "Permission denied"],
  ENOSPC: [28, "No space left on device"],
  EBUSY: [16, "Device or resource busy"],
  ESTALE: [116, "Stale file handle"],
  EMLINK: [31, "Too many links"],
  ENOTUNIQ: [76, "Name not unique on network"],
  ENOMEM: [12, "Cannot allocate memory"],
  ENOTRECOVERABLE: [131, "State not recoverable"],
};

/** The text of strerror(3) for an error's code. */
export function errnoText(code: HivexErrno): string {
  return ERRNO[code][1];
}

/** The number of an error's code, which Perl programs end with. */
export function errnoNumber(code: HivexErrno): number {
  return ERRNO[code][0];
}
