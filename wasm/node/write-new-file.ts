import { basename } from "node:path";
import { HiveError } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import { joinedError } from "./joined-error.ts";
import { PartialFile } from "./partial-file.ts";
import { systemError } from "./system-error.ts";

/** Adds bytes to the end of the new file. They may change again once it has been awaited. */
export type Append = (bytes: Uint8Array) => Promise<void>;

/**
 * Writes a file that was not there before, as `write` gives the bytes, and returns its size. It is `PATH.partial` until
 * it is complete. Nothing is ever overwritten, and a file that could not be finished is removed again.
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
  const partial = PartialFile.create(fs, path);
  let size = 0;
  try {
    await write(async (bytes) => {
      size += attempt(() => partial.file.writeWhole(bytes, size), path, "writing");
    });
    attempt(() => partial.file.close(), path, "closing");
    attempt(() => partial.complete(), path, "naming");
    return size;
  } catch (error) {
    const left = partial.takeBack();
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
