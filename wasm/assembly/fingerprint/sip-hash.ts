// SipHash with one round a word, three at the end and 128 bits: a keyed hash. Who does not know the key cannot make two
// rows of words that come to the same.
const SEED0: u64 = ((0x736f6d65 as u64) << 32) | 0x70736575;
const SEED1: u64 = ((0x646f7261 as u64) << 32) | 0x6e646f6d;
const SEED2: u64 = ((0x6c796765 as u64) << 32) | 0x6e657261;
const SEED3: u64 = ((0x74656462 as u64) << 32) | 0x79746573;

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
