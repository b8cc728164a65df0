import type { SearchRecord } from "hivex-wasm";
import { searchTree } from "hivex-wasm";
import type { Hive } from "../hive/hive.ts";
import { Key } from "../hive/key.ts";
import { Value } from "../hive/value.ts";
import { keysLike } from "./key-glob.ts";
import { searchByPattern } from "./search-by-pattern.ts";
import type { SearchHit } from "./search-hit.ts";
import type { SearchOptions, SearchQuery } from "./search-query.ts";

/** A step of a search: what it has found, to be taken before the next step, and how far it has come. */
export interface SearchStep {
  readonly hits: Iterable<SearchHit>;
  /** From 0 to 1; undefined where nobody knows. */
  readonly part: number | undefined;
}

/**
 * Searches a hive, in stored order: the name of each key, then its values, names and data, then its subkeys. A match begins
 * where the one before it ends, or behind that. Text is found in data of any type as UTF-16LE, UTF-8 and Latin-1, at any byte; where
 * the type says that the data is UTF-16LE text, as such at even bytes only. In a tolerant hive what cannot be read goes to
 * `engine.faults`. Nothing else may be listed, searched or exported meanwhile; reading the keys and values that were found is fine.
 *
 * @throws HiveError `usage` for an empty text or a too long one, and as every reading of a damaged hive
 * @example
 * for (const { key, value, in: where, offset } of searchHive(hive, { text: "mail.example.com", ignoreCase: true }))
 *   console.log(key.path, value?.name, where, offset);
 */
export function* searchHive(hive: Hive, query: SearchQuery, options: SearchOptions = {}): Generator<SearchHit> {
  for (const { hits } of searchSteps(hive, query, options)) yield* hits;
}

/**
 * The same in steps, which end also where nothing has been found: for whoever shows how far it is, or may want to stop.
 *
 * @example
 * for (const { hits, part } of searchSteps(hive, { bytes: hexToBytes("9a1f") })) found.push(...hits);
 */
export function* searchSteps(hive: Hive, query: SearchQuery, options: SearchOptions = {}): Generator<SearchStep> {
  const fits = options.path === undefined ? undefined : keysLike(hive, options.path);
  if ("pattern" in query) return yield* searchByPattern(hive, query.pattern, options, fits);
  const { engine } = hive;
  const { below = hive.root, in: rooms, types, minSize, since, until } = options;
  const steps = searchTree(engine, query, {
    key: below.offset,
    tolerant: engine.isTolerant,
    ...(rooms && { rooms }),
    ...(types && { types }),
    ...(minSize !== undefined && { leastSize: minSize }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  });
  const way = new WayDown(below);
  for (const { records, faults, part } of steps) {
    for (const { error } of faults) engine.attempt(() => raise(error));
    yield { hits: hitsOf(records, way, fits), part };
  }
}

function* hitsOf(
  records: readonly SearchRecord[],
  way: WayDown,
  fits: ((path: string) => boolean) | undefined,
): Generator<SearchHit> {
  let value: Value | undefined;
  let fitting: { key: Key; fits: boolean } | undefined;
  for (const record of records) {
    const key = way.to(record.keys);
    if (fitting?.key !== key) fitting = { key, fits: fits === undefined || fits(key.path) };
    if (!fitting.fits) continue;
    if (record.value === undefined) value = undefined;
    else if (value?.offset !== record.value || value.key !== key) value = new Value(key, record.value);
    const { room, encoding, offset, size, fileOffset } = record;
    yield { key, value, in: room, encoding, offset, size, fileOffset };
  }
}

/** The keys that lead to the hits; neighbours share most of them. */
class WayDown {
  readonly #keys: Key[];

  constructor(start: Key) {
    this.#keys = [start];
  }

  to(offsets: readonly number[]): Key {
    const keys = this.#keys;
    let level = 0;
    while (level < offsets.length && keys[level]?.offset === offsets[level]) level++;
    // The first offset is that of the starting key.
    keys.length = Math.max(level, 1);
    for (const offset of offsets.slice(keys.length)) keys.push(Key.below(keys.at(-1) as Key, offset));
    return keys[offsets.length - 1] as Key;
  }
}

function raise(error: unknown): never {
  throw error;
}
