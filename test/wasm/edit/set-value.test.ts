import { dirtyRuns, type Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { HiveBytes } from "../../../fixtures/build/hive-bytes.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { KEY_NODE, VALUE } from "../../support/layout-transcription.ts";
import { StructureView } from "../../support/structure-view.ts";
import { hiveOf, openEngine, refusal } from "../open-engine.ts";

const SEGMENT = 16344;
const TIME = 0x01d9_8765_4321_0fedn;

/** A hive whose key `Key` has the value `v` of this size between two others, with its records at hand. */
function hiveWith(size: number, minor: number, outOfLine = false) {
  const more = (name: string) => ({ name, type: 3, data: pattern(50, 7) });
  const value = { name: "v", type: 3, data: pattern(size), outOfLine };
  const written = hiveOf(
    { keys: [{ name: "Before" }, { name: "Key", values: [more("a"), value, more("b")], keys: [{ name: "sub" }] }] },
    minor,
  );
  const hive = new HiveBytes(written);
  return { hive, key: hive.records.key("Key").nodeOffset, ...hive.records.value("Key", "v") };
}

/** The file as a commit would leave its bins: what was changed in memory laid over the bytes that were opened. */
function imageAfter(engine: Engine, before: Uint8Array): Uint8Array {
  const after = before.slice();
  for (const { offset, size } of dirtyRuns(engine))
    after.set(engine.memory.imageBytes(4096 + offset, size), 4096 + offset);
  return after;
}

function change(engine: Engine, key: number, value: number, data: Uint8Array, time = TIME): void {
  engine.editing.time = time;
  expect(engine.editing.setValue(key, "v", 3, data)).toBe(value);
}

type Place = ReturnType<typeof hiveWith>;

/** What the whole file has to be: written by the transcription, byte for byte. */
function expectedBytes({ hive, key, valueOffset, dataOffset, segmentOffsets }: Place, data: Uint8Array): Uint8Array {
  const bytes = hive.bytes.slice();
  const value = new StructureView(bytes, VALUE, hive.data(valueOffset));
  const node = new StructureView(bytes, KEY_NODE, hive.data(key));
  node.set("lastWritten", TIME);
  node.set("largestValueDataSize", Math.max(node.number("largestValueDataSize"), data.length));
  value.set("dataSize", dataOffset === undefined ? 0x80000000 + data.length : data.length);
  for (const [index, offset] of (segmentOffsets ?? []).entries()) {
    bytes.set(data.subarray(index * SEGMENT, (index + 1) * SEGMENT), hive.data(offset));
  }
  if (segmentOffsets) return bytes;
  if (dataOffset !== undefined) bytes.set(data, hive.data(dataOffset));
  else value.bytes("data").set([...data, 0, 0, 0, 0].slice(0, 4));
  return bytes;
}

describe("data that fits where the old lies", () => {
  it.each<[what: string, minor: number, from: number, to: number, outOfLine?: boolean]>([
    ["inline, same size", 5, 4, 4],
    ["inline, shorter", 5, 4, 1],
    ["inline, longer", 3, 1, 4],
    ["inline, to nothing", 3, 3, 0],
    ["inline, from nothing", 5, 0, 2],
    ["a cell, same size", 3, 50, 50],
    ["a cell, shorter", 3, 50, 5],
    ["a cell, longer by what its cell has to spare", 3, 50, 52],
    ["a cell over several pages", 5, 12_000, 11_000],
    ["the largest plain cell of 1.5", 5, SEGMENT, SEGMENT],
    ["a plain cell of 1.3, of any size", 3, 200_000, 190_001],
    ["big data, same size", 5, 40_000, 40_000],
    ["big data, shorter", 5, 40_000, 2 * SEGMENT + 1],
    ["big data, longer", 4, 2 * SEGMENT + 1, 3 * SEGMENT],
    ["big data of the least size", 5, SEGMENT + 1, SEGMENT + 1],
    ["big data of many segments", 5, 300_000, 299_000],
  ])("%s: 1.%d, %d to %d bytes", (_, minor, from, to, outOfLine) => {
    const place = hiveWith(from, minor, outOfLine);
    const engine = openEngine(place.hive.bytes, { mode: "edit" });
    const data = pattern(to, 101);
    change(engine, place.key, place.valueOffset, data);
    expect(engine.isChanged).toBe(true);
    expect(engine.valueData(place.valueOffset)).toEqual(data);
    expect(engine.key(place.key).lastWritten).toBe(TIME);
    const after = imageAfter(engine, place.hive.bytes);
    expect(Buffer.compare(after, expectedBytes(place, data))).toBe(0);
    expect(validateHive(after)).toEqual([]);
  });

  it("from a size of zero that is not marked as inline and points nowhere", () => {
    const { hive, key, valueOffset } = hiveWith(0, 3);
    hive.u32(hive.data(valueOffset) + 4, 0).u32(hive.data(valueOffset) + 8, 0xffffffff);
    const engine = openEngine(hive.bytes, { mode: "edit" });
    change(engine, key, valueOffset, Uint8Array.of(7, 8));
    const after = new StructureView(imageAfter(engine, hive.bytes), VALUE, hive.data(valueOffset));
    expect([after.number("dataSize"), after.number("data")]).toEqual([0x80000002, 0x0807]);
  });
});

type Edit = (engine: Engine, place: Place) => unknown;

const SETTING: readonly Edit[] = [20, 60_000, 3].map(
  (size) =>
    ({ editing }, { key }) =>
      editing.setValue(key, "v", 3, pattern(size, 3)),
);
const DELETING: Edit = ({ editing }, { key, valueOffset }) => editing.deleteValue(key, valueOffset);
const RENAMING: Edit = ({ editing }, { key, valueOffset }) =>
  editing.renameValue(key, valueOffset, "another name that is longer");
const ALL = [...SETTING, DELETING, RENAMING];

/** Each of the edits is refused with this code, and nothing has changed. */
function expectRefused(place: Place, code: string, edits: readonly Edit[]): void {
  const engine = openEngine(place.hive.bytes.slice(), { mode: "edit" });
  for (const edit of edits) {
    const error = refusal(() => edit(engine, place));
    expect(error.code, error.message).toBe(code);
    expect(error.structure).toBeTypeOf("string");
    expect(engine.isChanged).toBe(false);
    expect(Buffer.compare(engine.toBytes(), place.hive.bytes)).toBe(0);
  }
}

describe("records that are not what they should be leave every byte as it was", () => {
  const list = ({ hive }: Place): number => hive.records.key("Key").valueListOffset ?? 0;
  const sibling = ({ hive }: Place): number => hive.records.value("Key", "a").valueOffset;
  const setDataOffset = ({ hive, valueOffset }: Place, offset: number) => hive.u32(hive.data(valueOffset) + 8, offset);
  const setSegmentList = ({ hive, dataOffset = 0 }: Place, offset: number) =>
    hive.u32(hive.data(dataOffset) + 4, offset);
  const setSegment = ({ hive, segmentListOffset = 0 }: Place, offset: number) =>
    hive.u32(hive.data(segmentListOffset) + 8, offset);

  it.each<[what: string, code: string, edits: readonly Edit[], spoil: (place: Place) => unknown]>([
    [
      "a key without values",
      "bin-not-proved",
      [DELETING, RENAMING],
      (p) => Object.assign(p, { key: p.hive.records.key("Before").nodeOffset }),
    ],
    [
      "another key's value",
      "bin-not-proved",
      [DELETING, RENAMING],
      (p) => p.hive.u32(p.hive.data(list(p)) + 4, sibling(p)),
    ],
    ["a value that is listed twice", "bin-not-proved", ALL, (p) => p.hive.u32(p.hive.data(list(p)), p.valueOffset)],
    ["a key whose count is a handle", "key-refused", ALL, (p) => p.hive.u16(p.hive.data(p.key) + 2, 0x60)],
    ["no key", "cell-too-small", ALL, (p) => Object.assign(p, { key: p.valueOffset })],
    ["no value", "bin-not-proved", [DELETING, RENAMING], (p) => Object.assign(p, { valueOffset: p.key })],
    ["data in its own key's cell", "bin-not-proved", ALL, (p) => setDataOffset(p, p.key)],
    ["data in the value's own cell", "bin-not-proved", ALL, (p) => setDataOffset(p, p.valueOffset)],
    ["data in the list of values", "bin-not-proved", ALL, (p) => setDataOffset(p, list(p))],
    [
      "data in the security cell",
      "bin-not-proved",
      ALL,
      (p) => setDataOffset(p, p.hive.records.key("Key").securityOffset),
    ],
    [
      "data in the list of subkeys",
      "bin-not-proved",
      ALL,
      (p) => setDataOffset(p, p.hive.records.key("Key").listOffset ?? 0),
    ],
    ["data in a free cell", "cell-not-allocated", [...SETTING, DELETING], (p) => p.hive.size(p.dataOffset ?? 0, 16)],
    ["data behind the bins", "cell-out-of-range", [...SETTING, DELETING], (p) => setDataOffset(p, 0x7ffffff8)],
    [
      "a list that is a subkey's",
      "cell-misaligned",
      SETTING,
      (p) =>
        p.hive.u32(p.hive.data(p.key) + 40, p.hive.records.key("Key").listOffset ?? 0).u32(p.hive.data(p.key) + 36, 1),
    ],
    ["a bin that runs over the next one", "bin-not-proved", ALL, (p) => p.hive.u32(4096 + 8, 0x2000)],
  ])("%s", (_, code, edits, spoil) => {
    const place = hiveWith(12, 3);
    spoil(place);
    expectRefused(place, code, edits);
  });

  it.each<[what: string, code: string, edits: readonly Edit[], spoil: (place: Place) => unknown]>([
    ["a segment that is named twice", "bin-not-proved", ALL, (p) => setSegment(p, p.segmentOffsets?.[0] ?? 0)],
    ["a segment that is the value", "bin-not-proved", ALL, (p) => setSegment(p, p.valueOffset)],
    ["a segment that is nowhere", "cell-out-of-range", [...SETTING, DELETING], (p) => setSegment(p, 0xffffffff)],
    [
      "a segment that is free",
      "cell-not-allocated",
      [...SETTING, DELETING],
      (p) => p.hive.size(p.segmentOffsets?.[1] ?? 0, 16352),
    ],
    [
      "a segment list that is its own record",
      "bin-not-proved",
      [DELETING, RENAMING],
      (p) => setSegmentList(p, p.dataOffset ?? 0),
    ],
    ["a segment list behind the bins", "cell-out-of-range", ALL, (p) => setSegmentList(p, 0x7ffffff8)],
    [
      "data where a big data record should be",
      "bad-value-data",
      ALL,
      (p) => setDataOffset(p, p.segmentOffsets?.[0] ?? 0),
    ],
  ])("of big data: %s", (_, code, edits, spoil) => {
    const place = hiveWith(40_000, 5);
    spoil(place);
    expectRefused(place, code, edits);
  });
});

describe("what goes with new data", () => {
  it("the key's largest data rises and never falls", () => {
    const { hive, key, valueOffset } = hiveWith(50, 3);
    const engine = openEngine(hive.bytes, { mode: "edit" });
    const largest = (): number =>
      new StructureView(imageAfter(engine, hive.bytes), KEY_NODE, hive.data(key)).number("largestValueDataSize");
    const sizes = [52, 5, 51, 52].map((size) => {
      change(engine, key, valueOffset, pattern(size));
      return largest();
    });
    expect(sizes).toEqual([52, 52, 52, 52]);
    expect(new StructureView(hive.bytes, KEY_NODE, hive.data(key)).number("largestValueDataSize")).toBe(50);
  });

  it.each([0n, 1n, 0xffff_ffffn, 0x1_0000_0000n, 0xffff_ffff_ffff_fffen])("the time %d", (time) => {
    const { hive, key, valueOffset } = hiveWith(50, 3);
    const engine = openEngine(hive.bytes, { mode: "edit" });
    change(engine, key, valueOffset, pattern(50, 9), time);
    expect(engine.key(key).lastWritten).toBe(time);
  });

  it("the pages that changed and the first one, nothing else", () => {
    const place = hiveWith(200_000, 3);
    const engine = openEngine(place.hive.bytes, { mode: "edit" });
    const data = pattern(200_000);
    data[100_000] = (data[100_000] ?? 0) ^ 0xff;
    const page = Math.floor((place.hive.data(place.dataOffset ?? 0) + 100_000) / 4096) - 1;
    change(engine, place.key, place.valueOffset, data);
    expect(dirtyRuns(engine)).toEqual([
      { offset: 0, size: 4096 },
      { offset: page * 4096, size: 4096 },
    ]);
  });

  it("the same data and time again make nothing dirty", () => {
    for (const size of [0, 2, 4, 50, 40_000]) {
      const { hive, key, valueOffset } = hiveWith(size, 5);
      const engine = openEngine(hive.bytes, { mode: "edit" });
      change(engine, key, valueOffset, pattern(size), engine.key(key).lastWritten);
      expect(engine.isChanged, `${size} bytes`).toBe(false);
    }
  });
});
