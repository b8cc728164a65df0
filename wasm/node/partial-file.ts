import type { HiveError } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import { joinedError } from "./joined-error.ts";
import { createNewFile, takeBack } from "./new-file.ts";
import { systemError } from "./system-error.ts";
import type { WritableFile } from "./writable-file.ts";

/**
 * A new file that is `PATH.partial` until it is whole, so that whatever has the name is whole; an empty file keeps the name
 * free till then. Nothing is ever overwritten.
 */
export class PartialFile {
  /** Takes the bytes. */
  readonly file: WritableFile;
  /** Where they lie until they are complete. */
  readonly partialPath: string;
  readonly #fs: FileSystem;
  readonly #name: WritableFile;
  readonly #path: string;
  #isNamed = false;

  private constructor(fs: FileSystem, path: string, name: WritableFile) {
    this.#fs = fs;
    this.#name = name;
    this.#path = path;
    this.partialPath = `${path}.partial`;
    this.file = createNewFile(fs, this.partialPath);
  }

  /** Creates both. What fails leaves neither. */
  static create(fs: FileSystem, path: string): PartialFile {
    const name = createNewFile(fs, path);
    try {
      name.close();
      return new PartialFile(fs, path, name);
    } catch (error) {
      throw joinedError(systemError(error, path, `creating ${path}`), takeBack(fs, name, path));
    }
  }

  /** Gives the file, whole and closed, its name. */
  complete(): void {
    this.#fs.renameSync(this.partialPath, this.#path);
    this.#isNamed = true;
  }

  /** Removes what could not be finished; what went wrong with that. */
  takeBack(): HiveError[] {
    const left = this.#isNamed ? [] : takeBack(this.#fs, this.file, this.partialPath);
    return [...left, ...takeBack(this.#fs, this.#name, this.#path)];
  }
}
