// Hive bins, and the proof that a cell is what it seems before anything in it is changed. Reading asks only that an
// offset looks like a cell's; the middle of a data cell can look like that too. So the cell's bin is sought and tiled.
import {
  BIN_NOT_PROVED,
  CELL_OUT_OF_RANGE,
  IN_CELL,
  IN_HIVE_BIN,
  PROVED,
  RESULT,
  RESULT_EXTRA,
  RESULT_SIZE,
  RULE_BIN_NEXT,
  RULE_BIN_OVERLAP,
  RULE_BIN_POSITION,
  RULE_BIN_SIZE,
  RULE_BIN_TILING,
  RULE_CELL_BOUNDARY,
  RULE_OFFSET_RANGE,
} from "./abi.ts";
import { addressOf, binsEnd, cell, fileOffsetOf } from "./cell.ts";
import { firstInPage, noteCells } from "./cell-index.ts";
import {
  CELL_ALIGNMENT,
  CELL_HEADER_SIZE,
  HIVE_BIN_BYTES,
  HIVE_BIN_OFFSET,
  HIVE_BIN_SIGNATURE,
  HIVE_BIN_SIZE,
  NIL,
  PAGE_SIZE,
  SIGNATURE_HBIN,
} from "./layout.ts";
import { bitAt, i32At, lastBit, result, setBit, u32At } from "./memory.ts";
import { need } from "./paging.ts";
import { fail, failed } from "./status.ts";

const LOOK_BACK: u32 = 8; // pages before a bin in which every header must meet the next one
const LOOK_FAR: u32 = 32; // pages in which a header must be met at all: real bins are seldom larger
const SMALL: u32 = 0x20000; // hive bins data up to this size is walked from the first bin every time

/** Proves that an allocated cell begins at `offset`, in a bin that fits its neighbours; false after a fault. */
export function proveCell(offset: u32): bool {
  if (cell(offset, IN_CELL, 0) == 0) return false;
  if (provedBinAround(offset) == NIL) {
    const bin = binAround(offset);
    if (bin == NIL || !proveBin(bin)) return false;
  }
  let at = firstInPage(offset / PAGE_SIZE);
  while (at < offset) at += sizeAt(at);
  if (at == offset) return true;
  refuse(IN_CELL, RULE_CELL_BOUNDARY, offset, 0, 0);
  return false;
}

/** Whether an allocated cell begins at `offset` of a bin that its cells fill, as they lie now; false after a fault. */
export function checkCell(offset: u32): bool {
  if (cell(offset, IN_CELL, 0) == 0) return false;
  const bin = binAround(offset);
  if (bin == NIL || !isTiled(bin)) return false;
  let at = bin + HIVE_BIN_SIZE;
  while (at < offset) at += sizeAt(at);
  if (at == offset) return true;
  refuse(IN_CELL, RULE_CELL_BOUNDARY, offset, 0, 0);
  return false;
}

/** Whether the bin around an offset is filled by its cells; false after a fault. */
export function checkBin(offset: u32): bool {
  const bin = binAround(offset);
  return bin != NIL && isTiled(bin);
}

/** Proves a bin, once: it fits its neighbours, its cells fill it, and no proved one overlaps it. Then its cells are known. */
export function proveBin(bin: u32): bool {
  if (bitAt(PROVED, bin / PAGE_SIZE)) return true;
  if (!fitsNeighbours(bin) || !isTiled(bin)) return false;
  const end = bin + binSize(bin);
  const other = lastBit(PROVED, end / PAGE_SIZE - 1);
  if (other != NIL && other * PAGE_SIZE + binSize(other * PAGE_SIZE) > bin) {
    refuse(IN_HIVE_BIN, RULE_BIN_OVERLAP, bin, bin, other * PAGE_SIZE);
    return false;
  }
  setBit(PROVED, bin / PAGE_SIZE);
  noteCells(bin, end);
  return true;
}

/** The proved bin around an offset; NIL where none is. */
export function provedBinAround(offset: u32): u32 {
  const page = lastBit(PROVED, offset / PAGE_SIZE);
  if (page == NIL) return NIL;
  const bin = page * PAGE_SIZE;
  return offset - bin < binSize(bin) ? bin : NIL;
}

function sizeAt(offset: u32): u32 {
  const bytes = i32At(addressOf(offset));
  return (bytes < 0 ? 0 - bytes : bytes) as u32;
}

/** RESULT, RESULT_SIZE: the header of the bin around `offset`, found as for a proof. RESULT_EXTRA: the bin's offset. */
export function describeBin(offset: u32): void {
  if (offset >= binsEnd()) {
    fail(CELL_OUT_OF_RANGE, IN_HIVE_BIN, RULE_OFFSET_RANGE, fileOffsetOf(offset), binsEnd(), offset);
    return;
  }
  const bin = binAround(offset);
  if (bin == NIL) return;
  result(RESULT, addressOf(bin));
  result(RESULT_SIZE, HIVE_BIN_SIZE);
  result(RESULT_EXTRA, bin);
}

/** The nearest header before `offset` that names its own position and a size that reaches over `offset`. */
function binAround(offset: u32): u32 {
  let bin = offset - (offset % PAGE_SIZE);
  while (!isHeader(bin)) {
    if (bin == 0 || failed()) return refuse(IN_HIVE_BIN, RULE_BIN_POSITION, bin, SIGNATURE_HBIN, 0);
    bin -= PAGE_SIZE;
  }
  const size = binSize(bin);
  if (size % PAGE_SIZE != 0 || size > binsEnd() - bin || size <= offset - bin) {
    return refuse(IN_HIVE_BIN, RULE_BIN_SIZE, bin, offset - bin, size);
  }
  return bin;
}

/** Whether the next bin begins where this one ends, and the one before ends where this one begins. */
function fitsNeighbours(bin: u32): bool {
  const next = bin + binSize(bin);
  if (next != binsEnd() && !isHeader(next)) {
    refuse(IN_HIVE_BIN, RULE_BIN_NEXT, next, SIGNATURE_HBIN, 0);
    return false;
  }
  if (bin == 0 || (binsEnd() > SMALL && isFollowedUpTo(bin))) return true;
  return !failed() && isReachedFromFirst(bin);
}

/**
 * Whether the bins before this one lead up to it without a gap. A header that lies in a big data cell (a hive kept in a
 * value, say) is given away by the true header before it, whose bin reaches over it. Where there is doubt, the answer is
 * no, and all bins are walked from the first.
 */
function isFollowedUpTo(bin: u32): bool {
  let next = bin;
  let page = bin;
  for (let steps: u32 = 1; steps <= LOOK_FAR && page > 0 && !failed(); steps++) {
    page -= PAGE_SIZE;
    if (!isHeader(page)) continue;
    if (binSize(page) != next - page) return false;
    if (page == 0 || steps >= LOOK_BACK || bitAt(PROVED, page / PAGE_SIZE)) return true;
    next = page;
  }
  return false;
}

/** The last word: whether a walk over all bins from the first one arrives at this one. */
function isReachedFromFirst(bin: u32): bool {
  let at: u32 = 0;
  while (at < bin) {
    if (!isHeader(at) || binSize(at) % PAGE_SIZE != 0 || binSize(at) > binsEnd() - at) break;
    at += binSize(at);
  }
  if (at == bin && !failed()) return true;
  refuse(IN_HIVE_BIN, RULE_BIN_OVERLAP, bin, bin, at);
  return false;
}

/** Walks the cells of a bin: they must fill it. */
function isTiled(bin: u32): bool {
  const end = bin + binSize(bin);
  if (!need(fileOffsetOf(bin), PAGE_SIZE)) return false;
  for (let at = bin + HIVE_BIN_SIZE; at < end; ) {
    if (!need(fileOffsetOf(at), CELL_HEADER_SIZE)) return false;
    const size = sizeAt(at);
    if (size == 0 || size % CELL_ALIGNMENT != 0 || size > end - at) {
      refuse(IN_CELL, RULE_BIN_TILING, at, end - at, size);
      return false;
    }
    at += size;
  }
  return true;
}

/** Whether a hive bin header that names its own position lies here. */
export function isHeader(bin: u32): bool {
  if (!need(fileOffsetOf(bin), HIVE_BIN_SIZE)) return false;
  const header = addressOf(bin);
  return (
    u32At(header + HIVE_BIN_SIGNATURE) == SIGNATURE_HBIN &&
    u32At(header + HIVE_BIN_OFFSET) == bin &&
    u32At(header + HIVE_BIN_BYTES) >= PAGE_SIZE
  );
}

export function binSize(bin: u32): u32 {
  return u32At(addressOf(bin) + HIVE_BIN_BYTES);
}

function refuse(structure: u32, rule: u32, offset: u32, expected: u32, found: u32): u32 {
  fail(BIN_NOT_PROVED, structure, rule, fileOffsetOf(offset), expected, found);
  return NIL;
}
