import type { FileSystem } from "./file-system.ts";
import { systemError } from "./system-error.ts";

/**
 * Makes a folder, and those that are missing on the way to it; one that is there already stays as it is.
 *
 * @throws HiveError `permission-denied`, `no-space`, `io-error`
 */
export function makeFolder(fs: FileSystem, path: string): void {
  try {
    fs.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw systemError(error, path, "making the folder");
  }
}
