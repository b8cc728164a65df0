import * as layout from "../../assembly/layout.ts";
import type { PageSource } from "../page-source.ts";
import { isBinsSize } from "./log-entry.ts";
import { viewOf } from "./log-header.ts";
import { logSize, piecesOf, readBytes } from "./log-reader.ts";
import type { LogStop } from "./recovery-report.ts";
import type { SectorMap } from "./sector-map.ts";

/** A log of the old kind that can be applied: its bitmap is whole, and so are the pages that it names. */
export interface DirtyVector {
  /** Bytes of hive bins data, by the log's own header. */
  readonly binsSize: number;
  /** Where the bitmap begins; one bit for each 512 bytes of hive bins data, the lowest bit first. */
  readonly bitmapOffset: number;
  readonly bitmapSize: number;
  /** Where the pages begin. */
  readonly pagesOffset: number;
}

/** Looks at a log of the old kind, and makes sure that all it promises is there; otherwise why not. */
export function readDirtyVector(log: PageSource, sector: Uint8Array): DirtyVector | LogStop {
  const binsSize = viewOf(sector).getUint32(layout.BASE_BLOCK_BINS_SIZE, true);
  if (!isBinsSize(binsSize)) return incomplete(`its header claims ${binsSize} bytes of hive bins data`);
  const bitmapOffset = layout.LOG_ENTRIES + SIGNATURE_SIZE;
  const bitmapSize = binsSize / layout.PAGE_SIZE;
  const pagesOffset = Math.ceil((bitmapOffset + bitmapSize) / layout.SECTOR_SIZE) * layout.SECTOR_SIZE;
  const size = logSize(log);
  if (bitmapOffset + bitmapSize > size) return incomplete("it ends within its bitmap");
  const signature = viewOf(readBytes(log, layout.LOG_ENTRIES, SIGNATURE_SIZE)).getUint32(0, true);
  if (signature !== layout.SIGNATURE_DIRT) return incomplete("no bitmap follows its header");
  const vector: DirtyVector = { binsSize, bitmapOffset, bitmapSize, pagesOffset };
  let sectorCount = 0;
  for (const _ of dirtySectors(log, vector)) sectorCount += 1;
  if (sectorCount === 0) return incomplete("its bitmap names no page");
  if (pagesOffset + sectorCount * layout.SECTOR_SIZE > size)
    return incomplete("it ends before the pages that it names do");
  return beginsWithBin(log, vector) ? vector : incomplete("its first page is not the hive's first bin");
}

/** Lays the pages over the hive's. */
export function applyDirtyVector(log: PageSource, index: number, vector: DirtyVector, sectors: SectorMap): void {
  let position = vector.pagesOffset;
  for (const offset of dirtySectors(log, vector)) {
    sectors.cover(offset, layout.SECTOR_SIZE, { log: index, position });
    position += layout.SECTOR_SIZE;
  }
}

const SIGNATURE_SIZE = 4;

/** Offsets of the sectors that the bitmap names, ascending. */
function* dirtySectors(log: PageSource, { bitmapOffset, bitmapSize }: DirtyVector): Generator<number> {
  let first = 0;
  for (const piece of piecesOf(log, bitmapOffset, bitmapOffset + bitmapSize)) {
    for (const [index, byte] of piece.entries()) {
      if (byte === 0) continue;
      for (let bit = 0; bit < 8; bit++) {
        if (((byte >> bit) & 1) === 1) yield ((first + index) * 8 + bit) * layout.SECTOR_SIZE;
      }
    }
    first += piece.length;
  }
}

/** Nothing but this tells a log whose pages did not reach the disk: every write has the first page, with the new time. */
function beginsWithBin(log: PageSource, vector: DirtyVector): boolean {
  for (const offset of dirtySectors(log, vector)) {
    if (offset !== 0) break;
    const bin = viewOf(readBytes(log, vector.pagesOffset, layout.HIVE_BIN_SIZE));
    return bin.getUint32(layout.HIVE_BIN_SIGNATURE, true) === layout.SIGNATURE_HBIN;
  }
  return true;
}

function incomplete(reason: string): LogStop {
  return { code: "incomplete", reason };
}
