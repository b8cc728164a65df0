import { basename, dirname } from "node:path";
import { fileError, HiveError } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import { joinedError } from "./joined-error.ts";
import { systemCode, systemError } from "./system-error.ts";
import { WritableFile } from "./writable-file.ts";

/** Adds bytes to the end of the new file. They may change again once it has been awaited. */
export type Append = (bytes: Uint8Array) => Promise<void>;

/**
 * Writes a file that was not there before, as `write` gives the bytes, and returns its size. Nothing is ever overwritten,
 * and a file that could not be finished is removed again.
 *
 * @throws {@link HiveError} `file-exists`, `permission-denied`, `io-error`, and what `write` throws
 *
 * @example
 * await writeNewFile(nodeFileSystem, "user.reg", async (append) => {
 *   for (const chunk of hive.export({ format: "reg" })) await append(chunk);
 * });
 */
export async function writeNewFile(
  fs: FileSystem,
  path: string,
  write: (append: Append) => Promise<void>,
): Promise<number> {
  const file = createNewFile(fs, path);
  let size = 0;
  try {
    await write(async (bytes) => {
      size += attempt(() => file.writeWhole(bytes, size), path, "writing");
    });
    attempt(() => file.close(), path, "closing");
    return size;
  } catch (error) {
    const left = takeBack(fs, file, path);
    throw error instanceof HiveError ? joinedError(error, left) : error;
  }
}

function attempt<Result>(work: () => Result, path: string, action: string): Result {
  try {
    return work();
  } catch (error) {
    throw systemError(error, path, `${action} ${basename(path)}`);
  }
}

/** Creates a file that was not there before. */
export function createNewFile(fs: FileSystem, path: string): WritableFile {
  try {
    return WritableFile.open(fs, path, "wx");
  } catch (error) {
    if (systemCode(error) === "EEXIST") throw alreadyThere(path);
    throw systemCode(error) === "ENOENT" ? folderMissing(path) : systemError(error, path, `creating ${path}`);
  }
}

/** The error for a new file in a folder that does not exist. */
export function folderMissing(path: string): HiveError {
  const advice = "Create the folder first, or name another one.";
  return fileError("file-not-found", `${path} can't be created: there is no folder ${dirname(path)}`, { path, advice });
}

/** The error for a new file whose name is taken. */
export function alreadyThere(path: string): HiveError {
  return fileError("file-exists", `${path} is there already`, { path });
}

/** Removes a file that could not be finished; what went wrong with that. */
export function takeBack(fs: FileSystem, file: WritableFile, path: string): HiveError[] {
  file.discard();
  try {
    fs.unlinkSync(path);
    return [];
  } catch (error) {
    return [systemError(error, path, `removing ${basename(path)}`)];
  }
}
