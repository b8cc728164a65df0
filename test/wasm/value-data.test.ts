import { describe, expect, it } from "vitest";
import { joined, latin1, pattern } from "../../fixtures/build/encoding.ts";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import type { ValueDescription } from "../../fixtures/build/value.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";
import { isReadable } from "./walk-hive.ts";

const SEGMENT = 16344;
const SIZES = [
  0,
  1,
  2,
  3,
  4,
  5,
  7,
  8,
  4092,
  4096,
  16343,
  SEGMENT,
  SEGMENT + 1,
  2 * SEGMENT,
  2 * SEGMENT + 1,
  100_000,
  2_500_000,
];

function hiveWith(data: Uint8Array, minor: number, more: Partial<ValueDescription> = {}) {
  const hive = new HiveBytes(
    hiveOf(
      {
        values: [
          { name: "v", type: 3, data, ...more },
          { name: "other", type: 3, data: pattern(9, 3) },
        ],
      },
      minor,
    ),
  );
  return { hive, ...hive.records.value("", "v") };
}

describe.each([2, 3, 4, 5, 6])("version 1.%d", (minor) => {
  it.each(SIZES)("%d bytes", (size) => {
    const data = pattern(size, size);
    const { hive, valueOffset, segmentOffsets } = hiveWith(data, minor);
    expect(segmentOffsets !== undefined).toBe(minor >= 4 && size > SEGMENT);
    const engine = openEngine(hive.bytes);
    expect(engine.value(valueOffset)).toMatchObject({ size, type: 3 });
    expect(Buffer.compare(engine.valueData(valueOffset), data)).toBe(0);
  });

  it("big data that begins like a big data record is read as it should be", () => {
    const data = joined(latin1("db"), Uint8Array.of(2, 0, 0x20, 0, 0, 0), pattern(20_000));
    const { hive, valueOffset } = hiveWith(data, minor);
    expect(Buffer.compare(openEngine(hive.bytes).valueData(valueOffset), data)).toBe(0);
  });

  it.each([1, 2, 3, 4])("%d bytes in a cell of their own", (size) => {
    const { hive, valueOffset } = hiveWith(pattern(size, 9), minor, { outOfLine: true });
    expect(openEngine(hive.bytes).valueData(valueOffset)).toEqual(pattern(size, 9));
  });
});

describe("data of no size", () => {
  it.each([
    ["inline", 0x80000000, 0],
    ["inline, with remnants in the field", 0x80000000, 0x12345678],
    ["not inline, and nowhere", 0, 0xffffffff],
    ["not inline, and said to be in a place", 0, 0x20],
    ["not inline, and said to be behind the bins", 0, 0x7ffffff0],
  ])("%s", (_, size, field) => {
    const { hive, valueOffset } = hiveWith(pattern(4), 5);
    hive.u32(hive.data(valueOffset) + 4, size).u32(hive.data(valueOffset) + 8, field);
    const engine = openEngine(hive.bytes);
    expect(engine.value(valueOffset).size).toBe(0);
    expect(engine.valueData(valueOffset)).toEqual(new Uint8Array(0));
  });
});

it("inline data keeps its low bytes, whatever the others hold", () => {
  const { hive, valueOffset } = hiveWith(pattern(4), 5);
  for (const size of [1, 2, 3, 4]) {
    hive.u32(hive.data(valueOffset) + 4, 0x80000000 + size).u32(hive.data(valueOffset) + 8, 0xddccbbaa);
    const engine = openEngine(hive.bytes.slice());
    expect(engine.valueData(valueOffset)).toEqual(Uint8Array.of(0xaa, 0xbb, 0xcc, 0xdd).slice(0, size));
  }
});

it("what is handed out is a copy", () => {
  for (const size of [3, 300, 30_000]) {
    const { hive, valueOffset } = hiveWith(pattern(size), 5);
    const engine = openEngine(hive.bytes);
    engine.valueData(valueOffset).fill(0xee);
    expect(engine.valueData(valueOffset)).toEqual(pattern(size));
  }
});

describe("data that is not there", () => {
  type Place = ReturnType<typeof hiveWith>;
  const BIG = 3 * SEGMENT;
  it.each<[name: string, size: number, code: string, structure: string, spoil: (place: Place) => unknown]>([
    [
      "inline and longer than 4 bytes",
      4,
      "bad-value-data",
      "value",
      (p) => p.hive.u32(p.hive.data(p.valueOffset) + 4, 0x80000005),
    ],
    [
      "inline and very long",
      4,
      "bad-value-data",
      "value",
      (p) => p.hive.u32(p.hive.data(p.valueOffset) + 4, 0xffffffff),
    ],
    [
      "longer than the hive",
      99,
      "bad-value-data",
      "value",
      (p) => p.hive.u32(p.hive.data(p.valueOffset) + 4, 0x7fffffff),
    ],
    ["nowhere", 99, "cell-out-of-range", "value data", (p) => p.hive.u32(p.hive.data(p.valueOffset) + 8, 0xffffffff)],
    [
      "in volatile storage",
      99,
      "cell-out-of-range",
      "value data",
      (p) => p.hive.u32(p.hive.data(p.valueOffset) + 8, 0x80000020),
    ],
    [
      "behind the bins",
      99,
      "cell-out-of-range",
      "value data",
      (p) => p.hive.u32(p.hive.data(p.valueOffset) + 8, 0x100000),
    ],
    [
      "between cells",
      99,
      "cell-misaligned",
      "value data",
      (p) => p.hive.u32(p.hive.data(p.valueOffset) + 8, (p.dataOffset ?? 0) + 4),
    ],
    ["in a free cell", 99, "cell-not-allocated", "value data", (p) => p.hive.size(p.dataOffset ?? 0, 104)],
    [
      "in segments without a record",
      BIG,
      "bad-value-data",
      "big data",
      (p) => p.hive.text(p.hive.data(p.dataOffset ?? 0), "bd"),
    ],
    [
      "in too few segments",
      BIG,
      "bad-value-data",
      "big data",
      (p) => p.hive.u16(p.hive.data(p.dataOffset ?? 0) + 2, 2),
    ],
    [
      "in a segment nowhere",
      BIG,
      "cell-out-of-range",
      "big data segment",
      (p) => p.hive.u32(p.hive.data(p.segmentListOffset ?? 0) + 8, 0xffffffff),
    ],
    [
      "in a segment list that is free",
      BIG,
      "cell-not-allocated",
      "segment list",
      (p) => p.hive.size(p.segmentListOffset ?? 0, 16),
    ],
    [
      "in a segment list behind the bins",
      BIG,
      "cell-out-of-range",
      "segment list",
      (p) => p.hive.u32(p.hive.data(p.dataOffset ?? 0) + 4, 0x7ffff000),
    ],
    [
      "in more segments than its list holds",
      BIG,
      "cell-too-small",
      "segment list",
      (p) => p.hive.u16(p.hive.data(p.dataOffset ?? 0) + 2, 4000),
    ],
  ])("%s", (_, size, code, structure, spoil) => {
    const place = hiveWith(pattern(size), 5);
    spoil(place);
    const error = refusal(() => openEngine(place.hive.bytes).valueData(place.valueOffset));
    expect(error).toMatchObject({ code, structure });
    expect(isReadable(error), error.message).toBe(true);
  });

  it("longer than its cell, by a byte", () => {
    // 4092 bytes fill their cell of 4096 bytes to the last.
    const { hive, valueOffset } = hiveWith(pattern(4092), 3);
    hive.u32(hive.data(valueOffset) + 4, 4093);
    expect(refusal(() => openEngine(hive.bytes).valueData(valueOffset))).toMatchObject({
      structure: "value data",
      expected: "at least 4093 bytes",
    });
  });

  it("more segments than needed are no fault", () => {
    const { hive, valueOffset } = hiveWith(pattern(BIG), 5);
    hive.u32(hive.data(valueOffset) + 4, 2 * SEGMENT - 5);
    expect(openEngine(hive.bytes).valueData(valueOffset)).toEqual(pattern(BIG).slice(0, 2 * SEGMENT - 5));
  });

  it("one segment that is named again and again is not read again and again", () => {
    const { hive, valueOffset, segmentListOffset, segmentOffsets } = hiveWith(pattern(300 * SEGMENT), 5);
    const [first = 0] = segmentOffsets ?? [];
    for (let index = 0; index < 300; index++) hive.u32(hive.data(segmentListOffset ?? 0) + index * 4, first);
    // The bins end with the first segment now: a hive of some 40 KB that promises 4.9 MB.
    const end = Math.ceil((first + SEGMENT + 8) / 4096) * 4096;
    const small = hive
      .u32(40, end)
      .seal()
      .cut(4096 + end).bytes;
    expect(refusal(() => openEngine(small).valueData(valueOffset)).code).toBe("bad-value-data");
  });
});
