import { createHash } from "node:crypto";
import { type FileSystem, ReadCounter, ReadOnlyFile } from "hivex-wasm/node";
import { BASE_BLOCK_SIZE } from "./open-hive.ts";

/** What parts of a hive's file were: SHA-256 in hexadecimal. */
export interface Fingerprint {
  /** Over the base block and every part that an edit writes, each with its file offset and size in front, 8 bytes each. */
  readonly touched: string;
  /** Over the whole file; only where it was asked for, since that reads it. */
  readonly file?: string;
}

const CHUNK = 1 << 20;

/**
 * The fingerprint of a hive's file as it lies on the disk.
 *
 * @throws HiveError `file-not-found`, `permission-denied`, `io-error`
 */
export function fingerprintOf(
  fs: FileSystem,
  path: string,
  parts: readonly { readonly fileOffset: number; readonly size: number }[],
  ofWholeFile = false,
): Fingerprint {
  const file = ReadOnlyFile.open(fs, path, "the hive", new ReadCounter());
  try {
    const touched = createHash("sha256");
    for (const { fileOffset, size } of [{ fileOffset: 0, size: BASE_BLOCK_SIZE }, ...parts]) {
      const bytes = new Uint8Array(size);
      const head = new DataView(new ArrayBuffer(16));
      head.setBigUint64(0, BigInt(fileOffset), true);
      head.setBigUint64(8, BigInt(size), true);
      touched.update(new Uint8Array(head.buffer)).update(bytes.subarray(0, file.read(fileOffset, bytes)));
    }
    return { touched: touched.digest("hex"), ...(ofWholeFile && { file: hashOf(file) }) };
  } finally {
    file.close();
  }
}

function hashOf(file: ReadOnlyFile): string {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(Math.min(CHUNK, Math.max(1, file.size)));
  for (let at = 0; at < file.size; at += chunk.length) hash.update(chunk.subarray(0, file.read(at, chunk)));
  return hash.digest("hex");
}
