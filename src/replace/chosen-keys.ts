import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import { keysLike } from "../search/key-glob.ts";
import { searchHive } from "../search/search-hive.ts";
import type { Rewriter, RewritingOptions } from "./rewriting.ts";

/** A key in which there may be something to rewrite. */
export interface ChosenKey {
  readonly key: Key;
  /** Offsets of the values that may hold something, and whether their data do, not only their names; undefined for all. */
  readonly values?: ReadonlyMap<number, boolean>;
}

/** With more words a walk through all keys is shorter than searches. */
const MOST_SEARCHES = 4;

/** The keys that are asked for, each once: all of them, or where the rewriter's words are known, those that hold one. */
export function* chosenKeys(hive: Hive, { words }: Rewriter, options: RewritingOptions): Generator<ChosenKey> {
  const fits = options.path === undefined ? undefined : keysLike(hive, options.path);
  const starts = (options.keys ?? [""]).map((path) => hive.key(path));
  const met = new Set<number>();
  for (const start of starts) {
    for (const chosen of isSearched(words) ? keysHolding(hive, start, words, options) : keysBelow(start)) {
      const { key } = chosen;
      if (met.has(key.offset) || fits?.(key.path) === false) continue;
      if (starts.length > 1) met.add(key.offset);
      yield chosen;
    }
  }
}

function* keysBelow(start: Key): Generator<ChosenKey> {
  for (const { key } of walkKeys(start)) yield { key };
}

/** Printable ASCII reads the same in every encoding, in either letter case. */
function isSearched(words: Rewriter["words"]): words is NonNullable<Rewriter["words"]> {
  return words !== undefined && words.length <= MOST_SEARCHES && words.every(({ text }) => /^[ -~]{1,100}$/.test(text));
}

/** The engine finds words many times faster than data can be decoded here. */
function keysHolding(
  hive: Hive,
  below: Key,
  words: NonNullable<Rewriter["words"]>,
  { parts, types }: RewritingOptions,
): Iterable<ChosenKey> {
  const found = new Map<number, { key: Key; values: Map<number, boolean> }>();
  const rooms = parts && { keys: parts.includes("keys"), names: parts.includes("names"), data: parts.includes("data") };
  for (const word of words) {
    // With types a search leaves names of keys out, which have none.
    for (const { key, value, in: room } of searchHive(hive, word, { below, ...(rooms && { in: rooms }) })) {
      const entry = found.get(key.offset) ?? { key, values: new Map() };
      found.set(key.offset, entry);
      if (value === undefined || types?.includes(value.type) === false) continue;
      entry.values.set(value.offset, room === "data" || entry.values.get(value.offset) === true);
    }
  }
  return found.values();
}
