import type { FileSystem } from "hivex-wasm/node";
import { ReadCounter, ReadOnlyFile } from "hivex-wasm/node";
import { hiveError } from "../errors.ts";

const PIECE_SIZE = 256 * 1024;

/**
 * The bytes of a file, 256 KiB at a time, as often as they are asked for, and the same each time. Each piece is good until the
 * next one is asked for: it lies where that will.
 *
 * @throws HiveError `file-changed` when the file is not what it was when it was asked for first; `file-not-found`, ...
 * @example
 * const pieces = filePieces(nodeFileSystem, "settings.reg");
 * for (const piece of pieces()) console.log(piece.length);
 */
export function filePieces(fs: FileSystem, path: string): () => Generator<Uint8Array> {
  let first: { readonly size: bigint; readonly mtimeNs: bigint } | undefined;
  return function* pieces() {
    const file = ReadOnlyFile.open(fs, path, "the file", new ReadCounter());
    try {
      const { size, mtimeNs } = file.status;
      first ??= { size, mtimeNs };
      if (size !== first.size || mtimeNs !== first.mtimeNs)
        throw hiveError("file-changed", "the file has changed while it was read", { path });
      const buffer = new Uint8Array(Math.min(PIECE_SIZE, file.size));
      for (let offset = 0; offset < file.size; offset += PIECE_SIZE) {
        const piece = buffer.subarray(0, Math.min(PIECE_SIZE, file.size - offset));
        yield piece.subarray(0, file.read(offset, piece));
      }
    } finally {
      file.close();
    }
  };
}
