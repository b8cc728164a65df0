import * as layout from "../../assembly/layout.ts";
import { entryHash } from "../entry-hash.ts";
import type { PageSource } from "../page-source.ts";
import { viewOf } from "./log-header.ts";
import { logSize, piecesOf, readBytes } from "./log-reader.ts";
import type { LogStop } from "./recovery-report.ts";

/** The fixed part of an entry, whose own hash is right. */
export interface EntryHeader {
  /** Where in the log it begins. */
  readonly fileOffset: number;
  /** Bytes of the whole entry. */
  readonly size: number;
  readonly sequence: number;
  readonly flags: number;
  readonly binsSize: number;
  readonly pageCount: number;
}

/** Pages that an entry holds: from `offset` in the hive bins data, from `position` in the log. */
export interface EntryPages {
  readonly offset: number;
  readonly size: number;
  readonly position: number;
}

/** Reads the fixed part of an entry and proves its hash; otherwise why the log ends here. */
export function readEntryHeader(log: PageSource, fileOffset: number): EntryHeader | LogStop {
  const room = logSize(log) - fileOffset;
  if (room < layout.LOG_ENTRY_SIZE) return stop("end-of-file", "the file ends", fileOffset);
  const bytes = readBytes(log, fileOffset, layout.LOG_ENTRY_SIZE);
  const view = viewOf(bytes);
  const u32 = (at: number): number => view.getUint32(at, true);
  if (u32(layout.LOG_ENTRY_SIGNATURE) !== layout.SIGNATURE_HVLE) {
    return stop("no-entry", "no further entry begins there", fileOffset);
  }
  const header: EntryHeader = {
    fileOffset,
    size: u32(layout.LOG_ENTRY_BYTES),
    sequence: u32(layout.LOG_ENTRY_SEQUENCE),
    flags: u32(layout.LOG_ENTRY_FLAGS),
    binsSize: u32(layout.LOG_ENTRY_BINS_SIZE),
    pageCount: u32(layout.LOG_ENTRY_PAGE_COUNT),
  };
  if (header.size < layout.SECTOR_SIZE || header.size % layout.SECTOR_SIZE !== 0 || header.size > room) {
    return stop("bad-entry", `an entry claims ${header.size} bytes`, fileOffset);
  }
  if (!isBinsSize(header.binsSize)) {
    return stop("bad-entry", `an entry claims ${header.binsSize} bytes of hive bins data`, fileOffset);
  }
  if (view.getBigUint64(layout.LOG_ENTRY_HASH_2, true) !== entryHash([bytes.subarray(0, layout.LOG_ENTRY_HASH_2)])) {
    return stop("bad-hash", "an entry's header does not have the hash that it names", fileOffset);
  }
  return header;
}

/** The pages of an entry, when all lie in the hive and in the entry and their hash is right; otherwise why not. */
export function readEntryPages(log: PageSource, header: EntryHeader): EntryPages[] | LogStop {
  const { fileOffset, size, pageCount, binsSize } = header;
  const end = fileOffset + size;
  const bodyOffset = fileOffset + layout.LOG_ENTRY_SIZE;
  // Every reference has its own 8 bytes and at least a sector of page; that alone bounds the count.
  const most = Math.floor((size - layout.LOG_ENTRY_SIZE) / (layout.LOG_ENTRY_REFERENCE_SIZE + layout.SECTOR_SIZE));
  if (pageCount === 0 || pageCount > most) {
    return stop("bad-entry", `an entry of ${size} bytes claims ${pageCount} page references`, fileOffset);
  }
  const references = viewOf(readBytes(log, bodyOffset, pageCount * layout.LOG_ENTRY_REFERENCE_SIZE));
  let position = bodyOffset + references.byteLength;
  const pages: EntryPages[] = [];
  for (let at = 0; at < references.byteLength; at += layout.LOG_ENTRY_REFERENCE_SIZE) {
    const run = { offset: references.getUint32(at, true), size: references.getUint32(at + 4, true), position };
    const isWhole = run.size > 0 && run.size % layout.SECTOR_SIZE === 0 && run.offset % layout.SECTOR_SIZE === 0;
    if (!isWhole || run.offset + run.size > binsSize || position + run.size > end) {
      return stop("bad-entry", "a page reference points outside the hive or the entry", fileOffset);
    }
    position += run.size;
    pages.push(run);
  }
  const stored = viewOf(readBytes(log, fileOffset + layout.LOG_ENTRY_HASH_1, 8)).getBigUint64(0, true);
  if (stored === entryHash(piecesOf(log, bodyOffset, end))) return pages;
  return stop("bad-hash", `the pages of entry ${header.sequence} do not have the hash that it names`, fileOffset);
}

/** Whether hive bins data can have this size. */
export function isBinsSize(size: number): boolean {
  return size > 0 && size % layout.PAGE_SIZE === 0 && size <= layout.MAXIMUM_FILE_SIZE - layout.BASE_BLOCK_SIZE;
}

function stop(code: LogStop["code"], reason: string, fileOffset: number): LogStop {
  return { code, reason, fileOffset };
}
