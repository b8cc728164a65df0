import { bytesSource, type HiveError, type NewHiveOptions, newHive } from "hivex-wasm";
import { type FileSystem, nodeFileSystem, outputObstacle, ReadCounter, writeOutput } from "hivex-wasm/node";

/** How to create a hive's file. */
export interface CreateHiveOptions extends NewHiveOptions {
  readonly fs?: FileSystem;
}

/**
 * Writes the file of an empty hive, synced and read back, and returns its size. Nothing is ever overwritten.
 *
 * @throws HiveError `file-exists`, `name-refused`, `permission-denied`, `io-error`
 * @example
 * createHive("settings.dat", { minorVersion: 5, like: "app", time: filetimeFromUnix(Date.now()) });
 */
export function createHive(path: string, { fs = nodeFileSystem, ...options }: CreateHiveOptions): number {
  const content = bytesSource(newHive(options));
  writeOutput({ fs, counter: new ReadCounter(), assertUnchanged: () => undefined }, content, path);
  return content.size;
}

/** The error with which `createHive` would refuse the place, if so. */
export function creationObstacles(path: string, fs: FileSystem = nodeFileSystem): HiveError[] {
  return outputObstacle(fs, path);
}
