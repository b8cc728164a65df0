import { fileError } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import { systemError } from "./system-error.ts";

/** Where a hive's file really lies, with symbolic links followed: its logs lie there, too. Throws a HiveError. */
export function realPathOf(fs: FileSystem, path: string): string {
  if (path === "") {
    const advice = "Name the hive's file; perhaps a variable in the command is empty.";
    throw fileError("file-not-found", "an empty path names no file", { path, advice });
  }
  try {
    return fs.realpathSync(path);
  } catch (error) {
    throw systemError(error, path, "opening the hive");
  }
}
