// Where cells begin, and which of them something refers to: two bits for every 8 bytes of hive bins data, behind the image.
// All of the image has been read before anything is asked here.
import { OUT_OF_MEMORY, RULE_NONE } from "../abi.ts";
import { addressOf, binsEnd, cellHeaderSize, fileOffsetOf } from "../cell.ts";
import { CELL_ALIGNMENT, HIVE_BIN_SIZE, NIL, PAGE_SIZE, VOLATILE } from "../layout.ts";
import { bitAt, clearBit, i32At, nextBit, put32, reach, setBit, u32At, u64At, zeroBytes } from "../memory.ts";
import { imageBase, imageSize } from "../paging.ts";
import { fail } from "../status.ts";
import { report } from "./findings.ts";

const MARGIN: u32 = 64; // behind the image and each table: wide loads may read so far

let starts: u32 = 0;
let reached: u32 = 0;
let unknown: u32 = 0; // pairs of u32: from where to where nobody knows where cells begin; ascending
let unknownCount: u32 = 0;
/** First address behind the tables. */
export let mapEnd: u32 = 0;

/** Bytes of data that the cell to which `leads` has led holds. */
export let capacity: u32 = 0;

/** Makes an empty map for the open hive; false when there is no memory for it. */
export function openCellMap(): bool {
  const bits = (binsEnd() / CELL_ALIGNMENT / 8 + MARGIN) & ~7;
  starts = (imageBase + imageSize + MARGIN + 7) & ~7;
  reached = starts + bits;
  unknown = reached + bits;
  mapEnd = unknown + (binsEnd() / PAGE_SIZE) * 8 + MARGIN;
  unknownCount = 0;
  if (!reserve(mapEnd)) return false;
  zeroBytes(starts, 2 * bits);
  return true;
}

/** Gets memory up to an address; false after a fault. */
export function reserve(end: u64): bool {
  if (end <= 0xffffffff && reach(end)) return true;
  fail(OUT_OF_MEMORY, 0, RULE_NONE, 0, end as u32, 0);
  return false;
}

/** Notes that a cell begins here. */
export function noteCell(offset: u32): void {
  setBit(starts, offset / CELL_ALIGNMENT);
}

/** Notes that cells may begin anywhere from here to there: what would tell is broken. */
export function noteUnknown(from: u32, to: u32): void {
  // In front of the first cell lies the first bin's header, whatever stands in it.
  for (let at = from == 0 ? HIVE_BIN_SIZE : from; at < to; at += CELL_ALIGNMENT) setBit(starts, at / CELL_ALIGNMENT);
  put32(unknown + unknownCount * 8, from);
  put32(unknown + unknownCount * 8 + 4, to);
  unknownCount++;
}

/**
 * Whether a reference, which stands at `place` in the file, leads to an allocated cell. Otherwise it breaks one of the rules
 * I29 to I31, and that is reported.
 */
export function leads(offset: u32, structure: u32, place: u32): bool {
  if (!isCell(offset)) {
    if (offset != NIL && (offset & VOLATILE) != 0) report(31, structure, place, 0, offset);
    else report(30, structure, place, binsEnd(), offset);
    return false;
  }
  if (isFree(offset)) {
    report(29, structure, place, 0, offset);
    return false;
  }
  capacity = sizeOf(offset) - cellHeaderSize();
  return true;
}

/** Whether an offset is that of an allocated cell, without a report; `capacity` tells what it holds. */
export function leadsSilently(offset: u32): bool {
  if (!isCell(offset) || isFree(offset)) return false;
  capacity = sizeOf(offset) - cellHeaderSize();
  return true;
}

/** Notes that something refers to a cell; false when something else does already. */
export function claim(offset: u32): bool {
  const index = offset / CELL_ALIGNMENT;
  if (bitAt(reached, index)) return false;
  setBit(reached, index);
  return true;
}

/** Goes where a reference leads, to a cell that belongs to nobody else; false after a report (I28 to I31). */
export function owns(offset: u32, structure: u32, place: u32): bool {
  if (!leads(offset, structure, place)) return false;
  if (claim(offset)) return true;
  report(28, structure, place, 0, offset);
  return false;
}

/** Takes a claim back. */
export function disclaim(offset: u32): void {
  clearBit(reached, offset / CELL_ALIGNMENT);
}

/** Address of a cell's data. */
export function dataOf(offset: u32): u32 {
  return addressOf(offset) + cellHeaderSize();
}

/** Where in the file something in the image lies. */
export function placeOf(address: u32): u32 {
  return address - imageBase;
}

export function isFree(offset: u32): bool {
  return i32At(addressOf(offset)) >= 0;
}

/** Bytes of a cell, header included. */
export function sizeOf(offset: u32): u32 {
  const bytes = i32At(addressOf(offset));
  return (bytes < 0 ? 0 - bytes : bytes) as u32;
}

/** The next cell from `offset` on that nothing refers to; NIL when there is none. */
export function nextUnclaimed(offset: u32): u32 {
  const end = binsEnd() / CELL_ALIGNMENT;
  for (let index = nextBit(starts, offset / CELL_ALIGNMENT, end); index != NIL; ) {
    if (!bitAt(reached, index)) return index * CELL_ALIGNMENT;
    index = nextBit(starts, afterClaimed(index), end);
  }
  return NIL;
}

/** Whether it is unknown where cells begin around here. Ask in ascending order, `after` the range that was answered last. */
export function isUnknown(offset: u32): bool {
  let low: u32 = 0;
  let high = unknownCount;
  while (low < high) {
    const middle = (low + high) / 2;
    if (u32At(unknown + middle * 8 + 4) <= offset) low = middle + 1;
    else high = middle;
  }
  return low < unknownCount && u32At(unknown + low * 8) <= offset;
}

/** Skips cells that are claimed, 64 at once where all of them are. */
function afterClaimed(index: u32): u32 {
  index++;
  const end = binsEnd() / CELL_ALIGNMENT;
  while ((index & 63) == 0 && index < end && (u64At(starts + index / 8) & ~u64At(reached + index / 8)) == 0)
    index += 64;
  return index;
}

/** Within the bins, on a boundary, and of a size that the bins can hold. */
function isCell(offset: u32): bool {
  if (offset >= binsEnd() || offset % CELL_ALIGNMENT != 0 || !bitAt(starts, offset / CELL_ALIGNMENT)) return false;
  const size = sizeOf(offset);
  return size % CELL_ALIGNMENT == 0 && size >= CELL_ALIGNMENT && size <= binsEnd() - offset;
}

/** Where a cell begins in the file. */
export function cellPlace(offset: u32): u32 {
  return fileOffsetOf(offset);
}
