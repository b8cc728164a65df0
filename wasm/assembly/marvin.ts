// The hash of log entries: Marvin32 with the seed that Windows uses for them, 64 bits.
import { u32At } from "./memory.ts";

const SEED_LOW: u32 = 0x7a4e55c5;
const SEED_HIGH: u32 = 0x82ef4d88;
const END_OF_DATA: u32 = 0x80; // what follows the last whole dword

export let hashLow: u32 = 0;
export let hashHigh: u32 = 0;

/** Hashes `size` bytes, a multiple of four as everything in a log is, into `hashLow` and `hashHigh`. */
export function marvin(address: u32, size: u32): void {
  beginHash();
  addToHash(address, size);
  endHash();
}

/** For bytes that come in parts, each a multiple of four: begin, add all parts, end. */
export function beginHash(): void {
  hashLow = SEED_LOW;
  hashHigh = SEED_HIGH;
}

export function addToHash(address: u32, size: u32): void {
  for (let at: u32 = 0; at < size; at += 4) mix(u32At(address + at));
}

export function endHash(): void {
  mix(END_OF_DATA);
  mix(0);
}

function mix(dword: u32): void {
  let low = hashLow + dword;
  let high = hashHigh ^ low;
  low = rotated(low, 20) + high;
  high = rotated(high, 9) ^ low;
  low = rotated(low, 27) + high;
  hashHigh = rotated(high, 19);
  hashLow = low;
}

/** By shifts: V8's first compiler, which most commits run in, leaves rotations to a C function, and takes five times as long. */
function rotated(value: u32, bits: u32): u32 {
  return (value << bits) | (value >> (32 - bits));
}
