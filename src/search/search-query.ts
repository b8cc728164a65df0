import type { SearchNeedle } from "hivex-wasm";
import type { Key } from "../hive/key.ts";

/**
 * What to search for:
 * - a text, in whatever encoding it is stored; `ignoreCase` compares letters by the NT upcase table;
 * - bytes, in data;
 * - a regular expression, matched against names, and against data read as text.
 */
export type SearchQuery = SearchNeedle | { readonly pattern: RegExp };

/** Where to search; everywhere in the hive unless told. */
export interface SearchOptions {
  /** Only in these: names of keys, names of values, data. */
  readonly in?: { readonly keys?: boolean; readonly names?: boolean; readonly data?: boolean };
  /** Below this key, itself included; the root unless told. */
  readonly below?: Key;
  /**
   * Only in keys whose path fits: `*` stands for anything within a name, `?` for one character, a name `**` for any number of
   * names. Everything else stands for itself, in any letter case.
   */
  readonly path?: string;
  /** Only in values of these types, and in no names of keys. */
  readonly types?: readonly number[];
  /** Only in values with so many bytes of data, and in no names of keys. */
  readonly minSize?: number;
  /** Only in keys last written at this FILETIME or later, */
  readonly since?: bigint;
  /** and at this one or earlier. */
  readonly until?: bigint;
}
