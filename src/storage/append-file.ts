import { basename, dirname } from "node:path";
import { createNewFile, type FileSystem, syncFolder, systemError, WritableFile } from "hivex-wasm/node";

/** A text file that grows at its end: a report, or an audit file. */
export class AppendFile {
  readonly path: string;
  readonly #file: WritableFile;
  #size: number;

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
