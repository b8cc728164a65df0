import type { SearchEncoding } from "hivex-wasm";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";

/** Something that a search has found. */
export interface SearchHit {
  /** The key whose name matches, or that has the value. */
  readonly key: Key;
  /** The value whose name or data matches; undefined where the key's name does. */
  readonly value: Value | undefined;
  readonly in: "key" | "name" | "data";
  /** How the text is written in the data; undefined in names, and for bytes that were searched for as such. */
  readonly encoding: SearchEncoding | undefined;
  /** Where the match begins and how long it is: in data bytes, in names UTF-16 units. */
  readonly offset: number;
  readonly size: number;
  /** Where the match begins in the hive's file, the recovered one where logs have been applied. */
  readonly fileOffset: number;
}
