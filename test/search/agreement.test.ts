import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Hive, type SearchQuery, searchHive } from "../../src/index.ts";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";
import { plainSearch } from "../support/plain-search.ts";
import { type ReferenceHive, readHive, walkKeys } from "../support/reference-reader.ts";
import { swappedCase } from "./swapped-case.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/hives", import.meta.url));
const isFull = process.env.HIVETOOL_FULL === "1";
const needlesOfHive = 12;

describe("a search of a fixture finds what a plain one finds", () => {
  for (const file of readdirSync(FIXTURES)) {
    it(file, () => compareSearches(new Uint8Array(readFileSync(`${FIXTURES}/${file}`)), isFull ? 40 : 20));
  }
});

describeCorpus("a search of a real hive finds what a plain one finds", () => {
  const hives = cleanHives(isFull ? 1 << 20 : 300_000);
  for (const { file } of isFull ? hives : hives.filter((_, index) => index % 3 === 0)) {
    it(file, () => compareSearches(corpusFile(file), needlesOfHive));
  }
});

/** Pieces of what the hive holds, some with a letter changed, so that nearly all of them are found somewhere. */
function compareSearches(bytes: Uint8Array, count: number): void {
  const reference = readHive(bytes);
  using hive = Hive.fromBytes(bytes);
  const random = seeded(bytes.length);
  const sources = sourcesOf(reference);
  for (let round = 0; round < count; round++) {
    const query = queryFrom(sources, random);
    const expected = plainSearch(reference, query);
    const told = JSON.stringify(query);
    expect(found(hive, bytes, query), told).toEqual(expected);
    // Below a key that is not the root there is no look over the file.
    const below = [...hive.root.subkeys()].at(-1);
    if (below === undefined || round % 4 !== 0) continue;
    const inIt = new Set(Array.from(walkKeysBelow(reference, below.offset), ({ offset }) => offset));
    expect(Array.from(searchHive(hive, query, { below }), plain), told).toEqual(
      expected.filter(({ key }) => inIt.has(key)),
    );
  }
}

function* walkKeysBelow(reference: ReferenceHive, offset: number) {
  for (const key of walkKeys(reference.root)) if (key.offset === offset) yield* walkKeys(key);
}

function found(hive: Hive, bytes: Uint8Array, query: SearchQuery) {
  return Array.from(searchHive(hive, query), (hit) => {
    if (!("bytes" in query)) return plain(hit);
    // What crosses into another segment goes on elsewhere.
    const first = Math.min(hit.size, 16344 - (hit.offset % 16344));
    const there = Buffer.from(bytes.subarray(hit.fileOffset, hit.fileOffset + first));
    expect(there.equals(Buffer.from(query.bytes.subarray(0, first)))).toBe(true);
    return plain(hit);
  });
}

function plain({
  key,
  value,
  in: room,
  encoding,
  offset,
  size,
}: ReturnType<typeof searchHive> extends Iterable<infer Hit> ? Hit : never) {
  return { key: key.offset, value: value?.offset, in: room, encoding, offset, size };
}

interface Sources {
  readonly names: readonly string[];
  readonly data: readonly Buffer[];
}

function sourcesOf({ root }: ReferenceHive): Sources {
  const keys = [...walkKeys(root)];
  const values = keys.flatMap((key) => key.values);
  return {
    names: [...keys, ...values].map(({ name }) => name).filter((name) => name !== ""),
    data: values.map(({ data }) => Buffer.from(data)).filter((data) => data.length > 0),
  };
}

type PlainQuery = { text: string; ignoreCase?: boolean } | { bytes: Uint8Array };

function queryFrom({ names, data }: Sources, random: (below: number) => number): PlainQuery {
  const kind = data.length === 0 ? 0 : random(4);
  const ignoreCase = random(2) === 0;
  if (kind === 0)
    return textQuery(
      pieceOf(names[random(names.length)] ?? "x", 1 + random(ignoreCase ? 4 : 20), random),
      ignoreCase,
      random,
    );
  const whole = data[random(data.length)] as Buffer;
  if (kind === 1) {
    const size = 1 + random(24);
    const at = random(Math.max(1, whole.length - size));
    return { bytes: new Uint8Array(whole.subarray(at, at + size)) };
  }
  const encoding = kind === 2 ? "utf16le" : "latin1";
  const text = whole.subarray(random(3)).toString(encoding);
  return textQuery(pieceOf(text === "" ? "\0" : text, 1 + random(ignoreCase ? 4 : 12), random), ignoreCase, random);
}

function textQuery(text: string, ignoreCase: boolean, random: (below: number) => number): PlainQuery {
  const change = random(6);
  const changed = change === 0 ? `${text.slice(0, -1)}~` : change === 1 ? swappedCase(text) : text;
  return ignoreCase ? { text: changed, ignoreCase } : { text: changed };
}

function pieceOf(text: string, length: number, random: (below: number) => number): string {
  const at = random(Math.max(1, text.length - length + 1));
  return text.slice(at, at + length);
}

/** Numbers below another, the same in each run. */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}
