// What is searched for, as the host has put it together: patterns, one for each encoding, and what else a hit must meet.
import {
  INPUT,
  INPUT_SIZE,
  PATTERN_ANCHORS,
  PATTERN_SIZE,
  SEARCH_LEAST_SIZE,
  SEARCH_LONGEST,
  SEARCH_PATTERN_COUNT,
  SEARCH_PATTERNS,
  SEARCH_ROOMS,
  SEARCH_SINCE_LOW,
  SEARCH_TABLE,
  SEARCH_TYPE_COUNT,
  SEARCH_TYPES,
  SEARCH_UNTIL_LOW,
} from "../abi.ts";
import { copyBytes, put8, u32At, u64At } from "../memory.ts";

// Behind the table: for each of a pattern's two anchors sixteen times the bits looked at, and sixteen times what they must be.
const VECTORS: u32 = SEARCH_TABLE + INPUT_SIZE;
const VECTOR: u32 = 16;
const VECTORS_OF_PATTERN: u32 = 4 * VECTOR;

export let patternCount: u32 = 0;
/** Bytes of the longest match that there can be. */
export let longest: u32 = 0;
export let rooms: u32 = 0;
export let leastSize: u32 = 0;

/** Takes the table over that the host has put into INPUT, before a name is put there. */
export function takeTable(size: u32): void {
  copyBytes(SEARCH_TABLE, INPUT, size);
  patternCount = u32At(SEARCH_TABLE + SEARCH_PATTERN_COUNT);
  longest = u32At(SEARCH_TABLE + SEARCH_LONGEST);
  rooms = u32At(SEARCH_TABLE + SEARCH_ROOMS);
  leastSize = u32At(SEARCH_TABLE + SEARCH_LEAST_SIZE);
  for (let index: u32 = 0; index < patternCount; index++) {
    spreadAnchor(index, 0);
    spreadAnchor(index, 1);
  }
}

/** A field of a pattern. */
export function patternField(index: u32, field: u32): u32 {
  return u32At(SEARCH_TABLE + SEARCH_PATTERNS + index * PATTERN_SIZE + field);
}

/** How far behind the beginning of a match an anchor lies. */
export function anchorPlace(index: u32, which: u32): u32 {
  return patternField(index, PATTERN_ANCHORS + which * 4) & 0xff;
}

/** Address of the bits that an anchor looks at; behind them what they must be. */
export function anchorVectors(index: u32, which: u32): u32 {
  return VECTORS + index * VECTORS_OF_PATTERN + which * 2 * VECTOR;
}

/** Whether values of this type are searched, their names included. */
export function isWantedType(type: u32): bool {
  const count = u32At(SEARCH_TABLE + SEARCH_TYPE_COUNT);
  for (let index: u32 = 0; index < count; index++) {
    if (u32At(SEARCH_TABLE + SEARCH_TYPES + index * 4) == type) return true;
  }
  return count == 0;
}

/** Whether keys that were last written at this time are searched. */
export function isWantedTime(time: u64): bool {
  return time >= u64At(SEARCH_TABLE + SEARCH_SINCE_LOW) && time <= u64At(SEARCH_TABLE + SEARCH_UNTIL_LOW);
}

function spreadAnchor(index: u32, which: u32): void {
  const anchor = patternField(index, PATTERN_ANCHORS + which * 4);
  const vectors = anchorVectors(index, which);
  for (let byte: u32 = 0; byte < VECTOR; byte++) {
    put8(vectors + byte, anchor >> 8);
    put8(vectors + VECTOR + byte, anchor >> 16);
  }
}
