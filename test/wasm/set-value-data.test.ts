import { dirtyRuns, type Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { pattern } from "../../fixtures/build/encoding.ts";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { validateHive } from "../support/hive-validator.ts";
import { KEY_NODE, VALUE } from "../support/layout-transcription.ts";
import { StructureView } from "../support/structure-view.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";
import { RecordingSource } from "./recording-source.ts";

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
  engine.prepareValueData(key, value, data);
  engine.applyValueData(key, value, data, time);
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
    ["a small cell, same size", 5, 3, 3, true],
    ["a cell over several pages", 5, 12_000, 11_000],
    ["the largest plain cell of 1.5", 5, SEGMENT, SEGMENT],
    ["the largest plain cell of 1.5, much shorter", 5, SEGMENT, 5],
    ["a plain cell of 1.3, of any size", 3, 200_000, 190_001],
    ["a plain cell of 1.3, from big to small", 3, 20_000, 100],
    ["big data, same size", 5, 40_000, 40_000],
    ["big data, shorter", 5, 40_000, 2 * SEGMENT + 1],
    ["big data, longer", 4, 2 * SEGMENT + 1, 3 * SEGMENT],
    ["big data of the least size", 5, SEGMENT + 1, SEGMENT + 1],
    ["big data of many segments", 5, 300_000, 299_000],
  ])("%s: 1.%d, %d to %d bytes", (_, minor, from, to, outOfLine) => {
    const place = hiveWith(from, minor, outOfLine);
    const source = new RecordingSource(place.hive.bytes);
    const engine = openEngine(source, { mode: "edit" });
    const data = pattern(to, 101);
    engine.prepareValueData(place.key, place.valueOffset, data);
    expect(engine.isChanged).toBe(false);
    source.onRead = () => expect.fail("applying reads from the file");
    engine.applyValueData(place.key, place.valueOffset, data, TIME);
    expect(engine.isChanged).toBe(true);
    expect(engine.valueData(place.valueOffset)).toEqual(data);
    expect(engine.key(place.key).lastWritten).toBe(TIME);
    source.onRead = () => {};
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

/** Preparing is refused with this code, and nothing has changed. */
function expectRefused(place: Place, size: number, code: string): void {
  const engine = openEngine(place.hive.bytes.slice(), { mode: "edit" });
  const data = pattern(size, 3);
  const error = refusal(() => engine.prepareValueData(place.key, place.valueOffset, data));
  expect(error.code, error.message).toBe(code);
  expect(error.structure).toBeTypeOf("string");
  expect(refusal(() => engine.applyValueData(place.key, place.valueOffset, data, TIME)).code).toBe("usage");
  expect(engine.isChanged).toBe(false);
  expect(Buffer.compare(imageAfter(engine, place.hive.bytes), place.hive.bytes)).toBe(0);
}

describe("data that does not fit leaves every byte as it was", () => {
  it.each<[what: string, minor: number, from: number, to: number, outOfLine?: boolean]>([
    ["inline to a cell", 5, 4, 5],
    ["a cell to inline", 5, 50, 4],
    ["a small cell to what would lie inline", 5, 3, 4, true],
    ["a small cell to another one", 5, 3, 5, true],
    ["a cell to nothing", 3, 50, 0],
    ["larger than its cell", 3, 50, 53],
    ["a plain cell to big data", 5, SEGMENT, SEGMENT + 1],
    ["big data to a plain cell", 5, 40_000, SEGMENT],
    ["big data to inline", 5, 40_000, 3],
    ["big data to another segment", 5, 2 * SEGMENT, 2 * SEGMENT + 1],
    ["big data to a segment less", 5, 2 * SEGMENT + 1, 2 * SEGMENT],
  ])("%s: 1.%d, %d to %d bytes", (_, minor, from, to, outOfLine) => {
    expectRefused(hiveWith(from, minor, outOfLine), to, "does-not-fit");
  });
});

describe("records that are not what they should be leave every byte as it was", () => {
  const [PLAIN, BIG] = [20, 40_000];
  const list = ({ hive }: Place): number => hive.records.key("Key").valueListOffset ?? 0;
  const sibling = ({ hive }: Place): number => hive.records.value("Key", "a").valueOffset;
  const setDataOffset = ({ hive, valueOffset }: Place, offset: number) => hive.u32(hive.data(valueOffset) + 8, offset);
  const setSegmentList = ({ hive, dataOffset = 0 }: Place, offset: number) =>
    hive.u32(hive.data(dataOffset) + 4, offset);
  const setSegment = ({ hive, segmentListOffset = 0 }: Place, offset: number) =>
    hive.u32(hive.data(segmentListOffset) + 8, offset);

  it.each<[what: string, size: number, code: string, spoil: (place: Place) => unknown]>([
    [
      "a key without values",
      PLAIN,
      "does-not-fit",
      (p) => Object.assign(p, { key: p.hive.records.key("Before").nodeOffset }),
    ],
    ["another key's value", PLAIN, "does-not-fit", (p) => p.hive.u32(p.hive.data(list(p)) + 4, sibling(p))],
    ["a key whose count is a handle", PLAIN, "does-not-fit", (p) => p.hive.u16(p.hive.data(p.key) + 2, 0x60)],
    ["no key", PLAIN, "cell-too-small", (p) => Object.assign(p, { key: p.valueOffset })],
    ["no value", PLAIN, "does-not-fit", (p) => Object.assign(p, { valueOffset: p.key })],
    ["data in its own key's cell", PLAIN, "bin-not-proved", (p) => setDataOffset(p, p.key)],
    ["data in the value's own cell", PLAIN, "bin-not-proved", (p) => setDataOffset(p, p.valueOffset)],
    ["data in the list of values", 10, "bin-not-proved", (p) => setDataOffset(p, list(p))],
    ["a segment that is named twice", BIG, "bin-not-proved", (p) => setSegment(p, p.segmentOffsets?.[0] ?? 0)],
    ["a segment that is nowhere", BIG, "cell-out-of-range", (p) => setSegment(p, 0xffffffff)],
    ["a segment that is free", BIG, "cell-not-allocated", (p) => p.hive.size(p.segmentOffsets?.[2] ?? 0, 16352)],
    ["a segment list that is its own record", BIG, "bin-not-proved", (p) => setSegmentList(p, p.dataOffset ?? 0)],
    ["a segment list behind the bins", BIG, "cell-out-of-range", (p) => setSegmentList(p, 0x7ffffff8)],
    ["a bin that runs over the next one", PLAIN, "bin-not-proved", (p) => p.hive.u32(4096 + 8, 0x2000)],
  ])("%s, %d bytes", (_, size, code, spoil) => {
    const place = hiveWith(size, size === BIG ? 5 : 3);
    spoil(place);
    expectRefused(place, size, code);
  });

  it("a size of zero that is not marked as inline and points somewhere", () => {
    const place = hiveWith(0, 3);
    place.hive.u32(place.hive.data(place.valueOffset) + 4, 0);
    setDataOffset(place, place.key);
    expectRefused(place, 2, "does-not-fit");
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

  it.each([0n, 1n, 0xffff_ffffn, 0x1_0000_0000n, 0xffff_ffff_ffff_ffffn])("the time %d", (time) => {
    const { hive, key, valueOffset } = hiveWith(50, 3);
    const engine = openEngine(hive.bytes, { mode: "edit" });
    change(engine, key, valueOffset, pattern(50), time);
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
