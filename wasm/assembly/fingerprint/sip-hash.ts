// SipHash with one round a word, three at the end and 128 bits: a keyed hash. Who does not know the key cannot make two
// contents that come to the same. Its words here are whole fields: whoever adds bytes adds their size before them.
import { u32At, u64At } from "../memory.ts";

const SEED0: u64 = ((0x736f6d65 as u64) << 32) | 0x70736575;
const SEED1: u64 = ((0x646f7261 as u64) << 32) | 0x6e646f6d;
const SEED2: u64 = ((0x6c796765 as u64) << 32) | 0x6e657261;
const SEED3: u64 = ((0x74656462 as u64) << 32) | 0x79746573;
// Every other pair of bytes, and every other byte
const PAIRS: u64 = ((0xffff as u64) << 32) | 0xffff;
const BYTES: u64 = ((0x00ff00ff as u64) << 32) | 0x00ff00ff;

let key0: u64 = 0;
let key1: u64 = 0;
let v0: u64 = 0;
let v1: u64 = 0;
let v2: u64 = 0;
let v3: u64 = 0;

/** The hash, when it has been ended. */
export let sipLow: u64 = 0;
export let sipHigh: u64 = 0;

export function setSipKey(low: u64, high: u64): void {
  key0 = low;
  key1 = high;
}

export function beginSip(): void {
  v0 = key0 ^ SEED0;
  v1 = key1 ^ SEED1 ^ 0xee;
  v2 = key0 ^ SEED2;
  v3 = key1 ^ SEED3;
}

export function addWord(word: u64): void {
  v3 ^= word;
  round();
  v0 ^= word;
}

/** Bytes, and zeros up to a multiple of eight; what lies behind them is read, and counts for nothing. */
export function addBytes(address: u32, size: u32): void {
  const whole = address + (size & ~7);
  let a = v0;
  let b = v1;
  let c = v2;
  let d = v3;
  // The rounds of `addWord`, with the state where it need not be stored in between.
  for (let at = address; at < whole; at += 8) {
    const word = u64At(at);
    d ^= word;
    a += b;
    b = rotl<u64>(b, 13) ^ a;
    a = rotl<u64>(a, 32);
    c += d;
    d = rotl<u64>(d, 16) ^ c;
    a += d;
    d = rotl<u64>(d, 21) ^ a;
    c += b;
    b = rotl<u64>(b, 17) ^ c;
    c = rotl<u64>(c, 32);
    a ^= word;
  }
  v0 = a;
  v1 = b;
  v2 = c;
  v3 = d;
  const rest: u64 = size & 7;
  if (rest != 0) addWord(u64At(whole) & (((1 as u64) << (rest * 8)) - 1));
}

/** Latin-1 as the UTF-16 that it stands for. */
export function addLatin1(address: u32, size: u32): void {
  let at: u32 = 0;
  for (; at + 4 <= size; at += 4) addWord(unitsOf(u32At(address + at)));
  const rest: u64 = size - at;
  if (rest != 0) addWord(unitsOf(u32At(address + at)) & (((1 as u64) << (rest * 16)) - 1));
}

/** Four bytes as four UTF-16 units. */
function unitsOf(bytes: u32): u64 {
  const pairs: u64 = ((bytes as u64) | ((bytes as u64) << 16)) & PAIRS;
  return (pairs | (pairs << 8)) & BYTES;
}

export function endSip(): void {
  v2 ^= 0xee;
  round();
  round();
  round();
  sipLow = v0 ^ v1 ^ v2 ^ v3;
  v1 ^= 0xdd;
  round();
  round();
  round();
  sipHigh = v0 ^ v1 ^ v2 ^ v3;
}

function round(): void {
  let a = v0 + v1;
  let b = rotl<u64>(v1, 13) ^ a;
  a = rotl<u64>(a, 32);
  let c = v2 + v3;
  let d = rotl<u64>(v3, 16) ^ c;
  a += d;
  d = rotl<u64>(d, 21) ^ a;
  c += b;
  b = rotl<u64>(b, 17) ^ c;
  v0 = a;
  v1 = b;
  v2 = rotl<u64>(c, 32);
  v3 = d;
}
