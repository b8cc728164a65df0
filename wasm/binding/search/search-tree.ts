import * as abi from "../../assembly/abi.ts";
import * as layout from "../../assembly/layout.ts";
import type { Engine } from "../engine.ts";
import { type PassedOver, passedOver } from "../passed-over.ts";
import { CaseFolding } from "./case-folding.ts";
import { scanFile } from "./scan-file.ts";
import { type SearchEncoding, type SearchFilter, type SearchNeedle, searchTable } from "./search-table.ts";

/** How to search. */
export interface SearchTreeOptions extends SearchFilter {
  /** Offset of the key to begin with; the root unless told. */
  readonly key?: number;
  /** Pass over what cannot be read, and say what it was, instead of throwing. */
  readonly tolerant?: boolean;
}

/** Something that was found. */
export interface SearchRecord {
  readonly room: "key" | "name" | "data";
  /** How the text is written in the data; undefined in names, and for bytes that were searched for as such. */
  readonly encoding: SearchEncoding | undefined;
  /** Where in the data the match begins, and its size, in bytes; in names both count UTF-16 units. */
  readonly offset: number;
  readonly size: number;
  /** Where the match begins in the file. */
  readonly fileOffset: number;
  /** Offset of the value; undefined for the name of a key. */
  readonly value: number | undefined;
  /** Offsets of the keys from the starting one to the one that holds it. */
  readonly keys: readonly number[];
}

/** A step of a search. */
export interface SearchStep {
  readonly records: readonly SearchRecord[];
  readonly faults: readonly PassedOver[];
  /** How much of the search is behind it, from 0 to 1, as far as that is known. */
  readonly part: number | undefined;
}

/**
 * Searches a tree in steps, so that the caller can show what was found, draw progress or stop between them. A search of the
 * whole hive first looks over the file as it lies; where nothing can match, nothing else is read. No other verb may be
 * started on the same engine while it goes on; reading single keys and values is fine.
 *
 * @example
 * for (const { records } of searchTree(engine, { text: "mail.example.com", ignoreCase: true })) found.push(...records);
 */
export function* searchTree(
  engine: Engine,
  needle: SearchNeedle,
  options: SearchTreeOptions = {},
): Generator<SearchStep> {
  const { memory } = engine;
  const { key = engine.baseBlock.rootOffset, tolerant = false } = options;
  const folding = new CaseFolding(new Uint16Array(memory.bytesAt(abi.UPCASE, 0x20000).buffer));
  const table = searchTable(needle, options, folding);
  const isWhole = key === engine.baseBlock.rootOffset && !engine.isChanged;
  if (isWhole) {
    for (const scan of scanFile(engine, table)) {
      if (!scan.isDone) yield { records: [], faults: [], part: scan.part / 2 };
      else if (!scan.mayMatch) return;
    }
  } else memory.startSearch(table.bytes);
  const started = memory.searchBelow(key, (isWhole ? 2 : 0) | (tolerant ? 1 : 0));
  for (let more = true; more; ) {
    memory.mustBeLatest(started, "a search");
    more = memory.stepVerb();
    yield { records: recordsOf(engine, table.encodings), faults: passedOver(memory), part: undefined };
  }
}

const ROOMS: Readonly<Record<number, SearchRecord["room"]>> = {
  [abi.ROOM_KEY_NAMES]: "key",
  [abi.ROOM_VALUE_NAMES]: "name",
  [abi.ROOM_DATA]: "data",
};

function recordsOf({ memory }: Engine, encodings: readonly (SearchEncoding | undefined)[]): SearchRecord[] {
  const words = new Uint32Array(memory.resultBytes().buffer);
  const word = (at: number): number => words[at] as number;
  const records: SearchRecord[] = [];
  for (let at = 0; at < words.length; ) {
    const room = ROOMS[word(at)] ?? "data";
    const encoding = encodings[word(at + 1)];
    const unitSize = room !== "data" && encoding === "utf-16le" ? 2 : 1;
    const value = word(at + 5);
    const keysAt = at + abi.SEARCH_RECORD_SIZE / 4;
    const next = keysAt + word(at + 6);
    const keys: number[] = [];
    for (let key = keysAt; key < next; key++) keys.push(word(key));
    records.push({
      room,
      encoding: room === "data" ? encoding : undefined,
      offset: word(at + 2) / unitSize,
      size: word(at + 3) / unitSize,
      fileOffset: word(at + 4),
      value: value === layout.NIL ? undefined : value,
      keys,
    });
    at = next;
  }
  return records;
}
