// The hive's image in memory: where it begins, which of its pages have been read, and which have been changed.
// File offset o lies at imageBase + o. A page is read once, when somebody first needs it.
import {
  DIRTY,
  ENGINE_BUG,
  IMAGE_BASE_EDIT,
  IMAGE_BASE_READ,
  MODE_EDIT,
  OUT_OF_MEMORY,
  PAGE_BITS_SIZE,
  PRESENCE,
  PROVED,
  RULE_NONE,
} from "./abi.ts";
import { PAGE_SIZE } from "./layout.ts";
import { bitAt, reach, setBit, zeroBytes } from "./memory.ts";
import { fail } from "./status.ts";

/** The only call from the engine to the host: read these pages of the file to their place in the image. */
// @ts-ignore: an import of the module, by AssemblyScript's convention for declared functions
declare function fault(firstPage: u32, count: u32): void;

const READ_AHEAD_FROM: u32 = 3; // consecutive faults before reading ahead
const FIRST_RUN: u32 = 4; // pages, 16 KiB
const LONGEST_RUN: u32 = 256; // pages, 1 MiB
const LONGEST_BLOCK: u32 = 64; // pages, 256 KiB: what has been read is still in the processor's cache when it is walked
const WIDE_LOAD: u32 = 32; // bytes: text is looked at in blocks of so many

export let imageBase: u32 = 0;
export let imageSize: u32 = 0; // bytes of the file that belong to the image
/** Pages read so far. */
export let pagesRead: u32 = 0;
let nextPage: u32 = 0; // the page after the last fault
let consecutive: u32 = 0;
let run: u32 = FIRST_RUN;
let isLookUp: bool = false; // looking one thing up: what is read next tells nothing about what comes after it
let isBulk: bool = false; // reading a whole tree: pages around a needed one will be needed too

/** Empties the map for a new hive; its first page may then be needed. */
export function openImage(mode: u32): bool {
  imageBase = mode == MODE_EDIT ? IMAGE_BASE_EDIT : IMAGE_BASE_READ;
  if (!extendImage(PAGE_SIZE)) return false;
  zeroBytes(PRESENCE, PAGE_BITS_SIZE);
  zeroBytes(DIRTY, PAGE_BITS_SIZE);
  if (mode == MODE_EDIT) zeroBytes(PROVED, PAGE_BITS_SIZE);
  nextPage = 0xffffffff;
  pagesRead = 0;
  consecutive = 0;
  run = FIRST_RUN;
  isLookUp = false;
  isBulk = false;
  return true;
}

/** Sets the image's size in bytes and gets the memory for it, and for what wide loads at its end read too far. */
export function extendImage(size: u32): bool {
  if (!reach((imageBase as u64) + size + WIDE_LOAD)) {
    fail(OUT_OF_MEMORY, 0, RULE_NONE, 0, size, 0);
    return false;
  }
  imageSize = size;
  return true;
}

/** Says whether a look-up begins or ends; while one goes on, nothing is read ahead. */
export function lookUp(begins: bool): void {
  isLookUp = begins;
}

/** Says whether the reading of a whole tree begins or ends; while it goes on, pages are read in ever larger blocks. */
export function bulkRead(begins: bool): void {
  isBulk = begins;
  run = FIRST_RUN;
}

/** Sees to it that these bytes of the file are in memory; false after a fault. The range must lie in the image. */
export function need(fileOffset: u32, size: u32): bool {
  const page = fileOffset / PAGE_SIZE;
  // Nearly always all of it lies in one page, which is there.
  return (page == (fileOffset + size - 1) / PAGE_SIZE && bitAt(PRESENCE, page)) || needPages(fileOffset, size);
}

function needPages(fileOffset: u32, size: u32): bool {
  if (size == 0) return true;
  if (fileOffset > imageSize || size > imageSize - fileOffset) {
    fail(ENGINE_BUG, 0, RULE_NONE, fileOffset, imageSize, size);
    return false;
  }
  let page = fileOffset / PAGE_SIZE;
  const last = (fileOffset + size - 1) / PAGE_SIZE;
  while (page <= last) {
    if (bitAt(PRESENCE, page)) page++;
    else if (!readRun(page, last)) return false;
  }
  return true;
}

/** Reads pages from `page` on: those needed, more when faults follow each other, never one that is present. */
function readRun(page: u32, last: u32): bool {
  if (isBulk && !isLookUp) return readBlock(page);
  let wanted = last - page + 1;
  const ahead = readAhead(page);
  if (wanted < ahead) wanted = ahead;
  if (wanted > LONGEST_RUN) wanted = LONGEST_RUN;
  const inFile = (imageSize - page * PAGE_SIZE) / PAGE_SIZE;
  if (wanted > inFile) wanted = inFile;
  let count: u32 = 1;
  while (count < wanted && !bitAt(PRESENCE, page + count)) count++;
  fault(page, count);
  pagesRead += count;
  for (let index: u32 = 0; index < count; index++) setBit(PRESENCE, page + index);
  nextPage = page + count;
  return true;
}

/** Reads the pages around one that lack, in a block that is aligned to its size. */
function readBlock(page: u32): bool {
  const block = page - (page % run);
  const inFile = imageSize / PAGE_SIZE;
  const end = block + run < inFile ? block + run : inFile;
  let first = page;
  while (first > block && !bitAt(PRESENCE, first - 1)) first--;
  let next = page + 1;
  while (next < end && !bitAt(PRESENCE, next)) next++;
  fault(first, next - first);
  pagesRead += next - first;
  for (let index = first; index < next; index++) setBit(PRESENCE, index);
  if (run < LONGEST_BLOCK) run *= 2;
  return true;
}

/** How many pages to read at once, by how many faults have followed each other without a gap. */
function readAhead(page: u32): u32 {
  if (isLookUp || page != nextPage) {
    consecutive = 1;
    run = FIRST_RUN;
    return 1;
  }
  consecutive++;
  if (consecutive < READ_AHEAD_FROM) return 1;
  const pages = run;
  if (run < LONGEST_RUN) run *= 2;
  return pages;
}

/** Whether a page has been read. */
export function isPresent(page: u32): bool {
  return bitAt(PRESENCE, page);
}

/** Whether a page holds changes. */
export function isDirty(page: u32): bool {
  return bitAt(DIRTY, page);
}

/** Notes that a page is in memory without having been read: it is new. */
export function notePresent(page: u32): void {
  setBit(PRESENCE, page);
}
