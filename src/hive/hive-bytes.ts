import { type Engine, type PageSource, planCommit } from "hivex-wasm";

/**
 * All bytes of a hive's file, with what has been changed in memory: those that a commit would leave on the disk. An
 * unchanged hive gives the bytes it was opened from.
 */
export function hiveBytes(engine: Engine, source: PageSource): Uint8Array<ArrayBuffer> {
  const original = new Uint8Array(source.size);
  source.read(0, original);
  if (!engine.isChanged) return original;
  let bytes = original;
  for (const step of planCommit(engine, { format: "hvle", logs: [] })) {
    if (step.kind === "truncate" && step.target === "hive") bytes = resized(bytes, step.size);
    if (step.kind !== "write" || step.target !== "hive") continue;
    bytes = resized(bytes, Math.max(bytes.length, step.fileOffset + step.bytes.length));
    bytes.set(step.bytes, step.fileOffset);
  }
  return bytes;
}

function resized(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  if (size === bytes.length) return bytes;
  const other = new Uint8Array(size);
  other.set(bytes.subarray(0, size));
  return other;
}
