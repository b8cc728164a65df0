// The fast way for most text: characters that every format writes as they are, in blocks. A block reaches beyond its
// text's end: what is read there is not looked at, and what is written there is written over.
import { putV128, v128At } from "../memory.ts";
import { emitAt, isWide, out } from "./emit.ts";

const BLOCK: u32 = 16; // characters

// A character is not plain when the rows of its two hexadecimal digits have a bit in common: 1 for controls and, where bytes
// are written, all beyond ASCII, 2 for ", 4 for < >, 8 for the backslash, 16 for DEL, 32 for &. Which of them count tells the
// high digit's row of each format.
// biome-ignore format: a table
const LOW_DIGIT: v128 = i8x16(1, 1, 3, 1, 1, 1, 33, 1, 1, 1, 1, 1, 13, 1, 5, 17);
// biome-ignore format: a table
const IN_REG: v128 = i8x16(1, 1, 2, 0, 0, 8, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0);
// biome-ignore format: a table
const IN_UTF8: v128 = i8x16(1, 1, 2, 0, 0, 8, 0, 16, 1, 1, 1, 1, 1, 1, 1, 1);
// biome-ignore format: a table
const IN_XML: v128 = i8x16(1, 1, 34, 4, 0, 0, 0, 16, 1, 1, 1, 1, 1, 1, 1, 1);
// biome-ignore format: a table
const IN_CSV_TEXT: v128 = i8x16(1, 1, 2, 0, 0, 0, 0, 16, 1, 1, 1, 1, 1, 1, 1, 1);

let isXml: bool = false;

/** Says which characters are plain: those of XML, or those of all other formats. */
export function beginPlainRuns(xml: bool): void {
  isXml = xml;
}

/** Writes units until one is not plain, or all `count` are written; how many were. */
export function emitPlainRun(address: u32, count: u32, compressed: bool): u32 {
  return isWide ? emitWide(address, count, compressed) : emitNarrow(address, count, compressed);
}

function emitNarrow(address: u32, count: u32, compressed: bool): u32 {
  const begin = out;
  const rows = isXml ? IN_XML : IN_UTF8;
  for (let index: u32 = 0; index < count; index += BLOCK) {
    const characters = compressed
      ? v128At(address + index)
      : narrowed(v128At(address + index * 2), v128At(address + index * 2 + 16));
    putV128(begin + index, characters);
    const run = plainCharacters(characters, rows);
    if (run < BLOCK) return ended(begin, index + run, count);
  }
  return ended(begin, count, count);
}

/** The same for data in CSV: there a backslash is plain unless it looks like the start of an escape, or nobody can tell yet. */
export function emitPlainCsv(address: u32, count: u32): u32 {
  const begin = out;
  for (let index: u32 = 0; index < count; index += BLOCK) {
    const characters = narrowed(v128At(address + index * 2), v128At(address + index * 2 + 16));
    putV128(begin + index, characters);
    let run = plainCharacters(characters, IN_CSV_TEXT);
    const backslashes = i8x16.bitmask(i8x16.eq(characters, i8x16.splat(0x5c)));
    if (backslashes != 0) {
      const left = count - index;
      const last: i32 = 1 << ((left < BLOCK ? left - 1 : BLOCK - 1) as i32);
      const escapes = backslashes & ((i8x16.bitmask(i8x16.eq(characters, i8x16.splat(0x75))) >> 1) | last);
      const before = ctz<i32>(escapes) as u32; // 32 when there are none
      if (before < run) run = before;
    }
    if (run < BLOCK) return ended(begin, index + run, count);
  }
  return ended(begin, count, count);
}

/** In UTF-16 everything beyond ASCII stands for itself. */
function emitWide(address: u32, count: u32, compressed: bool): u32 {
  const begin = out;
  for (let index: u32 = 0; index < count; index += BLOCK) {
    let first: v128;
    let second: v128;
    let characters: v128;
    if (compressed) {
      characters = v128At(address + index);
      first = i16x8.extend_low_i8x16_u(characters);
      second = i16x8.extend_high_i8x16_u(characters);
    } else {
      first = v128At(address + index * 2);
      second = v128At(address + index * 2 + 16);
      characters = narrowed(first, second);
    }
    putV128(begin + index * 2, first);
    putV128(begin + index * 2 + 16, second);
    const run = plainCharacters(characters, IN_REG);
    if (run < BLOCK) return ended(begin, index + run, count);
  }
  return ended(begin, count, count);
}

function ended(begin: u32, run: u32, count: u32): u32 {
  const written = run < count ? run : count;
  emitAt(begin + (isWide ? written * 2 : written));
  return written;
}

/** Sixteen units as bytes; those beyond Latin-1 become 0xff. */
function narrowed(first: v128, second: v128): v128 {
  const most = i16x8.splat(0xff);
  return i8x16.narrow_i16x8_u(i16x8.min_u(first, most), i16x8.min_u(second, most));
}

/** How many of sixteen characters are plain before the first that is not. */
function plainCharacters(characters: v128, byHighDigit: v128): u32 {
  const low = i8x16.swizzle(LOW_DIGIT, v128.and(characters, i8x16.splat(15)));
  const high = i8x16.swizzle(byHighDigit, i8x16.shr_u(characters, 4));
  const plain = i8x16.bitmask(i8x16.eq(v128.and(low, high), i8x16.splat(0)));
  return ctz<i32>(~plain) as u32;
}
