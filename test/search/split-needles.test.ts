import { bytesSource, Engine, searchTree } from "hivex-wasm";
import { expect, it } from "vitest";
import { REG } from "../../fixtures/build/value.ts";
import { Hive, searchHive } from "../../src/index.ts";
import { plainSearch } from "../support/plain-search.ts";
import { readHive } from "../support/reference-reader.ts";
import { hiveOf } from "../wasm/open-engine.ts";

const SEGMENT = 16344;
const NEEDLE = "Straße-Ÿ.example";
const ENCODINGS = {
  "utf-16le": Buffer.from(NEEDLE, "utf16le"),
  "utf-8": Buffer.from(NEEDLE, "utf8"),
  "latin-1": Buffer.from("Straße-y.example", "latin1"),
} as const;

/** Filler in which nothing is found, and a text at one place of it. */
function dataWith(text: Buffer, at: number, size: number): Uint8Array {
  const data = new Uint8Array(size).fill(0x2e);
  data.set(text, at);
  return data;
}

function places(hive: Hive, text: string, ignoreCase: boolean): [string | undefined, number, number][] {
  return Array.from(searchHive(hive, { text, ignoreCase }), ({ encoding, offset, size }) => [encoding, offset, size]);
}

for (const [encoding, bytes] of Object.entries(ENCODINGS)) {
  const text = encoding === "latin-1" ? "Straße-y.example" : NEEDLE;
  it(`finds ${encoding} wherever the border of a segment cuts it`, () => {
    for (const border of [SEGMENT, 2 * SEGMENT]) {
      for (let before = 0; before <= bytes.length; before += border / SEGMENT) {
        const at = border - before;
        // Its last segment has no more than the end of the match, or half a page more.
        const size = before % 2 === 0 ? at + bytes.length : at + bytes.length + 2048;
        const value = { name: "v", type: REG.binary, data: dataWith(bytes, at, Math.max(size, border + 1)) };
        using hive = Hive.fromBytes(hiveOf({ values: [value] }).bytes);
        expect(places(hive, text, false), `${before} bytes before ${border}`).toEqual([[encoding, at, bytes.length]]);
        expect(places(hive, text.toUpperCase().replace("STRASSE", "STRAßE"), true)).toEqual([
          [encoding, at, bytes.length],
        ]);
      }
    }
  });
}

it("does not look into big data any further when only a border of something else matches", () => {
  const half = Buffer.from("needle", "latin1");
  const values = [
    { name: "ends", type: REG.binary, data: dataWith(half.subarray(0, 3), SEGMENT - 3, SEGMENT) },
    { name: "begins", type: REG.binary, data: dataWith(half.subarray(3), 0, 3 * SEGMENT) },
  ];
  using hive = Hive.fromBytes(hiveOf({ values }).bytes);
  expect(places(hive, "needle", false)).toEqual([]);
});

it("finds what lies across pages and across the blocks in which the file is looked over", () => {
  const count = 24;
  const step = 0x80000 / 8 - 8;
  const text = Buffer.from("Block border", "utf16le");
  const data = new Uint8Array(count * step + 64).fill(0x41);
  for (let index = 0; index < count; index++) data.set(text, index * step + (index % 17));
  // Version 1.3 keeps any data in one cell.
  const { bytes } = hiveOf({ values: [{ name: "v", type: REG.binary, data }] }, 3);
  // The text at each distance from each border: the whole cell is moved along.
  using hive = Hive.fromBytes(bytes);
  const found = Array.from(searchHive(hive, { text: "Block border" }), ({ offset }) => offset);
  expect(found).toEqual(Array.from({ length: count }, (_, index) => index * step + (index % 17)));
});

it.each([1, 2, 3, 4, 5])("finds a text around the border of a block, %i bytes in", (shift) => {
  for (const cut of [0x80000, 0x100000]) {
    const data = new Uint8Array(cut + 4096).fill(0x41);
    const { bytes, records } = hiveOf({ values: [{ name: "v", type: REG.binary, data }] }, 3);
    const start = 4096 + (records.key("").values.get("v")?.dataOffset ?? 0) + 4;
    const at = cut - start - shift;
    bytes.set(Buffer.from("border", "latin1"), start + at);
    using hive = Hive.fromBytes(bytes);
    expect(places(hive, "BORDER", true)).toEqual([["utf-8", at, 6]]);
  }
});

it("passes over what no key refers to", () => {
  const deleted = { name: "gone away", type: REG.binary, data: Buffer.from("remnant of it") };
  const { bytes } = hiveOf({
    deletedValues: [deleted],
    values: [{ name: "here", type: REG.sz, data: new Uint8Array(2) }],
  });
  expect(Buffer.from(bytes).includes("remnant")).toBe(true);
  using hive = Hive.fromBytes(bytes);
  expect(places(hive, "remnant", false)).toEqual([]);
  expect(places(hive, "gone", false)).toEqual([]);
});

it("finds data that lies in the value itself, and names of one letter", () => {
  const values = [
    { name: "€", type: REG.dword, data: Buffer.from("ab\0\0", "latin1") },
    { name: "z", type: REG.binary, data: Buffer.from("zab", "latin1") },
  ];
  const { bytes } = hiveOf({ values });
  using hive = Hive.fromBytes(bytes);
  const reference = readHive(bytes);
  for (const text of ["€", "z", "ab", "b\0\0", "Z"]) {
    for (const ignoreCase of [false, true]) {
      const found = Array.from(
        searchHive(hive, { text, ignoreCase }),
        ({ key, value, in: room, encoding, offset, size }) => ({
          key: key.offset,
          value: value?.offset,
          in: room,
          encoding,
          offset,
          size,
        }),
      );
      expect(found, `${text} ${ignoreCase}`).toEqual(plainSearch(reference, { text, ignoreCase }));
    }
  }
});

it("goes over many hits of one value in steps", () => {
  const data = new Uint8Array(200_000).fill(0x61);
  using engine = Engine.open(bytesSource(hiveOf({ values: [{ name: "v", type: REG.binary, data }] }).bytes));
  const steps = [...searchTree(engine, { bytes: Uint8Array.of(0x61, 0x61) })].filter(
    ({ records }) => records.length > 0,
  );
  expect(steps.length).toBeGreaterThan(2);
  const offsets = steps.flatMap(({ records }) => records.map(({ offset }) => offset));
  expect(offsets).toEqual(Array.from({ length: 100_000 }, (_, index) => index * 2));
});
