import { fileError } from "hivex-wasm";
import type { FileStatus, FileSystem } from "./file-system.ts";
import { systemCode, systemError } from "./system-error.ts";

/** What reading has cost so far, over all files that a command touched. */
export interface ReadStatistics {
  readonly bytesRead: number;
  readonly readCalls: number;
  readonly filesOpened: number;
}

/** Counts for everybody who reads on behalf of one opened hive. */
export class ReadCounter implements ReadStatistics {
  bytesRead = 0;
  readCalls = 0;
  filesOpened = 0;
}

/**
 * A file open for reading only, which leaves no trace: its access time stays where the system lets us. Pipes and devices are
 * refused, and never waited for.
 */
export class ReadOnlyFile {
  readonly path: string;
  /** As it was right after opening. */
  readonly status: FileStatus;
  readonly #fs: FileSystem;
  readonly #counter: ReadCounter;
  #descriptor: number | undefined;

  private constructor(fs: FileSystem, path: string, counter: ReadCounter, descriptor: number, status: FileStatus) {
    this.#fs = fs;
    this.#counter = counter;
    this.#descriptor = descriptor;
    this.path = path;
    this.status = status;
  }

  /** Opens a regular file; `what` names it in messages: "the hive". */
  static open(fs: FileSystem, path: string, what: string, counter: ReadCounter): ReadOnlyFile {
    let descriptor: number | undefined;
    try {
      descriptor = openWithoutTrace(fs, path);
      counter.filesOpened += 1;
      const status = fs.fstatSync(descriptor, { bigint: true });
      requireRegularFile(status, path);
      return new ReadOnlyFile(fs, path, counter, descriptor, status);
    } catch (error) {
      if (descriptor !== undefined) fs.closeSync(descriptor);
      throw systemError(error, path, `opening ${what}`);
    }
  }

  /** Bytes at the time of opening. */
  get size(): number {
    return Number(this.status.size);
  }

  /** Fills `target` from `fileOffset` on and returns the bytes read; fewer than asked for only at the end of the file. */
  read(fileOffset: number, target: Uint8Array): number {
    if (this.#descriptor === undefined) throw new TypeError("the file has been closed");
    let filled = 0;
    while (filled < target.length) {
      const count = this.#readOnce(this.#descriptor, fileOffset + filled, target, filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  /** The first `size` bytes, or all of a shorter file. */
  start(size: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(size, this.size));
    return bytes.subarray(0, this.read(0, bytes));
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    this.#fs.closeSync(descriptor);
  }

  #readOnce(descriptor: number, fileOffset: number, target: Uint8Array, filled: number): number {
    try {
      const count = this.#fs.readSync(descriptor, target, filled, target.length - filled, fileOffset);
      this.#counter.readCalls += 1;
      this.#counter.bytesRead += count;
      return count;
    } catch (error) {
      throw systemError(error, this.path, `reading at file offset 0x${fileOffset.toString(16)}`);
    }
  }
}

function requireRegularFile(status: FileStatus, path: string): void {
  if (status.isFile()) return;
  if (status.isDirectory()) throw fileError("not-a-file", "this is a folder, not a file", { path });
  const advice = "Name a regular file; copy the hive out of a device or pipe first.";
  throw fileError("not-a-file", "this is a device, pipe or socket, not a file", { path, advice });
}

/**
 * Opening a pipe waits for somebody who writes into it. Where the system can be told not to wait, what has been opened is
 * looked at afterwards, which saves a look by the path; elsewhere a look comes first.
 */
function openWithoutTrace(fs: FileSystem, path: string): number {
  const { O_RDONLY, O_NOATIME, O_NONBLOCK } = fs.constants;
  if (O_NOATIME === undefined || O_NONBLOCK === undefined) return openLooking(fs, path);
  try {
    return fs.openSync(path, O_RDONLY | O_NOATIME | O_NONBLOCK);
  } catch (error) {
    // Only a file's owner may leave its access time alone; some file systems do not know the flag at all. One that
    // somebody else holds a lease on, and a socket, are not opened without waiting.
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") throw error;
    return openLooking(fs, path);
  }
}

function openLooking(fs: FileSystem, path: string): number {
  requireRegularFile(fs.statSync(path, { bigint: true }), path);
  return fs.openSync(path, "r");
}
