import { HiveError } from "../hive-error.ts";
import type { PageSource } from "../page-source.ts";
import { MAXIMUM_LOG_SIZE } from "./sector-map.ts";

const PIECE = 1024 * 1024;

/** Bytes of a log that count. */
export function logSize({ size }: PageSource): number {
  return Math.min(size, MAXIMUM_LOG_SIZE);
}

/** A copy of `size` bytes; the caller has made sure that the source has them. */
export function readBytes(source: PageSource, fileOffset: number, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  readInto(source, fileOffset, bytes);
  return bytes;
}

/** Fills `target`; a source that has fewer bytes than it said has changed. */
export function readInto(source: PageSource, fileOffset: number, target: Uint8Array): void {
  const count = source.read(fileOffset, target);
  if (count === target.length) return;
  throw new HiveError("short-read", "a file ended while it was being read", {
    fileOffset,
    expected: `${target.length} bytes`,
    found: `${count} bytes`,
  });
}

/** The bytes from `start` to `end` in pieces that share one buffer: each is good until the next is asked for. */
export function* piecesOf(source: PageSource, start: number, end: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(PIECE, end - start));
  for (let at = start; at < end; at += buffer.length) {
    const piece = buffer.subarray(0, Math.min(buffer.length, end - at));
    readInto(source, at, piece);
    yield piece;
  }
}
