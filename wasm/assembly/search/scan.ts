// A look over the file's bytes as they lie, before any walk: in which pages a match may begin. Names and data lie in one piece, so
// no match escapes it, but for those that cross from one segment of big data to the next: the host has each record that may be
// one looked at by itself. What is free or belongs to nobody is met as well; the walk knows better.
import {
  IN_BIG_DATA,
  IN_SEGMENT,
  IN_SEGMENT_LIST,
  OUTPUT,
  PAGE_BITS_SIZE,
  SEARCH_BITS,
  SEARCH_WINDOW,
  USE_DATA,
  USE_NARROW_NAME,
} from "../abi.ts";
import { minorVersion } from "../base-block.ts";
import { binsEnd, cell, cellCapacity, cellPart, fileOffsetOf } from "../cell.ts";
import {
  BASE_BLOCK_SIZE,
  BIG_DATA_COUNT,
  BIG_DATA_LIST,
  BIG_DATA_MINOR,
  BIG_DATA_SEGMENT,
  BIG_DATA_SIGNATURE,
  BIG_DATA_SIZE,
  CELL_ALIGNMENT,
  CELL_HEADER_SIZE,
  HIVE_BIN_SIZE,
  PAGE_SIZE,
  SIGNATURE_DB,
} from "../layout.ts";
import { copyBytes, i32At, nextBit, put32, setBit, u16At, u32At, v128At, zeroBytes } from "../memory.ts";
import { failed, takeFault } from "../status.ts";
import { findMatch } from "./find-match.ts";
import { longest } from "./table.ts";

// Every pattern may be met in data or in a narrow name, and there at odd places too.
const ANYWHERE: u32 = USE_DATA | USE_NARROW_NAME;
const BLOCK: u32 = 16;

/** Pages found so far in which a match may begin; some are counted again. */
export let markedPages: u32 = 0;

export function beginScan(): void {
  zeroBytes(SEARCH_BITS, PAGE_BITS_SIZE);
  markedPages = 0;
}

/** Whether a match may begin in this range of the file, which lies in the hive. */
export function mayMatch(fileOffset: u32, size: u32): bool {
  if (size == 0) return false;
  const end = (fileOffset + size - 1) / PAGE_SIZE + 1;
  return nextBit(SEARCH_BITS, fileOffset / PAGE_SIZE, end) != 0xffffffff;
}

/**
 * Looks over a window: bytes of the file from a page's beginning on, so many of them where a match may begin. Leaves the
 * offsets of cells that may hold big data in OUTPUT, and returns where they end.
 */
export function scanWindow(fileOffset: u32, starts: u32, size: u32): u32 {
  const limit = SEARCH_WINDOW + starts;
  const end = SEARCH_WINDOW + size;
  for (let from: u32 = SEARCH_WINDOW; from < limit; ) {
    const at = findMatch(from, limit, end, ANYWHERE, SEARCH_WINDOW);
    if (at == 0) break;
    const page = (at - SEARCH_WINDOW) / PAGE_SIZE;
    mark(fileOffset + page * PAGE_SIZE);
    from = SEARCH_WINDOW + (page + 1) * PAGE_SIZE;
  }
  return minorVersion < BIG_DATA_MINOR ? OUTPUT : listBigData(fileOffset, limit);
}

/** Cells begin at multiples of 8, and the record's signature behind the size of its cell. */
function listBigData(fileOffset: u32, limit: u32): u32 {
  let end: u32 = OUTPUT;
  const signatures = i16x8(0, 0, SIGNATURE_DB as i16, 0, 0, 0, SIGNATURE_DB as i16, 0);
  const places = i16x8(0, 0, -1, 0, 0, 0, -1, 0);
  // Windows are pages, so they can be looked over by four blocks together.
  for (let at: u32 = SEARCH_WINDOW; at < limit; at += 4 * BLOCK) {
    const left = v128.or(i16x8.eq(v128At(at), signatures), i16x8.eq(v128At(at + BLOCK), signatures));
    const right = v128.or(i16x8.eq(v128At(at + 2 * BLOCK), signatures), i16x8.eq(v128At(at + 3 * BLOCK), signatures));
    if (!v128.any_true(v128.and(v128.or(left, right), places))) continue;
    for (let cell = at; cell < at + 4 * BLOCK; cell += CELL_ALIGNMENT) {
      const offset = fileOffset + (cell - SEARCH_WINDOW) - BASE_BLOCK_SIZE;
      if (!looksLikeBigData(cell) || offset < HIVE_BIN_SIZE || offset >= binsEnd()) continue;
      put32(end, offset);
      end += 4;
    }
  }
  return end;
}

function looksLikeBigData(address: u32): bool {
  const data = address + CELL_HEADER_SIZE;
  return (
    i32At(address) < 0 &&
    u32At(address) % CELL_ALIGNMENT == 0 &&
    u16At(data + BIG_DATA_SIGNATURE) == SIGNATURE_DB &&
    u16At(data + BIG_DATA_COUNT) > 1 &&
    u32At(data + BIG_DATA_LIST) % CELL_ALIGNMENT == 0
  );
}

/**
 * Looks at the borders between the segments of a record that may be big data. Where it cannot be read, it ends: from there
 * on a walk finds nothing in it either.
 */
export function scanBorders(offset: u32): void {
  const record = cell(offset, IN_BIG_DATA, BIG_DATA_SIZE);
  if (record != 0) {
    const count = u16At(record + BIG_DATA_COUNT);
    const list = cell(u32At(record + BIG_DATA_LIST), IN_SEGMENT_LIST, count * 4);
    for (let index: u32 = 1; index < count && !failed(); index++) {
      scanBorder(offset, u32At(list + (index - 1) * 4), u32At(list + index * 4));
    }
  }
  takeFault();
}

/**
 * The end of one segment and the beginning of the next one, side by side. A hit is noted with the record. No match is so long
 * that it reaches beyond the next segment.
 */
function scanBorder(record: u32, left: u32, right: u32): void {
  const reach = longest - 1;
  if (reach == 0) return;
  const before = cellPart(left, IN_SEGMENT, BIG_DATA_SEGMENT, BIG_DATA_SEGMENT - reach, reach);
  if (before == 0) return;
  copyBytes(SEARCH_WINDOW, before, reach);
  if (cell(right, IN_SEGMENT, 0) == 0) return;
  const size = reach < cellCapacity ? reach : cellCapacity;
  const behind = cellPart(right, IN_SEGMENT, size, 0, size);
  if (behind == 0) return;
  copyBytes(SEARCH_WINDOW + reach, behind, size);
  const limit = SEARCH_WINDOW + reach;
  if (findMatch(SEARCH_WINDOW, limit, limit + size, ANYWHERE, SEARCH_WINDOW) != 0) mark(fileOffsetOf(record));
}

function mark(fileOffset: u32): void {
  setBit(SEARCH_BITS, fileOffset / PAGE_SIZE);
  markedPages++;
}
