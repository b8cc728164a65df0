import { basename, dirname } from "node:path";
import { fileError, type HiveError } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import { systemCode, systemError } from "./system-error.ts";
import { WritableFile } from "./writable-file.ts";

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
