// Where there is room: for every page of a proved bin the size of the largest free cell that begins there, and for every group
// of pages the largest of theirs. Made from the cells themselves whenever they change.
import { FIRST_CELLS, FREE_CELLS, FREE_GROUPS, FREE_GROUPS_SIZE } from "./abi.ts";
import { NIL, PAGE_SIZE } from "./layout.ts";
import { put32, u32At, zeroBytes } from "./memory.ts";

const GROUP: u32 = 64; // pages

let pageCount: u32 = 0;

/** Empties the index for a hive of this many bytes of bins. */
export function openFreeIndex(binsSize: u32): void {
  pageCount = 0;
  zeroBytes(FREE_GROUPS, FREE_GROUPS_SIZE);
  resizeFreeIndex(binsSize);
}

/** The hive has grown, or shrunk, to this many bytes of bins. */
export function resizeFreeIndex(binsSize: u32): void {
  const old = pageCount;
  pageCount = binsSize / PAGE_SIZE;
  if (pageCount > old) {
    zeroBytes(FREE_CELLS + old * 4, (pageCount - old) * 4);
    zeroBytes(FIRST_CELLS + old * 2, (pageCount - old) * 2);
  }
  for (let group = pageCount / GROUP; group * GROUP < old; group++)
    put32(FREE_GROUPS + group * 4, largestIn(group * GROUP));
}

export function noteLargestFree(page: u32, size: u32): void {
  const old = u32At(FREE_CELLS + page * 4);
  if (old == size) return;
  put32(FREE_CELLS + page * 4, size);
  const group = FREE_GROUPS + (page / GROUP) * 4;
  if (size >= u32At(group)) put32(group, size);
  else if (old == u32At(group)) put32(group, largestIn(page - (page % GROUP)));
}

/** The first page from `from` to before `to` where a free cell of at least `size` bytes begins; NIL when none is known. */
export function pageWithFree(size: u32, from: u32, to: u32): u32 {
  for (let page = from; page < to; ) {
    if (page % GROUP == 0 && u32At(FREE_GROUPS + (page / GROUP) * 4) < size) page += GROUP;
    else if (u32At(FREE_CELLS + page * 4) >= size) return page;
    else page++;
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
