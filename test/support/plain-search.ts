import { upcase } from "../../fixtures/build/upcase.ts";
import { type ReferenceHive, type ReferenceKey, type ReferenceValue, walkKeys } from "./reference-reader.ts";

/** What a search has to find, in an order that depends on nothing but the hive. */
export interface PlainHit {
  readonly key: number;
  readonly value: number | undefined;
  readonly in: "key" | "name" | "data";
  readonly encoding: string | undefined;
  readonly offset: number;
  readonly size: number;
}

/** One way to write what is searched for. */
interface Spelling {
  readonly encoding: string | undefined;
  readonly bytes: Buffer;
}

/**
 * Searches a hive as plainly as can be: every spelling of the text is looked for by itself in each name and all data; of the
 * places found, one after the other is taken that begins where nothing taken before lies.
 */
export function plainSearch(
  hive: ReferenceHive,
  needle: { readonly text: string; readonly ignoreCase?: boolean } | { readonly bytes: Uint8Array },
): PlainHit[] {
  const texts = "bytes" in needle ? [] : needle.ignoreCase ? casesOf(needle.text) : [needle.text];
  const spellings =
    "bytes" in needle ? [{ encoding: undefined, bytes: Buffer.from(needle.bytes) }] : texts.flatMap(spellingsOf);
  return [...walkKeys(hive.root)].flatMap((key) => [
    ...inName(key, undefined, key.name, texts),
    ...key.values.flatMap((value) => [...inName(key, value, value.name, texts), ...inData(key, value, spellings)]),
  ]);
}

const TEXT_TYPES = [1, 2, 6, 7];
/** Of two that begin at one place the one that is tried first. */
const ORDER = ["utf-16le", "utf-8", "latin-1"];

function spellingsOf(text: string): Spelling[] {
  const wide = { encoding: "utf-16le", bytes: Buffer.from(text, "utf16le") };
  const narrow = { encoding: "latin-1", bytes: Buffer.from(text, "latin1") };
  const isLatin1 = [...text].every((character) => character <= "\xff");
  const isWhole = Buffer.from(text, "utf8").toString("utf8") === text;
  return [
    wide,
    ...(isWhole ? [{ encoding: "utf-8", bytes: Buffer.from(text, "utf8") }] : []),
    ...(isLatin1 ? [narrow] : []),
  ];
}

/** The text in every mixture of small and capital letters. */
function casesOf(text: string): string[] {
  let cases = [""];
  for (const unit of Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))) {
    const like = LIKE.get(upcase(unit)) ?? [];
    cases = cases.flatMap((begun) => like.map((other) => begun + String.fromCharCode(other)));
  }
  return cases;
}

/** The units of each capital. */
const LIKE = new Map<number, number[]>();
for (let unit = 0; unit < 0x10000; unit++) LIKE.set(upcase(unit), [...(LIKE.get(upcase(unit)) ?? []), unit]);

function inName(
  key: ReferenceKey,
  value: ReferenceValue | undefined,
  name: string,
  texts: readonly string[],
): PlainHit[] {
  const found = texts.flatMap((text) =>
    placesIn((from) => name.indexOf(text, from)).map((offset) => ({ offset, size: text.length })),
  );
  return withoutOverlap(found).map(({ offset, size }) => ({
    key: key.offset,
    value: value?.offset,
    in: value === undefined ? "key" : "name",
    encoding: undefined,
    offset,
    size,
  }));
}

function inData(key: ReferenceKey, value: ReferenceValue, spellings: readonly Spelling[]): PlainHit[] {
  const data = Buffer.from(value.data);
  const isText = TEXT_TYPES.includes(value.type);
  const found = spellings.flatMap(({ encoding, bytes }) =>
    placesIn((from) => data.indexOf(bytes, from))
      .filter((offset) => !isText || encoding !== "utf-16le" || offset % 2 === 0)
      .map((offset) => ({ offset, size: bytes.length, encoding })),
  );
  found.sort((a, b) => ORDER.indexOf(a.encoding ?? "") - ORDER.indexOf(b.encoding ?? ""));
  return withoutOverlap(found).map((hit) => ({ key: key.offset, value: value.offset, in: "data", ...hit }));
}

function placesIn(next: (from: number) => number): number[] {
  const places: number[] = [];
  for (let at = next(0); at !== -1; at = next(at + 1)) places.push(at);
  return places;
}

function withoutOverlap<Found extends { readonly offset: number; readonly size: number }>(
  found: readonly Found[],
): Found[] {
  let end = 0;
  const taken: Found[] = [];
  for (const each of found.toSorted((a, b) => a.offset - b.offset)) {
    if (each.offset < end) continue;
    taken.push(each);
    end = each.offset + each.size;
  }
  return taken;
}
