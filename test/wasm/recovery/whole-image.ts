import type { PageSource } from "hivex-wasm";

/** All bytes of a page source, read in pieces of a size that fits no boundary. */
export function bytesOf(source: PageSource, piece = 100_003): Uint8Array {
  const bytes = new Uint8Array(source.size);
  for (let at = 0; at < bytes.length; at += piece) {
    const target = bytes.subarray(at, at + piece);
    if (source.read(at, target) !== target.length) throw new Error(`a short read at ${at}`);
  }
  return bytes;
}
