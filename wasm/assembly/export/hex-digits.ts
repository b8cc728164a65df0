// Bytes in hexadecimal, in blocks. A block reads beyond the bytes it is for and writes beyond its text: that is not looked
// at, and is written over or not part of the output.
import { putV128, v128At } from "../memory.ts";
import { emitAt, isWide, out } from "./emit.ts";

// biome-ignore format: a table
const DIGITS: usize = memory.data<u8>([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102]);

// Sixteen characters of the text in two rows: which digit stands at each place, or none; and the commas.
// biome-ignore format: a table
const WIDE: usize = memory.data<u8>([
  0, 255, 1, 255, 255, 255, 2, 255, 3, 255, 255, 255, 4, 255, 5, 255,
  0, 0, 0, 0, 44, 0, 0, 0, 0, 0, 44, 0, 0, 0, 0, 0,
  255, 255, 6, 255, 7, 255, 255, 255, 8, 255, 9, 255, 255, 255, 10, 255,
  44, 0, 0, 0, 0, 0, 44, 0, 0, 0, 0, 0, 44, 0, 0, 0,
  11, 255, 255, 255, 12, 255, 13, 255, 255, 255, 14, 255, 15, 255, 255, 255,
  0, 0, 44, 0, 0, 0, 0, 0, 44, 0, 0, 0, 0, 0, 44, 0,
]);
// biome-ignore format: a table
const NARROW: usize = memory.data<u8>([
  0, 1, 255, 2, 3, 255, 4, 5, 255, 6, 7, 255, 8, 9, 255, 10,
  0, 0, 44, 0, 0, 44, 0, 0, 44, 0, 0, 44, 0, 0, 44, 0,
  11, 255, 12, 13, 255, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 44, 0, 0, 44, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0, 0,
]);

function highDigits(bytes: v128): v128 {
  return i8x16.swizzle(v128At(DIGITS as u32), i8x16.shr_u(bytes, 4));
}

function lowDigits(bytes: v128): v128 {
  return i8x16.swizzle(v128At(DIGITS as u32), v128.and(bytes, i8x16.splat(15)));
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
  putV128(to, spread(pairs, WIDE as u32));
  putV128(to + 16, spread(pairs, (WIDE as u32) + 32));
  putV128(to + 32, spread(pairs, (WIDE as u32) + 64));
}

/** The same in UTF-8, and eight bytes more that do not count. */
function putNarrow(to: u32, pairs: v128): void {
  putV128(to, spread(pairs, NARROW as u32));
  putV128(to + 16, spread(pairs, (NARROW as u32) + 32));
}

/** Moves digits to their places, with commas between them, by a row of a table and the one behind it. */
function spread(pairs: v128, row: u32): v128 {
  return v128.or(i8x16.swizzle(pairs, v128At(row)), v128At(row + 16));
}
