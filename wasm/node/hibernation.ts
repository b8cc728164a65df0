import { dirname } from "node:path";
import { fileError, type HiveError } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import type { HiveFile } from "./hive-file.ts";
import { type ReadCounter, ReadOnlyFile } from "./read-only-file.ts";
import { systemCode, systemError } from "./system-error.ts";

type Place = Pick<HiveFile, "fs" | "realPath" | "surroundings" | "counter">;

/**
 * Says whether the Windows on the hive's volume is hibernated (a shutdown with fast startup is that, too): when it wakes
 * up, it goes on with its own copy of the hive and overwrites ours. Its `hiberfil.sys` then begins with `hibr`.
 */
export function hibernationObstacle({ fs, realPath, surroundings, counter }: Place): HiveError | undefined {
  for (const folder of surroundings.upToMountPoint(dirname(realPath))) {
    for (const path of surroundings.spellingsOf(folder, ["hiberfil.sys"])) {
      const obstacle = judge(fs, path, counter);
      if (obstacle !== undefined) return obstacle;
    }
  }
  return undefined;
}

function judge(fs: FileSystem, path: string, counter: ReadCounter): HiveError | undefined {
  let start: string;
  try {
    start = firstLetters(fs, path, counter);
  } catch (error) {
    return unreadable(systemError(error, path, "reading hiberfil.sys"), path);
  }
  if (start.toLowerCase() !== "hibr") return undefined;
  return fileError("hibernated", `Windows on this volume is hibernated: ${path} holds its memory`, { path });
}

function firstLetters(fs: FileSystem, path: string, counter: ReadCounter): string {
  if (!fs.statSync(path, { bigint: true }).isFile()) return "";
  const file = ReadOnlyFile.open(fs, path, "hiberfil.sys", counter);
  try {
    return String.fromCharCode(...file.start(4));
  } finally {
    file.close();
  }
}

/**
 * A Windows that is running holds its own hiberfil.sys (EBUSY, or EPERM for a user without rights), so that one does not
 * count as hibernated. Any other failure leaves the question open, and then nothing is written.
 */
function unreadable(error: HiveError, path: string): HiveError | undefined {
  const system = systemCode(error.cause);
  if (system === "EBUSY" || system === "EPERM" || system === "ENOENT") return undefined;
  return fileError("hibernated", `nobody can tell whether Windows is hibernated: ${error.statement}`, {
    path,
    cause: error,
    advice: `Make ${path} readable, or run the command as a user who may read it.`,
  });
}
