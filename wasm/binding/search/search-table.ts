import * as abi from "../../assembly/abi.ts";
import { HiveError } from "../hive-error.ts";
import { type Anchor, chooseAnchors } from "./anchors.ts";
import type { CaseFolding } from "./case-folding.ts";

/** What to search for: a text, in whatever encoding it is stored, or bytes. */
export type SearchNeedle = { readonly text: string; readonly ignoreCase?: boolean } | { readonly bytes: Uint8Array };

/** How a match is written where it was found; bytes that were searched for as such have no encoding. */
export type SearchEncoding = "utf-16le" | "utf-8" | "latin-1";

/** What a hit must meet besides; all of it unless told. */
export interface SearchFilter {
  /** Search in names of keys, names of values, data. */
  readonly rooms?: { readonly keys?: boolean; readonly names?: boolean; readonly data?: boolean };
  /** Only values of these types, and no names of keys. */
  readonly types?: readonly number[];
  /** Only values with so many bytes of data, and no names of keys. */
  readonly leastSize?: number;
  /** Only keys last written at this FILETIME or later, */
  readonly since?: bigint;
  /** and at this one or earlier. */
  readonly until?: bigint;
}

/** The table that the engine searches by, and how its patterns are encoded. */
export interface SearchTable {
  readonly bytes: Uint8Array;
  readonly encodings: readonly (SearchEncoding | undefined)[];
  /** Bytes of the longest match. */
  readonly longest: number;
}

interface Pattern {
  readonly encoding: SearchEncoding | undefined;
  readonly kind: number;
  readonly uses: number;
  readonly evenUses: number;
  /** Bytes for an exact pattern, upcased units for the others. */
  readonly wanted: Uint8Array | Uint16Array;
  readonly longest: number;
  /** Which bytes may stand at each place from the beginning of a match on, as far as that is one place. */
  readonly places: readonly (readonly number[])[];
}

/** Characters of a text, or bytes, that can be searched for. */
const LONGEST_NEEDLE = 4096;
const ANY_DATA = abi.USE_DATA | abi.USE_TEXT;
const LAST_TIME = (1n << 64n) - 1n;

/** Puts together what the engine is to search for. Throws `usage` for what cannot be searched for. */
export function searchTable(needle: SearchNeedle, filter: SearchFilter, folding: CaseFolding): SearchTable {
  const patterns = patternsOf(needle, folding);
  const longest = Math.max(...patterns.map((pattern) => pattern.longest));
  const size = abi.SEARCH_PATTERNS + abi.SEARCH_MOST_PATTERNS * abi.PATTERN_SIZE;
  const bytes = new Uint8Array(size + patterns.reduce((sum, { wanted }) => sum + wanted.byteLength, 0));
  const view = new DataView(bytes.buffer);
  const put = (field: number, value: number): void => view.setUint32(field, value, true);
  put(abi.SEARCH_PATTERN_COUNT, patterns.length);
  put(abi.SEARCH_LONGEST, longest);
  putFilter(view, filter);
  let at = size;
  for (const [index, { kind, uses, evenUses, wanted, places }] of patterns.entries()) {
    const pattern = abi.SEARCH_PATTERNS + index * abi.PATTERN_SIZE;
    put(pattern + abi.PATTERN_KIND, kind);
    put(pattern + abi.PATTERN_USES, uses);
    put(pattern + abi.PATTERN_EVEN_USES, evenUses);
    put(pattern + abi.PATTERN_AT, at);
    put(pattern + abi.PATTERN_LENGTH, wanted.length);
    for (const [which, anchor] of chooseAnchors(places).entries())
      put(pattern + abi.PATTERN_ANCHORS + which * 4, packed(anchor));
    bytes.set(new Uint8Array(wanted.buffer, wanted.byteOffset, wanted.byteLength), at);
    at += wanted.byteLength;
  }
  return { bytes, encodings: patterns.map(({ encoding }) => encoding), longest };
}

function packed({ place, bits, value }: Anchor): number {
  return place | (bits << 8) | (value << 16);
}

function putFilter(
  view: DataView,
  { rooms = {}, types = [], leastSize = 0, since = 0n, until = LAST_TIME }: SearchFilter,
): void {
  const { keys = true, names = true, data = true } = rooms;
  const aboutValues = types.length > 0 || leastSize > 0;
  if (types.length > abi.SEARCH_MOST_TYPES)
    throw new HiveError("usage", `a search takes at most ${abi.SEARCH_MOST_TYPES} types`);
  const bits =
    (keys && !aboutValues ? abi.ROOM_KEY_NAMES : 0) | (names ? abi.ROOM_VALUE_NAMES : 0) | (data ? abi.ROOM_DATA : 0);
  view.setUint32(abi.SEARCH_ROOMS, bits, true);
  view.setUint32(abi.SEARCH_LEAST_SIZE, Math.min(leastSize, 0xffff_ffff), true);
  view.setBigUint64(abi.SEARCH_SINCE_LOW, clamped(since), true);
  view.setBigUint64(abi.SEARCH_UNTIL_LOW, clamped(until), true);
  view.setUint32(abi.SEARCH_TYPE_COUNT, types.length, true);
  for (const [index, type] of types.entries()) view.setUint32(abi.SEARCH_TYPES + index * 4, type, true);
}

function clamped(time: bigint): bigint {
  return time < 0n ? 0n : time > LAST_TIME ? LAST_TIME : time;
}

function patternsOf(needle: SearchNeedle, folding: CaseFolding): Pattern[] {
  const { length } = "bytes" in needle ? needle.bytes : needle.text;
  if (length === 0) throw new HiveError("usage", "there is nothing to search for: the text is empty");
  if (length > LONGEST_NEEDLE)
    throw new HiveError("usage", `a search takes at most ${LONGEST_NEEDLE} characters or bytes`);
  if ("bytes" in needle) return [exact(undefined, needle.bytes, ANY_DATA)];
  return needle.ignoreCase ? foldedPatterns(needle.text, folding) : exactPatterns(needle.text);
}

function exactPatterns(text: string): Pattern[] {
  const units = unitsOf(text);
  const highest = Math.max(...units);
  const utf8 = new TextEncoder().encode(text);
  const patterns = [
    { ...exact("utf-16le", new Uint8Array(units.buffer), ANY_DATA | abi.USE_WIDE_NAME), evenUses: EVEN },
  ];
  // ASCII is the same in both.
  if (isWellFormed(text)) patterns.push(exact("utf-8", utf8, highest < 0x80 ? ANY_NARROW : ANY_DATA));
  if (highest >= 0x80 && highest <= 0xff) patterns.push(exact("latin-1", Uint8Array.from(units), ANY_NARROW));
  return patterns;
}

const EVEN = abi.USE_TEXT | abi.USE_WIDE_NAME;
const ANY_NARROW = ANY_DATA | abi.USE_NARROW_NAME;

function exact(encoding: SearchEncoding | undefined, wanted: Uint8Array, uses: number): Pattern {
  const places = Array.from(wanted.subarray(0, FAR), (byte) => [byte]);
  return { encoding, kind: abi.EXACT, uses, evenUses: 0, wanted, longest: wanted.length, places };
}

/** Anchors lie within so many bytes. */
const FAR = 16;

function foldedPatterns(text: string, folding: CaseFolding): Pattern[] {
  const wanted = unitsOf(text).map((unit) => folding.upcased(unit));
  const likes = Array.from(wanted, (unit) => folding.unitsLike(unit));
  const isAscii = likes.every((like) => like.every((unit) => unit < 0x80));
  const narrow = likes.map((like) => like.filter((unit) => unit <= 0xff));
  const folded = (kind: number, uses: number, longest: number, places: Pattern["places"]) => ({
    kind,
    uses,
    evenUses: 0,
    wanted,
    longest,
    places: places.slice(0, FAR),
  });
  const wide = likes.flatMap((like) => [like.map((unit) => unit & 0xff), like.map((unit) => unit >> 8)]);
  const { length } = wanted;
  const patterns: Pattern[] = [
    {
      encoding: "utf-16le",
      ...folded(abi.FOLDED_WIDE, ANY_DATA | abi.USE_WIDE_NAME, length * 2, wide),
      evenUses: EVEN,
    },
  ];
  if (isAscii) patterns.push({ encoding: "utf-8", ...folded(abi.FOLDED_NARROW, ANY_NARROW, length, narrow) });
  else if (isWellFormed(text))
    patterns.push({ encoding: "utf-8", ...folded(abi.FOLDED_UTF8, ANY_DATA, length * 3, utf8Places(text, folding)) });
  if (!isAscii && narrow.every((like) => like.length > 0))
    patterns.push({ encoding: "latin-1", ...folded(abi.FOLDED_NARROW, ANY_NARROW, length, narrow) });
  return patterns;
}

/** Which bytes may stand at the places of a text in UTF-8, up to where its letters and their capitals differ in size. */
function utf8Places(text: string, folding: CaseFolding): number[][] {
  const places: number[][] = [];
  for (const character of text) {
    const like = character.length > 1 ? [character] : folding.charactersLike(character);
    const encoded = like.map((each) => new TextEncoder().encode(each));
    const size = Math.min(...encoded.map((bytes) => bytes.length));
    const isOneSize = encoded.every((bytes) => bytes.length === size);
    for (let at = 0; at < (isOneSize ? size : 1); at++) places.push(encoded.map((bytes) => bytes[at] ?? 0));
    if (!isOneSize) break;
  }
  return places;
}

function unitsOf(text: string): Uint16Array<ArrayBuffer> {
  return Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** Half a pair of surrogates has no form in UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
