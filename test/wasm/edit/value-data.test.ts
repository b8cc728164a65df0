import { describe, expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { dwordAt, type ReferenceValue, readHive } from "../../support/reference-reader.ts";
import { hiveOf, openEngine } from "../open-engine.ts";
import { RecordingSource } from "../recording-source.ts";
import { keyOf, soundBytes, soundHive } from "./edited-hive.ts";

const SEGMENT = 16344;
const MEBIBYTE = 1 << 20;
const SIZES = [0, 1, 4, 5, 60, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 1, MEBIBYTE];

const large = pattern(MEBIBYTE + 64);

/** `size` bytes that are not those of another value of that size. */
function data(size: number, start = 0): Uint8Array {
  return large.slice(start, start + size);
}

/** A hive whose key `Key` has the value `v` between two others, read page by page from a source that keeps a record. */
function opened(size: number, minor: number) {
  const values = ["a", "v", "z"].map((name) => ({ name, type: 3, data: name === "v" ? data(size) : data(50, 9) }));
  const hive = hiveOf({ keys: [{ name: "Key", values }] }, minor);
  const source = new RecordingSource(hive.bytes);
  const engine = openEngine(source, { mode: "edit" });
  return { hive, source, engine, key: hive.records.key("Key").nodeOffset };
}

function valueIn(bytes: Uint8Array): ReferenceValue {
  const { values } = keyOf(readHive(bytes), "Key");
  expect(values.map(({ name }) => name)).toEqual(["a", "v", "z"]);
  for (const index of [0, 2]) expect(Buffer.compare(values[index]?.data ?? Buffer.of(), data(50, 9))).toBe(0);
  return values[1] as ReferenceValue;
}

/** Bytes of a cell, its header included. */
function cellSize(bytes: Uint8Array, offset: number): number {
  return 0x1_0000_0000 - dwordAt(bytes, 4096 + offset);
}

/** Where the segments of big data lie. */
function segmentsOf(bytes: Uint8Array, { record, data: whole }: ReferenceValue): number[] {
  const list = dwordAt(bytes, 4096 + record.number("data") + 4 + 4);
  return Array.from({ length: Math.ceil(whole.length / SEGMENT) }, (_, index) =>
    dwordAt(bytes, 4096 + list + 4 + index * 4),
  );
}

/** The value holds this, where Windows would have put it. */
function expectStored(bytes: Uint8Array, minor: number, wanted: Uint8Array): void {
  const value = valueIn(bytes);
  expect(Buffer.compare(value.data, wanted)).toBe(0);
  const field = value.record.number("dataSize");
  expect(field).toBe(wanted.length <= 4 ? 0x8000_0000 + wanted.length : wanted.length);
  if (wanted.length <= 4)
    expect(value.record.bytes("data").slice(wanted.length)).toEqual(new Uint8Array(4 - wanted.length));
  if (minor < 4 || wanted.length <= SEGMENT) return;
  expect(cellSize(bytes, value.record.number("data"))).toBe(16);
  for (const segment of segmentsOf(bytes, value)) expect(cellSize(bytes, segment)).toBe(16352);
}

describe.each([3, 5])("data of every size becomes data of every other, 1.%d", (minor) => {
  it.each(SIZES)("from %d bytes, there and back", (from) => {
    for (const to of SIZES) {
      const { engine, key, source } = opened(from, minor);
      const offset = engine.editing.setValue(key, "v", 3, data(to, 1));
      expectStored(soundBytes(engine), minor, data(to, 1));
      expect(Buffer.compare(engine.valueData(offset), data(to, 1))).toBe(0);
      const size = engine.toBytes().length;
      for (const _ of [1, 2, 3]) {
        engine.editing.setValue(key, "v", 3, data(from, 2));
        expectStored(soundBytes(engine), minor, data(from, 2));
        engine.editing.setValue(key, "v", 3, data(to, 3));
      }
      expect(engine.toBytes().length, `${from} to ${to} and back`).toBeLessThanOrEqual(
        Math.max(size, source.size + 2 * 4096 + Math.max(from, to) * 1.1),
      );
    }
  });
});

describe("data stays where it lies", () => {
  it("in its cell as long as that is large enough", () => {
    const { engine, key, hive } = opened(500, 5);
    const cell = hive.records.data("Key", "v");
    for (const size of [499, 500, 300, 260, 500]) {
      engine.editing.setValue(key, "v", 3, data(size, size));
      expect(valueIn(soundBytes(engine)).record.number("data")).toBe(cell);
    }
  });

  it("in the segments that are there, when others come or go", () => {
    const { engine, key, hive } = opened(3 * SEGMENT, 5);
    const { dataOffset, segmentOffsets = [] } = hive.records.value("Key", "v");
    for (const count of [5, 2, 3, 40, 3]) {
      engine.editing.setValue(key, "v", 3, data(count * SEGMENT, count));
      const bytes = soundBytes(engine);
      const value = valueIn(bytes);
      const kept = Math.min(count, 2);
      expect(value.record.number("data")).toBe(dataOffset);
      expect(segmentsOf(bytes, value).slice(0, kept)).toEqual(segmentOffsets.slice(0, kept));
    }
  });

  it("but a last segment without the usual spare bytes is enlarged", () => {
    const { hive } = opened(SEGMENT + 100, 5);
    const { segmentOffsets = [] } = hive.records.value("Key", "v");
    const [, last = 0] = segmentOffsets;
    const bytes = hive.bytes.slice();
    const view = new DataView(bytes.buffer);
    view.setInt32(4096 + last, -112, true);
    view.setInt32(4096 + last + 112, 16352 - 112, true);
    const engine = openEngine(bytes, { mode: "edit" });
    soundBytes(engine);
    engine.editing.setValue(hive.records.key("Key").nodeOffset, "v", 3, data(2 * SEGMENT, 5));
    const after = soundBytes(engine);
    expect(Buffer.compare(valueIn(after).data, data(2 * SEGMENT, 5))).toBe(0);
    expect(segmentsOf(after, valueIn(after)).map((segment) => cellSize(after, segment))).toEqual([16352, 16352]);
  });
});

describe("memory that has not been read", () => {
  it("is read before it is changed, and never again", () => {
    for (const minor of [3, 5]) {
      const filler = { name: "Filler", values: [{ name: "f", type: 3, data: data(9000) }] };
      const deletedValues = [{ name: "gone", type: 3, data: data(60_000, 5) }];
      const hive = hiveOf({ keys: [filler, { name: "Key", deletedValues }, { name: "Later" }] }, minor);
      const source = new RecordingSource(hive.bytes);
      const engine = openEngine(source, { mode: "edit" });
      const key = hive.records.key("Key").nodeOffset;
      engine.editing.setValue(key, "v", 3, data(16_000, 1));
      engine.editing.setValue(key, "w", 3, data(300, 2));
      engine.editing.setValue(key, "v", 3, data(100, 3));
      engine.editing.setValue(key, "x", 3, data(12_000, 4));
      engine.findValue(key, "nothing");
      expect(new Set(source.pages).size).toBe(source.pages.length);
      const { values } = keyOf(soundHive(engine), "Key");
      expect(values.map(({ data: { length } }) => length)).toEqual([100, 300, 12_000]);
      expect(engine.toBytes().length).toBe(hive.bytes.length);
    }
  });
});

describe("wiping", () => {
  it("leaves nothing of what was deleted, replaced or cut off", () => {
    for (const minor of [3, 5]) {
      const secret = new TextEncoder().encode("a secret that must not remain; ");
      const of = (size: number) =>
        Uint8Array.from({ length: size }, (_, index) => secret[index % secret.length] as number);
      const sizes = [32, 200, 20_000, 50_000, 4_000, 40_000, 100, 16_000];
      const values = sizes.map((size, index) => ({ name: `v${index}`, type: 3, data: of(size) }));
      const hive = hiveOf({ keys: [{ name: "Key", values }] }, minor);
      const engine = openEngine(hive.bytes, { mode: "edit" });
      const key = hive.records.key("Key").nodeOffset;
      const handle = (name: string): number => engine.findValue(key, name) ?? expect.fail(name);
      engine.editing.wipeFreed(true);
      for (const name of ["v0", "v1", "v2"]) engine.editing.deleteValue(key, handle(name));
      for (const [name, size] of [
        ["v3", 20_000],
        ["v4", 3_999],
        ["v5", 10],
        ["v6", 3],
        ["v7", 100],
      ] as const)
        engine.editing.setValue(key, name, 3, new Uint8Array(size));
      expect(Buffer.from(soundBytes(engine)).includes("secret")).toBe(false);
    }
  });
});
