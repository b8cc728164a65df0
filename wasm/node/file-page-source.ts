import { fileError, type PageSource } from "hivex-wasm";
import type { ReadOnlyFile } from "./read-only-file.ts";

/**
 * A hive's pages straight from its file. The size is the one at opening: a file that has become shorter since then
 * gives a `short-read` error instead of a page filled up with zeros.
 * `start` is what has been read of the file's beginning already: it is not read again.
 */
export function filePageSource(file: ReadOnlyFile, start: Uint8Array = new Uint8Array(0)): PageSource {
  return {
    size: file.size,
    read(fileOffset, target) {
      const end = fileOffset + target.length;
      if (end <= start.length) {
        target.set(start.subarray(fileOffset, end));
        return target.length;
      }
      const count = file.read(fileOffset, target);
      if (count === target.length || fileOffset + count >= file.size) return count;
      throw fileError("short-read", "the file ended before the page did", {
        path: file.path,
        fileOffset,
        expected: `${target.length} bytes`,
        found: `${count}`,
      });
    },
  };
}
