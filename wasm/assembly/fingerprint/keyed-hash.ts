// A keyed hash of the fields of a key, gathered in blocks of a kilobyte first. A block is hashed as in UMAC (RFC 4418,
// 5.2.2): NH, twice, the second time with the key moved by 16 bytes. Two blocks that differ come to the same for one key
// in 2^64 at most, whatever they hold, and who made them does not know the key. More blocks than one go through SipHash.
import { PATH } from "../abi.ts";
import { copyLoosely, put8, put32, put64, putV128, u16At, v128At } from "../memory.ts";
import { addWord, beginSip, endSip, setSipKey, sipHigh, sipLow } from "./sip-hash.ts";

const BLOCK_SIZE: u32 = 1024;
// A path's room is free: no export goes on at the same time.
const KEY: u32 = PATH;
const KEY_SIZE: u32 = BLOCK_SIZE + 16;
const BLOCK: u32 = PATH + 0x800; // what does not fit is behind it
/** Room for others. */
export const HASH_END: u32 = PATH + 0x1000;

/** Bytes in the block; at most a head too many. */
let filled: u32 = 0;
let blocks: u32 = 0;
let low: u64 = 0;
let high: u64 = 0;

/** The hash, when it has been ended. */
export let hashLow: u64 = 0;
export let hashHigh: u64 = 0;

/** Draws NH's key from a secret of 128 bits. */
export function setHashKey(secretLow: u64, secretHigh: u64): void {
  setSipKey(secretLow, secretHigh);
  for (let at: u32 = 0; at < KEY_SIZE; at += 16) {
    beginSip();
    addWord(at);
    endSip();
    put64(KEY + at, sipLow);
    put64(KEY + at + 8, sipHigh);
  }
}

export function beginHash(): void {
  filled = 0;
  blocks = 0;
}

/** Three fields of fixed size. Something of its own size comes next, be it of none, and makes room again. */
export function addHead(one: u32, two: u32, three: u32): void {
  const at = BLOCK + filled;
  put32(at, one);
  put32(at + 4, two);
  put32(at + 8, three);
  filled += 12;
}

/** Bytes whose count has been added before; up to 31 more behind them are read, and count for nothing. */
export function addBytes(address: u32, size: u32): void {
  if (filled + size > BLOCK_SIZE) addInParts(address, size);
  else {
    copyLoosely(BLOCK + filled, address, size);
    filled += size;
  }
}

/** UTF-16 as the Latin-1 that it could be. */
export function addNarrowed(address: u32, length: u32): void {
  for (let index: u32 = 0; index < length; index++) {
    if (filled >= BLOCK_SIZE) nextBlock();
    put8(BLOCK + filled++, u16At(address + index * 2));
  }
}

function addInParts(address: u32, size: u32): void {
  while (true) {
    if (filled >= BLOCK_SIZE) nextBlock();
    const room = BLOCK_SIZE - filled;
    const part = size < room ? size : room;
    copyLoosely(BLOCK + filled, address, part);
    filled += part;
    if (part == size) return;
    address += part;
    size -= part;
  }
}

export function endHash(): void {
  if (filled > BLOCK_SIZE) nextBlock();
  hashBlock(filled);
  hashLow = low;
  hashHigh = high;
  if (blocks == 0) return;
  addWord(low);
  addWord(high);
  endSip();
  hashLow = sipLow;
  hashHigh = sipHigh;
}

/** Hashes a full block, and begins the next one with what was too much. */
function nextBlock(): void {
  const surplus = v128At(BLOCK + BLOCK_SIZE);
  hashBlock(BLOCK_SIZE);
  if (blocks++ == 0) beginSip();
  addWord(low);
  addWord(high);
  putV128(BLOCK, surplus);
  filled -= BLOCK_SIZE;
}

/** NH with both keys of the first `size` bytes, zeros behind them. */
function hashBlock(size: u32): void {
  const zero = v128.splat<u32>(0);
  putV128(BLOCK + size, zero);
  putV128(BLOCK + size + 16, zero);
  let ofFirst = zero;
  let ofSecond = zero;
  let first = v128At(KEY);
  for (let at: u32 = 0; at < size; at += 32) {
    const even = v128At(BLOCK + at);
    const odd = v128At(BLOCK + at + 16);
    const second = v128At(KEY + at + 16);
    const third = v128At(KEY + at + 32);
    ofFirst = v128.add<u64>(ofFirst, products(v128.add<u32>(even, first), v128.add<u32>(odd, second)));
    ofSecond = v128.add<u64>(ofSecond, products(v128.add<u32>(even, second), v128.add<u32>(odd, third)));
    first = third;
  }
  low = v128.extract_lane<u64>(ofFirst, 0) + v128.extract_lane<u64>(ofFirst, 1) + size;
  high = v128.extract_lane<u64>(ofSecond, 0) + v128.extract_lane<u64>(ofSecond, 1) + size;
}

/** Each word of one with that of the other, two sums of two products. */
function products(one: v128, other: v128): v128 {
  return v128.add<u64>(v128.extmul_low<u32>(one, other), v128.extmul_high<u32>(one, other));
}
