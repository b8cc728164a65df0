// Room for cells: found among free ones, made by new bins, given back and merged with its neighbours. Sought first near the
// cell that it belongs to, then in all bins that are known to be sound, then in those at the end and around, then (in a
// small hive, or for many cells) everywhere; only then the hive grows.
import { HIVE_FULL, IN_CELL, IN_HIVE_BIN, LIMIT_EXCEEDED, PROVED, RULE_DATA_LIMIT, RULE_HIVE_LIMIT } from "./abi.ts";
import { addressOf, binsEnd, fileOffsetOf } from "./cell.ts";
import { cellBefore, firstInPage, noteCells, traceCells } from "./cell-index.ts";
import { growImage, patch32, patchZeros, takeRestored } from "./changes.ts";
import { openFreeIndex, pageWithFree, resizeFreeIndex } from "./free-index.ts";
import { binSize, isHeader, proveBin, proveCell, provedBinAround } from "./hive-bin.ts";
import {
  BASE_BLOCK_SIZE,
  CELL_ALIGNMENT,
  CELL_HEADER_SIZE,
  HIVE_BIN_BYTES,
  HIVE_BIN_OFFSET,
  HIVE_BIN_SIGNATURE,
  HIVE_BIN_SIZE,
  MAXIMUM_FILE_SIZE,
  NIL,
  PAGE_SIZE,
  SIGNATURE_HBIN,
} from "./layout.ts";
import { bitAt, i32At, put32, setBit } from "./memory.ts";
import { need } from "./paging.ts";
import { fail, failed, takeFault } from "./status.ts";

const AT_THE_END: u32 = 0x10000; // bytes of bins at the end that are looked at
const AROUND: u32 = 0x8000; // and to either side of the cell that asks
const SMALL_HIVE: u32 = 0x400000; // looked through whole
const MANY_CELLS: u32 = 1000; // so many cells are worth looking through any hive
const LARGEST_CELL: u32 = 0x7f000000;
const FEW_PAGES: u32 = 32; // bins up to this size are looked through whole
const WORTH_TRIMMING: u32 = 64; // bytes that a shrinking cell gives back

let allocations: u32 = 0;
let isEndKnown: bool = false;
let isAllKnown: bool = false;
let knownAround: u32 = NIL; // where was looked last
/** Whether the bytes of freed cells are zeroed. */
export let wipes: bool = false;

/** Forgets what is known about free space: a hive has been opened. */
export function openFreeSpace(): void {
  openFreeIndex(binsEnd());
  allocations = 0;
  isEndKnown = false;
  isAllKnown = false;
  knownAround = NIL;
  wipes = false;
}

/** Whether the bytes of freed cells are zeroed. Windows leaves them. */
export function wipeFreedCells(wipe: bool): void {
  wipes = wipe;
}

/** Allocates a zeroed cell for `size` bytes of data, if possible near another cell. Its offset; 0 after a fault. */
export function allocate(size: u32, near: u32): u32 {
  if (failed()) return 0;
  if (size > LARGEST_CELL) return fail(LIMIT_EXCEEDED, IN_CELL, RULE_DATA_LIMIT, 0, LARGEST_CELL, size);
  const whole = wholeSize(size);
  allocations++;
  let offset = roomFor(whole, near);
  if (offset == NIL && !failed()) offset = addBin(whole);
  if (failed() || !present(offset, whole)) return 0;
  if (!take(provedBinAround(offset), offset, i32At(addressOf(offset)) as u32, whole)) return 0;
  patchZeros(addressOf(offset) + CELL_HEADER_SIZE, whole - CELL_HEADER_SIZE);
  return failed() ? 0 : offset;
}

/** Frees an allocated cell, which is proved first, and merges it with free neighbours in its bin; false after a fault. */
export function release(offset: u32): bool {
  if (failed() || !proveCell(offset)) return false;
  const bin = provedBinAround(offset);
  const end = bin + binSize(bin);
  let size = sizeAt(offset);
  let start = offset;
  if (wipes && !present(offset, size)) return false;
  if (wipes) patchZeros(addressOf(offset) + CELL_HEADER_SIZE, size - CELL_HEADER_SIZE);
  const previous = cellBefore(bin, offset);
  if (previous != NIL && isFree(previous)) {
    if (wipes) patch32(addressOf(offset), 0);
    size += sizeAt(previous);
    start = previous;
  }
  const next = start + size;
  if (next < end && isFree(next)) {
    const more = sizeAt(next);
    if (wipes) patch32(addressOf(next), 0);
    size += more;
  }
  patch32(addressOf(start), size);
  if (!failed()) traceCells(start / PAGE_SIZE, end);
  return !failed();
}

/**
 * Makes an allocated cell hold `size` bytes of data where it is, if its size or the free cell behind it allows that. A cell
 * of which much more than half would be unused gives the rest back. False when it must be moved, or after a fault.
 */
export function resizeInPlace(offset: u32, size: u32): bool {
  if (failed() || size > LARGEST_CELL || !proveCell(offset)) return false;
  const bin = provedBinAround(offset);
  const whole = wholeSize(size);
  const old = sizeAt(offset);
  if (whole <= old) {
    return old - whole < WORTH_TRIMMING || old - whole <= old / 2 || trim(bin, offset, old, whole);
  }
  const next = offset + old;
  if (next >= bin + binSize(bin) || !isFree(next) || old + sizeAt(next) < whole) return false;
  const joined = old + sizeAt(next);
  if (!present(next, whole - old) || !take(bin, offset, joined, whole)) return false;
  patchZeros(addressOf(offset) + old, sizeAt(offset) - old);
  return !failed();
}

/** Bytes of data that an allocated cell can hold. */
export function capacityOf(offset: u32): u32 {
  return sizeAt(offset) - CELL_HEADER_SIZE;
}

/** Makes the index fit the cells again, after changes have been taken back. */
export function reindex(): void {
  resizeFreeIndex(binsEnd());
  for (let page = takeRestored(1); page != NIL; page = takeRestored(page + 1)) {
    const offset = page * PAGE_SIZE - BASE_BLOCK_SIZE;
    const bin = offset < binsEnd() ? provedBinAround(offset) : NIL;
    if (bin != NIL) traceCells(offset / PAGE_SIZE, bin + binSize(bin));
  }
}

function wholeSize(size: u32): u32 {
  return (size + CELL_HEADER_SIZE + CELL_ALIGNMENT - 1) & ~(CELL_ALIGNMENT - 1);
}

/** A proved bin's headers of cells are in memory, not all of its bytes: reads those that are going to be changed. */
function present(offset: u32, size: u32): bool {
  return need(fileOffsetOf(offset), size);
}

/** Hands `whole` of the `size` free bytes at `offset` out; what is left stays free. False after a fault. */
function take(bin: u32, offset: u32, size: u32, whole: u32): bool {
  if (size > whole) {
    if (!present(offset + whole, CELL_HEADER_SIZE)) return false;
    patch32(addressOf(offset + whole), size - whole);
  }
  patch32(addressOf(offset), 0 - whole);
  if (!failed()) traceCells(offset / PAGE_SIZE, bin + binSize(bin));
  return !failed();
}

function trim(bin: u32, offset: u32, old: u32, whole: u32): bool {
  let rest = old - whole;
  const next = offset + old;
  if (!present(offset + whole, wipes ? rest : CELL_HEADER_SIZE)) return false;
  if (next < bin + binSize(bin) && isFree(next)) rest += sizeAt(next);
  if (wipes) patchZeros(addressOf(offset + whole), old - whole);
  patch32(addressOf(offset + whole), rest);
  patch32(addressOf(offset), 0 - whole);
  if (!failed()) traceCells(offset / PAGE_SIZE, bin + binSize(bin));
  return !failed();
}

/** A free cell of at least `whole` bytes in a proved bin; NIL when there is none, as far as was looked. */
function roomFor(whole: u32, near: u32): u32 {
  const own = near < binsEnd() ? provedBinAround(near) : NIL;
  let place = own == NIL ? NIL : placeInBin(own, near / PAGE_SIZE, whole);
  if (place == NIL) place = placeAnywhere(whole);
  if (place != NIL || isAllKnown) return place;
  lookAtTheEnd();
  place = placeAnywhere(whole);
  if (place == NIL) {
    lookAround(near);
    place = placeAnywhere(whole);
  }
  if (place != NIL || (binsEnd() > SMALL_HIVE && allocations <= MANY_CELLS)) return place;
  proveBins(0, binsEnd());
  isAllKnown = true;
  return placeAnywhere(whole);
}

function placeAnywhere(whole: u32): u32 {
  const page = pageWithFree(whole, 0, binsEnd() / PAGE_SIZE);
  return page == NIL ? NIL : placeInBin(provedBinAround(page * PAGE_SIZE), page, whole);
}

function lookAtTheEnd(): void {
  if (!isEndKnown) proveBins(binsEnd() > AT_THE_END ? binsEnd() - AT_THE_END : 0, binsEnd());
  isEndKnown = true;
}

function lookAround(near: u32): void {
  const from = near > AROUND ? (near - AROUND) & ~(PAGE_SIZE - 1) : 0;
  if (near >= binsEnd() || from == knownAround) return;
  proveBins(from, binsEnd() - from > 2 * AROUND ? from + 2 * AROUND : binsEnd());
  knownAround = from;
}

/** Proves the bins that begin in a range; those that are not sound are left alone. */
function proveBins(from: u32, to: u32): void {
  if (!need(fileOffsetOf(from), to - from)) return;
  let bin = from;
  while (bin < to && !failed()) {
    const isProved = bitAt(PROVED, bin / PAGE_SIZE) || (isHeader(bin) && proveBin(bin));
    if (!isProved) takeFault();
    bin += isProved ? binSize(bin) : PAGE_SIZE;
  }
}

/** Makes a new bin at the end, of one free cell. That cell's offset; NIL after a fault. */
function addBin(whole: u32): u32 {
  const size = (whole + HIVE_BIN_SIZE + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
  const bin = binsEnd();
  if (size > MAXIMUM_FILE_SIZE - BASE_BLOCK_SIZE - bin) {
    fail(HIVE_FULL, IN_HIVE_BIN, RULE_HIVE_LIMIT, fileOffsetOf(bin), MAXIMUM_FILE_SIZE, size);
    return NIL;
  }
  if (!growImage(fileOffsetOf(bin) + size)) return NIL;
  resizeFreeIndex(bin + size);
  const header = addressOf(bin); // growth has been noted; what lies in it need not be
  put32(header + HIVE_BIN_SIGNATURE, SIGNATURE_HBIN);
  put32(header + HIVE_BIN_OFFSET, bin);
  put32(header + HIVE_BIN_BYTES, size);
  put32(header + HIVE_BIN_SIZE, size - HIVE_BIN_SIZE);
  setBit(PROVED, bin / PAGE_SIZE);
  noteCells(bin, bin + size);
  return bin + HIVE_BIN_SIZE;
}

/** A free cell of a proved bin with at least `whole` bytes: in a small bin the smallest one, else one near a page. NIL if none. */
function placeInBin(bin: u32, near: u32, whole: u32): u32 {
  const first = bin / PAGE_SIZE;
  const end = first + binSize(bin) / PAGE_SIZE;
  if (end - first > FEW_PAGES) {
    const behind = pageWithFree(whole, near, end);
    const page = behind == NIL ? pageWithFree(whole, first, near) : behind;
    return page == NIL ? NIL : bestFit(page, whole, NIL);
  }
  let best: u32 = NIL;
  for (let page = pageWithFree(whole, first, end); page != NIL; page = pageWithFree(whole, page + 1, end))
    best = bestFit(page, whole, best);
  return best;
}

/** The smallest free cell of a page that is large enough, or `other` if it is no larger. */
function bestFit(page: u32, whole: u32, other: u32): u32 {
  let best = other;
  let bestSize = other == NIL ? NIL : sizeAt(other);
  const end = (page + 1) * PAGE_SIZE;
  for (let at = firstInPage(page); at < end; at += sizeAt(at)) {
    const size = sizeAt(at);
    if (!isFree(at) || size < whole || size >= bestSize) continue;
    best = at;
    bestSize = size;
    if (size == whole) break;
  }
  return best;
}

function isFree(offset: u32): bool {
  return i32At(addressOf(offset)) > 0;
}

function sizeAt(offset: u32): u32 {
  const bytes = i32At(addressOf(offset));
  return (bytes < 0 ? 0 - bytes : bytes) as u32;
}
