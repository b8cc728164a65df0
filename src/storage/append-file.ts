import { basename, dirname } from "node:path";
import { createNewFile, type FileSystem, type SyncPoint, syncFolder, systemError, WritableFile } from "hivex-wasm/node";

/** A text file that grows at its end: a report, or an audit file. */
export class AppendFile {
  readonly path: string;
  readonly #file: WritableFile;
  #size: number;
  #running: Promise<void> = Promise.resolve();
  #coming: Promise<void> | undefined;

  private constructor(path: string, file: WritableFile, size: number) {
    this.path = path;
    this.#file = file;
    this.#size = size;
  }

  /** A file that was not there before; its name is durable. Throws `file-exists`. */
  static create(fs: FileSystem, path: string): AppendFile {
    const created = new AppendFile(path, createNewFile(fs, path), 0);
    created.#attempt("making durable", () => syncFolder(fs, dirname(path)));
    return created;
  }

  /** A file that is there, of which the first `size` bytes stay. */
  static continue(fs: FileSystem, path: string, size: number): AppendFile {
    try {
      const file = WritableFile.open(fs, path, "r+");
      file.truncate(size);
      return new AppendFile(path, file, size);
    } catch (error) {
      throw systemError(error, path, `opening ${basename(path)}`);
    }
  }

  append(text: string): void {
    this.#size += this.#attempt("writing", () => this.#file.writeWhole(new TextEncoder().encode(text), this.#size));
  }

  /** Makes all that was appended durable. */
  sync(): void {
    this.#attempt("making durable", () => this.#file.sync());
  }

  /** All that was appended reaches the disk; whoever waits for it at the same time shares one sync. */
  syncPoint(): SyncPoint {
    return { now: () => this.sync(), later: () => this.#shared() };
  }

  /** A sync that has begun may miss what was appended since, so there is one that runs, and one that comes after it. */
  #shared(): Promise<void> {
    // A failed sync is never tried again: the next one would report success for what the system has dropped.
    this.#coming ??= this.#running.then(() => {
      this.#coming = undefined;
      this.#running = this.#file
        .syncPoint()
        .later()
        .catch((error: unknown) => {
          throw systemError(error, this.path, `making durable ${basename(this.path)}`);
        });
      return this.#running;
    });
    return this.#coming;
  }

  close(): void {
    this.#attempt("closing", () => this.#file.close());
  }

  #attempt<Result>(action: string, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw systemError(error, this.path, `${action} ${basename(this.path)}`);
    }
  }
}
