import { HiveError } from "hivex-wasm";
import type { FileSystem } from "hivex-wasm/node";
import type { Hive } from "../hive/hive.ts";
import { openHive } from "../storage/open-hive.ts";

/** What a look into a hive tells; undefined where it cannot be read, since it only adds to what is known. */
export function lookInside<Result>(fs: FileSystem, path: string, look: (hive: Hive) => Result): Result | undefined {
  try {
    const opened = openHive(path, { fs });
    try {
      return look(opened.hive);
    } finally {
      opened.close();
    }
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    return undefined;
  }
}
