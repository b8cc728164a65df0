import type { FileSystem } from "hivex-wasm/node";
import { ReadCounter, ReadOnlyFile } from "hivex-wasm/node";

/**
 * All bytes of a file, read without leaving a trace.
 *
 * @throws HiveError `file-not-found`, `not-a-file`, `permission-denied`, `io-error`
 * @example
 * const bytes = readWholeFile(nodeFileSystem, "wallpaper.bin");
 */
export function readWholeFile(fs: FileSystem, path: string): Uint8Array {
  const file = ReadOnlyFile.open(fs, path, "the file", new ReadCounter());
  try {
    return file.start(file.size);
  } finally {
    file.close();
  }
}
