import type { FileSystem } from "./file-system.ts";
import { type SyncPoint, syncOf } from "./sync-points.ts";

/** How a file is opened for writing: one that is there and stays as it is, or a new one; never one that opening empties. */
export type WritableFlags = "r+" | "wx" | "wx+";

/**
 * A file open for writing. Everything is synchronous, as reading is, but for the wait at a sync point.
 */
export class WritableFile {
  readonly #fs: FileSystem;
  #descriptor: number | undefined;

  private constructor(fs: FileSystem, descriptor: number) {
    this.#fs = fs;
    this.#descriptor = descriptor;
  }

  /** Throws what the system says. */
  static open(fs: FileSystem, path: string, flags: WritableFlags): WritableFile {
    return new WritableFile(fs, fs.openSync(path, flags));
  }

  /**
   * Writes all the bytes; a write that took only some of them is continued, a failed one is not tried again.
   * Returns the bytes written, for counting.
   */
  writeWhole(bytes: Uint8Array, fileOffset: number): number {
    let written = 0;
    while (written < bytes.length) {
      const count = this.#fs.writeSync(this.#opened(), bytes, written, bytes.length - written, fileOffset + written);
      if (count === 0) throw noProgress();
      written += count;
    }
    return written;
  }

  sync(): void {
    this.syncPoint().now();
  }

  /** What was written so far reaches the disk, if the file is not closed before. */
  syncPoint(): SyncPoint {
    return syncOf(this.#fs, this.#opened());
  }

  truncate(size: number): void {
    this.#fs.ftruncateSync(this.#opened(), size);
  }

  /** Closing twice does nothing: the descriptor's number may be another file's by then. */
  close(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor !== undefined) this.#fs.closeSync(descriptor);
  }

  /** Closes a file that is about to go away: nothing in it counts any more, and no failure. */
  discard(): void {
    try {
      this.close();
    } catch {
      // As said.
    }
  }

  #opened(): number {
    if (this.#descriptor === undefined) throw new TypeError("the file has been closed");
    return this.#descriptor;
  }
}

/** A file system that takes nothing and reports no error would keep us writing for ever. */
function noProgress(): Error {
  return Object.assign(new Error("the file system took none of the bytes and gave no reason"), { code: "EIO" });
}
