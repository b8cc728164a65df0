// The first match in a range of memory, of any pattern. Sixteen places are looked at together, by two bytes of each pattern;
// only where both fit is the pattern compared. A block reads up to 31 bytes beyond the range, into memory that is always there.
import {
  EXACT,
  FOLDED_NARROW,
  FOLDED_WIDE,
  PATTERN_AT,
  PATTERN_EVEN_USES,
  PATTERN_KIND,
  PATTERN_LENGTH,
  PATTERN_USES,
  SEARCH_TABLE,
} from "../abi.ts";
import { sameBytes, u8At, u16At, v128At } from "../memory.ts";
import { upcase } from "../name.ts";
import { anchorPlace, anchorVectors, patternCount, patternField } from "./table.ts";

const BLOCK: u32 = 16;
const NO_CHARACTER: u32 = 0xffffffff;

/** Of the match last found: its pattern, and its bytes. */
export let matchedPattern: u32 = 0;
export let matchSize: u32 = 0;

/**
 * The first match that begins at `from` or behind it, before `limit`, and ends by `end`; of two that begin at one place that
 * of the first pattern. 0 where there is none. `uses` says what is searched, and `base` from where even places count.
 */
export function findMatch(from: u32, limit: u32, end: u32, uses: u32, base: u32): u32 {
  for (let block = skip(from, limit); block < limit; block = skip(block + BLOCK, limit)) {
    let places = candidates(block, 0);
    if (patternCount > 1) places |= candidates(block, 1);
    if (patternCount > 2) places |= candidates(block, 2);
    while (places != 0) {
      const at = block + ctz<u32>(places);
      if (at >= limit) return 0;
      if (matchesAny(at, end, uses, base)) return at;
      places &= places - 1;
    }
  }
  return 0;
}

/** The first block from here on that has candidates of one of two patterns. What the loop needs stays in registers. */
function skip(from: u32, limit: u32): u32 {
  if (patternCount > 2) return from;
  const other: u32 = patternCount - 1; // a single one is looked for twice
  const first = anchorVectors(0, 0);
  const second = anchorVectors(other, 0);
  const bitsA = v128At(first);
  const valueA = v128At(first + BLOCK);
  const bitsB = v128At(first + 2 * BLOCK);
  const valueB = v128At(first + 3 * BLOCK);
  const bitsC = v128At(second);
  const valueC = v128At(second + BLOCK);
  const bitsD = v128At(second + 2 * BLOCK);
  const valueD = v128At(second + 3 * BLOCK);
  const placeA = anchorPlace(0, 0);
  const placeB = anchorPlace(0, 1);
  const placeC = anchorPlace(other, 0);
  const placeD = anchorPlace(other, 1);
  let block = from;
  for (; block < limit; block += BLOCK) {
    const a = i8x16.eq(v128.and(v128At(block + placeA), bitsA), valueA);
    const b = i8x16.eq(v128.and(v128At(block + placeB), bitsB), valueB);
    const c = i8x16.eq(v128.and(v128At(block + placeC), bitsC), valueC);
    const d = i8x16.eq(v128.and(v128At(block + placeD), bitsD), valueD);
    if (v128.any_true(v128.or(v128.and(a, b), v128.and(c, d)))) break;
  }
  return block;
}

/** A bit for each of sixteen places where both anchors of a pattern fit. */
function candidates(block: u32, index: u32): u32 {
  return i8x16.bitmask(v128.and(anchorFits(block, index, 0), anchorFits(block, index, 1))) as u32;
}

function anchorFits(block: u32, index: u32, which: u32): v128 {
  const vectors = anchorVectors(index, which);
  const bytes = v128At(block + anchorPlace(index, which));
  return i8x16.eq(v128.and(bytes, v128At(vectors)), v128At(vectors + BLOCK));
}

function matchesAny(at: u32, end: u32, uses: u32, base: u32): bool {
  for (let index: u32 = 0; index < patternCount; index++) {
    if ((patternField(index, PATTERN_USES) & uses) == 0) continue;
    if ((patternField(index, PATTERN_EVEN_USES) & uses) != 0 && ((at - base) & 1) != 0) continue;
    matchSize = sizeOfMatch(index, at, end);
    if (matchSize == 0) continue;
    matchedPattern = index;
    return true;
  }
  return false;
}

/** Bytes of the match of a pattern that begins here, 0 where it does not match. */
function sizeOfMatch(index: u32, at: u32, end: u32): u32 {
  const kind = patternField(index, PATTERN_KIND);
  const length = patternField(index, PATTERN_LENGTH);
  const wanted = SEARCH_TABLE + patternField(index, PATTERN_AT);
  const room = end - at;
  if (kind == EXACT) return length <= room && sameBytes(at, wanted, length) ? length : 0;
  if (kind == FOLDED_WIDE) return length * 2 <= room && sameUnits(at, wanted, length, false) ? length * 2 : 0;
  if (kind == FOLDED_NARROW) return length <= room && sameUnits(at, wanted, length, true) ? length : 0;
  return sizeInUtf8(at, end, wanted, length);
}

function sameUnits(at: u32, wanted: u32, length: u32, narrow: bool): bool {
  for (let index: u32 = 0; index < length; index++) {
    const unit = narrow ? u8At(at + index) : u16At(at + index * 2);
    if (upcase(unit) != u16At(wanted + index * 2)) return false;
  }
  return true;
}

/** In UTF-8 a letter and its capital may differ in size, so the match is read character by character. */
function sizeInUtf8(at: u32, end: u32, wanted: u32, length: u32): u32 {
  let place = at;
  for (let index: u32 = 0; index < length; index++) {
    const size = place < end ? sizeOfCharacter(u8At(place)) : 0;
    if (size == 0 || size > end - place) return 0;
    const character = characterAt(place, size);
    if (character == NO_CHARACTER) return 0;
    if (size < 4) {
      if (upcase(character) != u16At(wanted + index * 2)) return 0;
    } else {
      // A pair of surrogates; no capitals there.
      if (u16At(wanted + index * 2) != 0xd7c0 + (character >> 10)) return 0;
      if (++index == length || u16At(wanted + index * 2) != 0xdc00 + (character & 0x3ff)) return 0;
    }
    place += size;
  }
  return place - at;
}

/** Bytes of the character that begins with this one; 0 where none does. */
function sizeOfCharacter(first: u32): u32 {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** The character of so many bytes; none where they are not the shortest form of one, or are half of a pair. */
function characterAt(at: u32, size: u32): u32 {
  const first = u8At(at);
  if (size == 1) return first;
  let character = first & (0x7f >> size);
  for (let index: u32 = 1; index < size; index++) {
    const byte = u8At(at + index);
    if ((byte & 0xc0) != 0x80) return NO_CHARACTER;
    character = (character << 6) | (byte & 0x3f);
  }
  if (size == 3 && (character < 0x800 || (character & 0xf800) == 0xd800)) return NO_CHARACTER;
  if (size == 4 && (character < 0x10000 || character > 0x10ffff)) return NO_CHARACTER;
  return character;
}
