// Where there is room: for every proved bin the size of its largest free cell, and for every group of pages the largest of
// theirs. Made from the cells themselves whenever a bin changes, so there is nothing that could disagree with them.
import { FREE_CELLS, FREE_GROUPS, FREE_GROUPS_SIZE } from "./abi.ts";
import { NIL, PAGE_SIZE } from "./layout.ts";
import { put32, u32At, zeroBytes } from "./memory.ts";

const GROUP: u32 = 64; // pages

let pageCount: u32 = 0;

/** Empties the index for a hive of this many bytes of bins. */
export function openFreeIndex(binsSize: u32): void {
  pageCount = binsSize / PAGE_SIZE;
  zeroBytes(FREE_CELLS, pageCount * 4);
  zeroBytes(FREE_GROUPS, FREE_GROUPS_SIZE);
}

/** The hive has grown, or shrunk, to this many bytes of bins. */
export function resizeFreeIndex(binsSize: u32): void {
  const count = binsSize / PAGE_SIZE;
  if (count > pageCount) zeroBytes(FREE_CELLS + pageCount * 4, (count - pageCount) * 4);
  pageCount = count;
}

/** Size of the largest free cell of a proved bin; 0 when it has none, or is not known. */
export function largestFree(bin: u32): u32 {
  return u32At(FREE_CELLS + (bin / PAGE_SIZE) * 4);
}

export function noteLargestFree(bin: u32, size: u32): void {
  const page = bin / PAGE_SIZE;
  const old = u32At(FREE_CELLS + page * 4);
  if (old == size) return;
  put32(FREE_CELLS + page * 4, size);
  const group = FREE_GROUPS + (page / GROUP) * 4;
  if (size >= u32At(group)) put32(group, size);
  else if (old == u32At(group)) put32(group, largestIn(page - (page % GROUP)));
}

/** The first bin with a free cell of at least `size` bytes; NIL when none is known. */
export function binWithFree(size: u32): u32 {
  for (let page: u32 = 0; page < pageCount; page += GROUP) {
    if (u32At(FREE_GROUPS + (page / GROUP) * 4) < size) continue;
    for (let each = page; each < page + GROUP && each < pageCount; each++) {
      if (u32At(FREE_CELLS + each * 4) >= size) return each * PAGE_SIZE;
    }
  }
  return NIL;
}

function largestIn(first: u32): u32 {
  let largest: u32 = 0;
  for (let page = first; page < first + GROUP && page < pageCount; page++) {
    const size = u32At(FREE_CELLS + page * 4);
    if (size > largest) largest = size;
  }
  return largest;
}
