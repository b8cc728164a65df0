import type { WritableFile } from "./file-system.ts";

/**
 * Writes all the bytes; a write that took only some of them is continued, a failed one is not tried again.
 * Returns the bytes written, for counting.
 */
export async function writeWhole(file: WritableFile, bytes: Uint8Array, fileOffset: number): Promise<number> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, fileOffset + written);
    if (bytesWritten === 0) throw noProgress();
    written += bytesWritten;
  }
  return written;
}

/** A file system that takes nothing and reports no error would keep us writing for ever. */
function noProgress(): Error {
  return Object.assign(new Error("the file system took none of the bytes and gave no reason"), { code: "EIO" });
}
