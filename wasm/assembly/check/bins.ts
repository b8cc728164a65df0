// The hive bins and their cells, as they lie: where every cell begins. What is broken is passed over up to the next header.
import { IN_CELL, IN_HIVE_BIN } from "../abi.ts";
import { minorVersion } from "../base-block.ts";
import { addressOf, binsEnd, fileOffsetOf } from "../cell.ts";
import { binSize, isHeader } from "../hive-bin.ts";
import {
  CELL_ALIGNMENT,
  CELL_HEADER_SIZE,
  HIVE_BIN_BYTES,
  HIVE_BIN_OFFSET,
  HIVE_BIN_RESERVED,
  HIVE_BIN_SIGNATURE,
  HIVE_BIN_SIZE,
  HIVE_BIN_SPARE,
  OLD_CELL_MINOR,
  PAGE_SIZE,
  SECURITY_SIZE,
  SIGNATURE_HBIN,
  SIGNATURE_SK,
} from "../layout.ts";
import { i32At, u16At, u32At } from "../memory.ts";
import { need } from "../paging.ts";
import { cellPlace, dataOf, noteCell, noteUnknown } from "./cell-map.ts";
import { report } from "./findings.ts";

/** Hive bins met. */
export let binCount: u32 = 0;
/** Cells that begin like a security cell: an upper bound for those that are one. */
export let securityCellsAtMost: u32 = 0;

let bin: u32 = 0; // offset of the present one
let at: u32 = 0; // where the next bin or cell begins
let end: u32 = 0; // where the present bin ends; equal to `at` between two bins
let isAfterFree: bool = false;
let alignment: u32 = 0; // a power of two

export function openBins(): void {
  at = 0;
  end = 0;
  binCount = 0;
  securityCellsAtMost = 0;
  alignment = minorVersion <= OLD_CELL_MINOR ? 2 * CELL_ALIGNMENT : CELL_ALIGNMENT;
}

/** Goes on by a bin's header or a cell; false at the end, or after a fault. */
export function checkNextCell(): bool {
  if (at < end) checkCell();
  else if (at < binsEnd()) return enterBin();
  else return false;
  return true;
}

function enterBin(): bool {
  if (!need(fileOffsetOf(at), PAGE_SIZE)) return false;
  bin = at;
  const header = addressOf(at);
  const hasSignature = u32At(header + HIVE_BIN_SIGNATURE) == SIGNATURE_HBIN;
  const namesItself = u32At(header + HIVE_BIN_OFFSET) == at;
  if (!hasSignature && !namesItself) return passHole(header);
  if (!hasSignature) report(20, IN_HIVE_BIN, fileOffsetOf(at), SIGNATURE_HBIN, u32At(header + HIVE_BIN_SIGNATURE));
  if (!namesItself) report(21, IN_HIVE_BIN, fileOffsetOf(at) + HIVE_BIN_OFFSET, at, u32At(header + HIVE_BIN_OFFSET));
  const size = u32At(header + HIVE_BIN_BYTES);
  const isPossible = size >= PAGE_SIZE && size % PAGE_SIZE == 0 && size <= binsEnd() - at;
  end = isPossible ? at + size : nextHeader(at + PAGE_SIZE);
  if (!isPossible) refuseSize();
  if (!need(fileOffsetOf(at), end - at)) return false;
  reservedIsZero(header);
  binCount++;
  isAfterFree = false;
  at += HIVE_BIN_SIZE;
  return true;
}

/** I23. Nothing here is a header: up to the next one nobody knows where cells begin. */
function passHole(header: u32): bool {
  report(23, IN_HIVE_BIN, fileOffsetOf(at), SIGNATURE_HBIN, u32At(header + HIVE_BIN_SIGNATURE));
  const next = nextHeader(at + PAGE_SIZE);
  if (!need(fileOffsetOf(at), next - at)) return false;
  end = next;
  loseRest();
  return true;
}

/** I32 */
function reservedIsZero(header: u32): void {
  let field = HIVE_BIN_RESERVED;
  if (u32At(header + field) == 0) field += 4;
  if (u32At(header + field) == 0) field = HIVE_BIN_SPARE;
  const found = u32At(header + field);
  if (found != 0) report(32, IN_HIVE_BIN, fileOffsetOf(bin) + field, 0, found);
}

/** I22: `end` is where the bin really ends. */
function refuseSize(): void {
  const place = addressOf(bin) + HIVE_BIN_BYTES;
  report(22, IN_HIVE_BIN, fileOffsetOf(bin) + HIVE_BIN_BYTES, end - bin, u32At(place));
}

function checkCell(): void {
  const bytes = i32At(addressOf(at));
  const size = (bytes < 0 ? 0 - bytes : bytes) as u32;
  if (isFollowedByBin(size)) return;
  if (size == 0 || (size & (alignment - 1)) != 0) {
    report(24, IN_CELL, cellPlace(at), alignment, bytes as u32);
    loseRest();
    return;
  }
  if (size > end - at) {
    report(25, IN_CELL, cellPlace(at), end - at, size);
    loseRest();
    return;
  }
  noteCell(at);
  if (bytes >= 0 && isAfterFree) report(26, IN_CELL, cellPlace(at), 0, size);
  isAfterFree = bytes >= 0;
  if (bytes < 0 && size >= CELL_HEADER_SIZE + SECURITY_SIZE) countSecurity(at);
  at += size;
}

function countSecurity(offset: u32): void {
  if (u16At(dataOf(offset)) == SIGNATURE_SK) securityCellsAtMost++;
}

/** Nobody knows where cells begin in what is left of the bin. */
function loseRest(): void {
  noteUnknown(at, end);
  for (; at < end; at += CELL_ALIGNMENT) countSecurity(at);
}

/**
 * A header within the bin where a cell should be, or a cell that leads over the bin's end to where the next header is: then
 * the bin's size is wrong (I22), and its cells are not. True when that ends the bin.
 */
function isFollowedByBin(size: u32): bool {
  if (at % PAGE_SIZE == 0 && at < end && isHeader(at)) {
    const rest = at;
    end = rest;
    refuseSize();
    return true;
  }
  if (size <= end - at || end == binsEnd() || (size & (alignment - 1)) != 0 || size > binsEnd() - at) return false;
  if (seemsHeader(end)) return false;
  const next = nextHeader(end);
  if (size > next - at || !need(fileOffsetOf(end), next - end)) return false;
  end = next;
  refuseSize();
  return false;
}

/** Half a header: one of its two marks is there. */
function seemsHeader(offset: u32): bool {
  if (!need(fileOffsetOf(offset), HIVE_BIN_SIZE)) return false;
  const header = addressOf(offset);
  return (
    u32At(header + HIVE_BIN_SIGNATURE) == SIGNATURE_HBIN ||
    (offset != 0 && u32At(header + HIVE_BIN_OFFSET) == offset && binSize(offset) % PAGE_SIZE == 0)
  );
}

/** The next page from `offset` on that is a header; the end of the bins where there is none. */
function nextHeader(offset: u32): u32 {
  let page = offset;
  while (page < binsEnd() && !isHeader(page)) page += PAGE_SIZE;
  return page;
}
