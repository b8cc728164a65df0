import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import { readingsOf } from "./data-readings.ts";
import type { SearchHit } from "./search-hit.ts";
import type { SearchStep } from "./search-hive.ts";
import type { SearchOptions } from "./search-query.ts";

const KEYS_OF_STEP = 64;

/** Searches with a regular expression: names and data are decoded and matched one by one. */
export function* searchByPattern(
  hive: Hive,
  pattern: RegExp,
  options: SearchOptions,
  fits: ((path: string) => boolean) | undefined,
): Generator<SearchStep> {
  const search = new PatternSearch(pattern, options);
  let hits: SearchHit[] = [];
  let keys = 0;
  for (const { key } of walkKeys(options.below ?? hive.root)) {
    if (fits === undefined || fits(key.path)) hits.push(...search.hitsIn(key));
    if (++keys % KEYS_OF_STEP !== 0) continue;
    yield { hits, part: undefined };
    hits = [];
  }
  yield { hits, part: 1 };
}

class PatternSearch {
  readonly #pattern: RegExp;
  readonly #options: SearchOptions;
  readonly #rooms: { readonly keys: boolean; readonly names: boolean; readonly data: boolean };

  constructor({ source, flags }: RegExp, options: SearchOptions) {
    // Every match is asked for, wherever it begins.
    this.#pattern = new RegExp(source, `${flags.replace(/[gy]/g, "")}g`);
    this.#options = options;
    const { keys = true, names = true, data = true } = options.in ?? {};
    const aboutValues = (options.types?.length ?? 0) > 0 || (options.minSize ?? 0) > 0;
    this.#rooms = { keys: keys && !aboutValues, names, data };
  }

  *hitsIn(key: Key): Generator<SearchHit> {
    const { since = 0n, until } = this.#options;
    if (key.lastWritten < since || (until !== undefined && key.lastWritten > until)) return;
    if (this.#rooms.keys) yield* this.#inKeyName(key);
    if (!this.#rooms.names && !this.#rooms.data) return;
    const { types = [], minSize = 0 } = this.#options;
    for (const value of key.values()) {
      if (value.size < minSize || (types.length > 0 && !types.includes(value.type))) continue;
      if (this.#rooms.names) yield* this.#inValueName(value);
      if (this.#rooms.data) yield* this.#inData(value);
    }
  }

  *#inKeyName(key: Key): Generator<SearchHit> {
    for (const { index, size } of this.#matches(key.name)) {
      const { fileOffset, unitSize } = key.engine.keyNamePlace(key.offset);
      const place = fileOffset + index * unitSize;
      yield { key, value: undefined, in: "key", encoding: undefined, offset: index, size, fileOffset: place };
    }
  }

  *#inValueName(value: Value): Generator<SearchHit> {
    const { key } = value;
    for (const { index, size } of this.#matches(value.name)) {
      const { fileOffset, unitSize } = key.engine.valueNamePlace(value.offset);
      const place = fileOffset + index * unitSize;
      yield { key, value, in: "name", encoding: undefined, offset: index, size, fileOffset: place };
    }
  }

  /** What was matched in one reading of the data is not told again of another. */
  #inData(value: Value): SearchHit[] {
    const { key } = value;
    const data = key.engine.attempt(() => value.data());
    if (data === undefined) return [];
    const hits: SearchHit[] = [];
    for (const { encoding, text, bytesBefore } of readingsOf(value.type, data)) {
      for (const { index, size: length } of this.#matches(text)) {
        const offset = bytesBefore(index);
        const size = bytesBefore(index + length) - offset;
        if (
          hits.some((hit) => hit.encoding !== encoding && offset < hit.offset + hit.size && hit.offset < offset + size)
        )
          continue;
        const fileOffset = key.engine.dataFileOffset(value.offset, offset);
        hits.push({ key, value, in: "data", encoding, offset, size, fileOffset });
      }
    }
    return hits.sort((a, b) => a.offset - b.offset);
  }

  /** Matches of nothing are none. */
  *#matches(text: string): Generator<{ readonly index: number; readonly size: number }> {
    for (const match of text.matchAll(this.#pattern))
      if (match[0].length > 0) yield { index: match.index, size: match[0].length };
  }
}
