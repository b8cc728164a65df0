import { layout } from "hivex-wasm";
import type { HiveImage } from "./hive-image.ts";

/** A hive bin as far as its place can be told; its header may say something else. */
export interface BinSpan {
  readonly offset: number;
  readonly size: number;
}

/**
 * Finds the hive bins, whatever has become of their headers. A header that names its own place is one; between two of
 * them the cells tell where a bin ends: they fill it to a page at which the next one begins.
 */
export function findBins(image: HiveImage): BinSpan[] {
  const bins: BinSpan[] = [];
  const nextHead = nextHeads(image);
  for (let offset = 0; offset < image.end; ) {
    const size = binSize(image, offset, nextHead(offset + layout.PAGE_SIZE));
    bins.push({ offset, size: Math.min(size, image.end - offset) });
    offset += size;
  }
  return bins;
}

/** Whether a header stands here that names this very place. */
function isHead(image: HiveImage, offset: number): boolean {
  return (
    image.u32(offset + layout.HIVE_BIN_SIGNATURE) === layout.SIGNATURE_HBIN &&
    image.u32(offset + layout.HIVE_BIN_OFFSET) === offset
  );
}

/** Answers for ascending places, each page being looked at once. */
function nextHeads(image: HiveImage): (from: number) => number {
  let known = 0;
  return (from) => {
    known = Math.max(known, from);
    while (known < image.end && !isHead(image, known)) known += layout.PAGE_SIZE;
    return Math.min(known, image.end);
  };
}

function binSize(image: HiveImage, offset: number, next: number): number {
  const stated = image.u32(offset + layout.HIVE_BIN_BYTES);
  const isPossible = stated >= layout.PAGE_SIZE && stated % layout.PAGE_SIZE === 0;
  const statedEnd = isPossible ? offset + stated : 0;
  if (isHead(image, offset) && statedEnd === next) return stated;
  const tiledEnd = endOfTiling(image, offset, statedEnd, next);
  if (tiledEnd !== undefined) return tiledEnd - offset;
  if (isHead(image, offset) && isPossible && statedEnd < next) return stated;
  return Math.max(layout.PAGE_SIZE, next - offset);
}

/** Follows the cells up to a page at which a bin can end: where the next begins, or where this one's header says so. */
function endOfTiling(image: HiveImage, offset: number, statedEnd: number, next: number): number | undefined {
  let at = offset + layout.HIVE_BIN_SIZE;
  while (at < next) {
    if (at % layout.PAGE_SIZE === 0 && (at === statedEnd || looksLikeHead(image, at))) return at;
    const size = Math.abs(image.i32(at));
    if (size === 0 || size % layout.CELL_ALIGNMENT !== 0) return at % layout.PAGE_SIZE === 0 ? at : undefined;
    at += size;
  }
  return at === next ? next : undefined;
}

function looksLikeHead(image: HiveImage, offset: number): boolean {
  return (
    image.u32(offset + layout.HIVE_BIN_SIGNATURE) === layout.SIGNATURE_HBIN ||
    image.u32(offset + layout.HIVE_BIN_OFFSET) === offset
  );
}
