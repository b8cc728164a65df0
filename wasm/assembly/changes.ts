// Changing bytes of the image. The old bytes go to a journal behind the image before the new ones come, so that whatever
// has been changed since a savepoint can be taken back. A verb may therefore read, prove and change in the order that
// suits it: when it fails, the host rolls back, and nothing has changed.
import { DIRTY, KEPT, OUT_OF_MEMORY, PAGE_BITS_SIZE, PROVED, RESTORED, RULE_NONE } from "./abi.ts";
import { BASE_BLOCK_SIZE, NIL, PAGE_SIZE } from "./layout.ts";
import {
  bitAt,
  clearBit,
  copyBytes,
  nextBit,
  put8,
  put16,
  put32,
  reach,
  sameBytes,
  setBit,
  u8At,
  u16At,
  u32At,
  u64At,
  zeroBytes,
} from "./memory.ts";
import { extendImage, imageBase, imageSize, isDirty, notePresent } from "./paging.ts";
import { fail, failed } from "./status.ts";

// An entry: file offset, size, the old bytes up to a multiple of four, the entry's own size. Growth has no bytes: its
// offset is NIL, its size the image's former one. Bytes that were moved are still there: MOVED, where they went, whence, how
// many; what they came to lie upon has an entry before that. A page that was clean has an entry before the first change in it:
// DIRTIED, its number.
const ENTRY_OFFSET: u32 = 0;
const ENTRY_SIZE: u32 = 4;
const ENTRY_BYTES: u32 = 8;
const ENTRY_OVERHEAD: u32 = 12;
const MOVED: u32 = 0xfffffffe;
const DIRTIED: u32 = 0xfffffffd;
const MOVE_SOURCE: u32 = 8;
const MOVE_SIZE: u32 = 12;
const MOVE_ENTRY: u32 = 20; // bytes of such an entry
const LEAST_ROOM: u32 = 0x10000;
const FOUR_GIGABYTES: u64 = 0x100000000;

let journal: u32 = 0; // its address; 0 while nothing has been changed
let journalEnd: u32 = 0; // end of the memory that it may fill
/** Bytes of the journal: a savepoint is the size at that time. */
export let journalSize: u32 = 0;
let firstRestored: u32 = NIL; // pages of the file whose bytes a rollback has brought back: a bit each,
let restoredEnd: u32 = 0; // from the first to before this one
let keptEnd: u32 = 0; // while pages are kept instead of bytes: the image's size before; 0 otherwise

/** FILETIME that edited keys get; NIL, NIL leaves the times that stand there. */
export let editTimeLow: u32 = NIL;
export let editTimeHigh: u32 = NIL;

/** Empties the journal for a new hive. */
export function openChanges(): void {
  journal = 0;
  journalEnd = 0;
  journalSize = 0;
  firstRestored = NIL;
  restoredEnd = 0;
  keptEnd = 0;
  zeroBytes(RESTORED, PAGE_BITS_SIZE);
  setEditTime(NIL, NIL);
}

/**
 * Says whether many changes begin or end that are only taken back together. While they go on, each page is put away once, as it
 * was before them, and new pages not at all: the journal does not grow with what is written. A mark within cannot be rolled
 * back to.
 */
export function keepPages(begins: bool): void {
  keptEnd = begins ? imageSize : 0;
  if (begins) zeroBytes(KEPT, PAGE_BITS_SIZE);
}

export function setEditTime(low: u32, high: u32): void {
  editTimeLow = low;
  editTimeHigh = high;
}

/** Drops the journal: what has been changed so far can no longer be taken back. */
export function forgetChanges(): void {
  journalSize = 0;
}

/** First address behind the image and the journal: there the logs of a commit are built. */
export function behindImage(): u32 {
  const end = imageBase + imageSize;
  return journal == 0 || journal + journalSize < end ? end : (journal + journalSize + 7) & ~7;
}

export function patch8(address: u32, value: u32): void {
  if (u8At(address) != value && note(address, 1)) put8(address, value);
}

export function patch16(address: u32, value: u32): void {
  if (u16At(address) != value && note(address, 2)) put16(address, value);
}

export function patch32(address: u32, value: u32): void {
  if (u32At(address) != value && note(address, 4)) put32(address, value);
}

/** Changes bytes of the image to those at `source`; a page whose bytes stay as they are does not become dirty. */
export function patchBytes(address: u32, source: u32, size: u32): void {
  while (size != 0) {
    const part = withinPage(address, size);
    if (!sameBytes(address, source, part)) {
      if (!note(address, part)) return;
      copyBytes(address, source, part);
    }
    address += part;
    source += part;
    size -= part;
  }
}

/** Changes bytes of the image to zeros, from the first one on that is not zero. */
export function patchZeros(address: u32, size: u32): void {
  while (size != 0) {
    const part = withinPage(address, size);
    const zeros = leadingZeros(address, part);
    if (zeros != part) {
      if (!note(address + zeros, part - zeros)) return;
      zeroBytes(address + zeros, part - zeros);
    }
    address += part;
    size -= part;
  }
}

/** Moves bytes within the image by less than their size, as when an element of a list comes or goes. */
export function moveBytes(target: u32, source: u32, size: u32): void {
  const distance = target > source ? target - source : source - target;
  if (distance >= size || keptEnd != 0) {
    if (size != 0 && note(target, size)) copyBytes(target, source, size);
  } else if (note(target > source ? source + size : target, distance) && noteMove(target, source, size))
    copyBytes(target, source, size);
}

/** Makes the image larger by whole pages, all zeros and all changed; false when there is no memory. */
export function growImage(size: u32): bool {
  if (!moveJournal(size) || !noteShort(NIL, imageSize)) return false;
  const old = imageSize;
  if (!extendImage(size)) return false;
  zeroBytes(imageBase + old, size - old);
  for (let page = old / PAGE_SIZE; page < size / PAGE_SIZE; page++) {
    notePresent(page);
    setBit(DIRTY, page);
  }
  return true;
}

/** Makes the image smaller by whole pages; false when there is no memory. */
export function cutImage(size: u32): bool {
  if (!noteShort(NIL, imageSize)) return false;
  shrinkImage(size);
  return true;
}

/** Makes the first page of the hive bins count as changed, where a change is none of bytes. It must have been read. */
export function markFirstPage(): void {
  markDirty(BASE_BLOCK_SIZE, 1);
}

/** Takes everything back that has been changed since the journal had this size. */
export function rollBack(mark: u32): void {
  while (journalSize > mark) {
    const size = u32At(journal + journalSize - 4);
    const entry = journal + journalSize - size;
    const offset = u32At(entry + ENTRY_OFFSET);
    if (offset == NIL) shrinkImage(u32At(entry + ENTRY_SIZE));
    else if (offset == MOVED) moveBack(entry);
    else if (offset == DIRTIED) clearBit(DIRTY, u32At(entry + ENTRY_SIZE));
    else {
      copyBytes(imageBase + offset, entry + ENTRY_BYTES, u32At(entry + ENTRY_SIZE));
      noteRestored(offset, u32At(entry + ENTRY_SIZE));
    }
    journalSize -= size;
  }
}

function moveBack(entry: u32): void {
  const target = imageBase + u32At(entry + ENTRY_SIZE);
  copyBytes(imageBase + u32At(entry + MOVE_SOURCE), target, u32At(entry + MOVE_SIZE));
  noteRestored(u32At(entry + MOVE_SOURCE), u32At(entry + MOVE_SIZE));
}

/** Bins are counted from the first one on, so by one page less than the file. */
function shrinkImage(size: u32): void {
  for (let end = size; end < imageSize; end += PAGE_SIZE) {
    clearBit(PROVED, (end - BASE_BLOCK_SIZE) / PAGE_SIZE);
    clearBit(DIRTY, end / PAGE_SIZE);
  }
  extendImage(size);
}

function noteRestored(fileOffset: u32, size: u32): void {
  const first = fileOffset / PAGE_SIZE;
  const last = (fileOffset + size - 1) / PAGE_SIZE;
  for (let page = first; page <= last; page++) setBit(RESTORED, page);
  if (first < firstRestored) firstRestored = first;
  if (last >= restoredEnd) restoredEnd = last + 1;
}

/** Page of the file that a rollback has brought bytes of back, from this one on; each is told once. NIL when there is none. */
export function takeRestored(from: u32): u32 {
  const page = nextBit(RESTORED, from < firstRestored ? firstRestored : from, restoredEnd);
  if (page != NIL) clearBit(RESTORED, page);
  else {
    firstRestored = NIL;
    restoredEnd = 0;
  }
  return page;
}

/** Puts the old bytes away, and marks their pages; false after a fault, also an earlier one: nothing is changed any more. */
function note(address: u32, size: u32): bool {
  if (failed()) return false;
  const fileOffset = address - imageBase;
  if (fileOffset > imageSize || size > imageSize - fileOffset) unreachable();
  if (size == 0) return true;
  return keptEnd == 0 ? noteBytes(fileOffset, size) : notePages(fileOffset, size);
}

function noteBytes(fileOffset: u32, size: u32): bool {
  const whole = ENTRY_OVERHEAD + padded(size);
  if (!markDirty(fileOffset, size) || !room(whole)) return false;
  const entry = journal + journalSize;
  put32(entry + ENTRY_OFFSET, fileOffset);
  put32(entry + ENTRY_SIZE, size);
  copyBytes(entry + ENTRY_BYTES, imageBase + fileOffset, size);
  put32(entry + whole - 4, whole);
  journalSize += whole;
  return true;
}

/** Puts the pages of these bytes away that have not been yet. A new page goes with the growth that brought it. */
function notePages(fileOffset: u32, size: u32): bool {
  const last = (fileOffset + size - 1) / PAGE_SIZE;
  for (let page = fileOffset / PAGE_SIZE; page <= last; page++) {
    if (page * PAGE_SIZE >= keptEnd || bitAt(KEPT, page)) continue;
    if (!noteBytes(page * PAGE_SIZE, PAGE_SIZE)) return false;
    setBit(KEPT, page);
  }
  return true;
}

/** Marks the pages of these bytes as changed; false when there is no memory. */
function markDirty(fileOffset: u32, size: u32): bool {
  const last = (fileOffset + size - 1) / PAGE_SIZE;
  for (let page = fileOffset / PAGE_SIZE; page <= last; page++) {
    if (isDirty(page)) continue;
    if (!noteShort(DIRTIED, page)) return false;
    setBit(DIRTY, page);
  }
  return true;
}

/** The bytes at `target` that no entry holds are those at `source`. */
function noteMove(target: u32, source: u32, size: u32): bool {
  if (!markDirty(target - imageBase, size) || !room(MOVE_ENTRY)) return false;
  const entry = journal + journalSize;
  put32(entry + ENTRY_OFFSET, MOVED);
  put32(entry + ENTRY_SIZE, target - imageBase);
  put32(entry + MOVE_SOURCE, source - imageBase);
  put32(entry + MOVE_SIZE, size);
  put32(entry + MOVE_ENTRY - 4, MOVE_ENTRY);
  journalSize += MOVE_ENTRY;
  return true;
}

/** An entry without bytes. */
function noteShort(kind: u32, what: u32): bool {
  if (!room(ENTRY_OVERHEAD)) return false;
  const entry = journal + journalSize;
  put32(entry + ENTRY_OFFSET, kind);
  put32(entry + ENTRY_SIZE, what);
  put32(entry + ENTRY_BYTES, ENTRY_OVERHEAD);
  journalSize += ENTRY_OVERHEAD;
  return true;
}

/** Sees to it that the journal can take `size` more bytes. */
function room(size: u32): bool {
  if (journal == 0) journal = journalPlace(imageSize);
  const needed = (journal as u64) + journalSize + size;
  if (needed <= journalEnd) return true;
  // Half as much again if it can be had; at the end of all memory what is needed.
  const end = needed + journalSize / 2 + LEAST_ROOM;
  if (end < FOUR_GIGABYTES && reach(end)) {
    journalEnd = end as u32;
    return true;
  }
  if (needed >= FOUR_GIGABYTES || !reach(needed)) {
    fail(OUT_OF_MEMORY, 0, RULE_NONE, 0, size, 0);
    return false;
  }
  journalEnd = needed as u32;
  return true;
}

/** Behind an image of this size, with room for it to grow: moving the journal for every new bin would cost too much. */
function journalPlace(size: u32): u32 {
  return imageBase + size + size / 4 + LEAST_ROOM * 4;
}

/** Makes way for an image of `size` bytes, also where the journal has yet to get its place. */
function moveJournal(size: u32): bool {
  if (journal == 0) journal = journalPlace(size);
  if (imageBase + size <= journal) return true;
  const place = journalPlace(size);
  if (!reach((place as u64) + journalSize + LEAST_ROOM)) {
    fail(OUT_OF_MEMORY, 0, RULE_NONE, 0, size, 0);
    return false;
  }
  copyBytes(place, journal, journalSize);
  journal = place;
  journalEnd = place + journalSize + LEAST_ROOM;
  return true;
}

function withinPage(address: u32, size: u32): u32 {
  const inPage = PAGE_SIZE - ((address - imageBase) % PAGE_SIZE);
  return size < inPage ? size : inPage;
}

function leadingZeros(address: u32, size: u32): u32 {
  let at: u32 = 0;
  while (at + 8 <= size && u64At(address + at) == 0) at += 8;
  while (at < size && u8At(address + at) == 0) at++;
  return at;
}

function padded(size: u32): u32 {
  return (size + 3) & ~3;
}
