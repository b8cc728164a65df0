// Where cells begin in proved bins: of each page the first. A bin may be as large as the hive and hold 100,000 cells; whoever
// asks for a cell, the one before it or a free one looks at a page or two, and not at all of them.
import { FIRST_CELLS } from "./abi.ts";
import { addressOf } from "./cell.ts";
import { noteLargestFree } from "./free-index.ts";
import { CELL_ALIGNMENT, HIVE_BIN_SIZE, NIL, PAGE_SIZE } from "./layout.ts";
import { i32At, put16, u16At, u64At } from "./memory.ts";

/** Offset of the first cell that begins in a page of a proved bin; NIL where none does, or nothing is known. */
export function firstInPage(page: u32): u32 {
  const place = u16At(FIRST_CELLS + page * 2);
  return place == 0 ? NIL : page * PAGE_SIZE + (place - 1) * CELL_ALIGNMENT;
}

/** The cell in front of another one of the same proved bin; NIL for the first. */
export function cellBefore(bin: u32, offset: u32): u32 {
  let page = offset / PAGE_SIZE;
  let at = firstInPage(page);
  while (at >= offset) {
    if (page == bin / PAGE_SIZE) return NIL;
    at = firstInPage(--page);
  }
  for (let next = at + sizeAt(at); next < offset; next += sizeAt(next)) at = next;
  return at;
}

/** Notes all cells of a bin that has just been proved. */
export function noteCells(bin: u32, end: u32): void {
  put16(FIRST_CELLS + (bin / PAGE_SIZE) * 2, placeOf(bin + HIVE_BIN_SIZE));
  traceCells(bin / PAGE_SIZE, end);
}

/**
 * After the size of a cell that begins in this page has changed: follows the cells from the page's first one, which stays
 * where it is, up to a page whose first cell is the one that was known. From there on nothing is new, up to the next page
 * that has changed.
 */
export function traceCells(page: u32, end: u32): void {
  let at = firstInPage(page);
  while (at != NIL) {
    let largest: u32 = 0;
    for (const next = (page + 1) * PAGE_SIZE; at < next && at < end; at += sizeAt(at)) {
      const bytes = i32At(addressOf(at));
      if (bytes > (largest as i32)) largest = bytes as u32;
    }
    noteLargestFree(page, largest);
    const reached = at / PAGE_SIZE;
    forgetPages(page + 1, reached);
    page = reached;
    if (at >= end || u16At(FIRST_CELLS + page * 2) == placeOf(at)) return;
    put16(FIRST_CELLS + page * 2, placeOf(at));
  }
}

/** No cell begins in these pages. */
function forgetPages(from: u32, to: u32): void {
  for (let page = from; page < to; page++) {
    while (page + 4 <= to && u64At(FIRST_CELLS + page * 2) == 0) page += 4;
    if (page == to || u16At(FIRST_CELLS + page * 2) == 0) continue;
    put16(FIRST_CELLS + page * 2, 0);
    noteLargestFree(page, 0);
  }
}

function placeOf(offset: u32): u32 {
  return (offset % PAGE_SIZE) / CELL_ALIGNMENT + 1;
}

function sizeAt(offset: u32): u32 {
  const bytes = i32At(addressOf(offset));
  return (bytes < 0 ? 0 - bytes : bytes) as u32;
}
