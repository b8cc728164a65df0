import { sep } from "node:path";
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
    // The system's own answer comes at once. Windows' would have another form: network drives become servers' names.
    const { native } = fs.realpathSync;
    return native === undefined || sep === "\\" ? fs.realpathSync(path) : native(path);
  } catch (error) {
    throw systemError(error, path, "opening the hive");
  }
}
