import { basename } from "node:path";
import { hiveError } from "../errors.ts";
import type { FileSystem, WritableFile } from "./file-system.ts";
import { joinedError } from "./joined-error.ts";
import { systemCode, systemError } from "./system-error.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * A file that was not there before: nothing is ever overwritten, and what is not finished is removed again.
 *
 * @example
 * await using file = await NewFile.create(nodeFileSystem, "user.reg");
 * for (const chunk of hive.export({ format: "reg" })) await file.append(chunk);
 * await file.finish();
 */
export class NewFile {
  readonly path: string;
  readonly #fs: FileSystem;
  readonly #file: WritableFile;
  #size = 0;
  #isFinished = false;

  private constructor(fs: FileSystem, path: string, file: WritableFile) {
    this.#fs = fs;
    this.path = path;
    this.#file = file;
  }

  /** Throws `file-exists`, `permission-denied` or another error of the file system's. */
  static async create(fs: FileSystem, path: string): Promise<NewFile> {
    try {
      return new NewFile(fs, path, await fs.promises.open(path, "wx"));
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw systemError(error, path, `creating ${basename(path)}`);
      throw hiveError("file-exists", `${basename(path)} is there already`, { path });
    }
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      this.#size += await writeWhole(this.#file, bytes, this.#size);
    } catch (error) {
      throw systemError(error, this.path, `writing ${basename(this.path)}`);
    }
  }

  /** Closes the file; it stays. */
  async finish(): Promise<void> {
    try {
      await this.#file.close();
    } catch (error) {
      throw systemError(error, this.path, `closing ${basename(this.path)}`);
    }
    this.#isFinished = true;
  }

  /** Removes a file that has not been finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isFinished) return;
    this.#isFinished = true;
    await this.#file.close().catch(() => undefined); // closed already, or about to go away
    await this.#fs.promises.unlink(this.path).catch((error: unknown) => {
      throw joinedError(systemError(error, this.path, `removing ${basename(this.path)}`), []);
    });
  }
}
