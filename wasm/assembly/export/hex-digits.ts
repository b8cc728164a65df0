// Bytes in hexadecimal, in blocks. A block reads beyond the bytes it is for and writes beyond its text: that is not looked
// at, and is written over or not part of the output.
import { putV128, v128At } from "../memory.ts";
import { emitAt, isWide, out } from "./emit.ts";

// biome-ignore format: a table
const DIGITS: v128 = i8x16(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102);
const COMMAS: v128 = i16x8.splat(0x2c); // a comma and a zero byte in turns

function highDigits(bytes: v128): v128 {
  return i8x16.swizzle(DIGITS, i8x16.shr_u(bytes, 4));
}

function lowDigits(bytes: v128): v128 {
  return i8x16.swizzle(DIGITS, v128.and(bytes, i8x16.splat(15)));
}

/** The digits of the first eight bytes, each byte's side by side. */
function firstPairs(high: v128, low: v128): v128 {
  return i8x16.shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function lastPairs(high: v128, low: v128): v128 {
  return i8x16.shuffle(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Writes bytes as digits and nothing else; in UTF-8 only. */
export function emitBytes(address: u32, count: u32): void {
  for (let index: u32 = 0; index < count; index += 16) {
    const bytes = v128At(address + index);
    const high = highDigits(bytes);
    const low = lowDigits(bytes);
    putV128(out + index * 2, firstPairs(high, low));
    putV128(out + index * 2 + 16, lastPairs(high, low));
  }
  emitAt(out + count * 2);
}

/** Puts eight bytes as sixteen digits at an address, and nothing beyond. */
export function putEightBytes(to: u32, bytes: v128): void {
  putV128(to, firstPairs(highDigits(bytes), lowDigits(bytes)));
}

/** Writes bytes as a .reg file has them: two digits and a comma each. */
export function emitBytesWithCommas(address: u32, count: u32): void {
  const size: u32 = isWide ? 6 : 3;
  for (let index: u32 = 0; index < count; index += 16) {
    const bytes = v128At(address + index);
    const high = highDigits(bytes);
    const low = lowDigits(bytes);
    const to = out + index * size;
    if (isWide) {
      putWide(to, firstPairs(high, low));
      putWide(to + 48, lastPairs(high, low));
    } else {
      putNarrow(to, firstPairs(high, low));
      putNarrow(to + 24, lastPairs(high, low));
    }
  }
  emitAt(out + count * size);
}

/** Eight bytes' digits with commas: 24 characters, in UTF-16. */
function putWide(to: u32, pairs: v128): void {
  putV128(to, i8x16.shuffle(pairs, COMMAS, 0, 17, 1, 17, 16, 17, 2, 17, 3, 17, 16, 17, 4, 17, 5, 17));
  putV128(to + 16, i8x16.shuffle(pairs, COMMAS, 16, 17, 6, 17, 7, 17, 16, 17, 8, 17, 9, 17, 16, 17, 10, 17));
  putV128(to + 32, i8x16.shuffle(pairs, COMMAS, 11, 17, 16, 17, 12, 17, 13, 17, 16, 17, 14, 17, 15, 17, 16, 17));
}

/** The same in UTF-8, and eight bytes more that do not count. */
function putNarrow(to: u32, pairs: v128): void {
  putV128(to, i8x16.shuffle(pairs, COMMAS, 0, 1, 16, 2, 3, 16, 4, 5, 16, 6, 7, 16, 8, 9, 16, 10));
  putV128(to + 16, i8x16.shuffle(pairs, COMMAS, 11, 16, 12, 13, 16, 14, 15, 16, 17, 17, 17, 17, 17, 17, 17, 17));
}
