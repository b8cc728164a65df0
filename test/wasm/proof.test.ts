import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pattern } from "../../fixtures/build/encoding.ts";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import type { KeyDescription } from "../../fixtures/build/hive-writer.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";
import { RecordingSource } from "./recording-source.ts";
import { isReadable, walkHive } from "./walk-hive.ts";

const PAGE = 4096;
const folder = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}/`, import.meta.url));
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

/** Offsets of all allocated cells, by walking bins and cells from the first on. */
function allocatedCells(bytes: Uint8Array): Set<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const cells = new Set<number>();
  const end = view.getUint32(40, true);
  for (let bin = 0; bin < end; bin += view.getUint32(PAGE + bin + 8, true)) {
    const next = bin + view.getUint32(PAGE + bin + 8, true);
    for (let at = bin + 32; at < next; at += Math.abs(view.getInt32(PAGE + at, true)))
      if (view.getInt32(PAGE + at, true) < 0) cells.add(at);
  }
  return cells;
}

/** Hives that may be edited: older versions than 1.3 are only read. */
const files = readdirSync(folder("hives")).filter((file) => (bytesOf(`${folder("hives")}${file}`)[24] ?? 0) >= 3);

it.each(files)("in %s every allocated cell is proved, and no other place", (file) => {
  const bytes = bytesOf(`${folder("hives")}${file}`);
  const cells = allocatedCells(bytes);
  const engine = openEngine(bytes, { mode: "edit" });
  expect(cells.size).toBeGreaterThan(5);
  for (let offset = 0; offset <= engine.baseBlock.binsSize; offset += 4) {
    if (cells.has(offset)) engine.prove(offset);
    else expect(refusal(() => engine.prove(offset)).code, `offset ${offset}`).not.toBe("engine-bug");
  }
  expect(engine.isChanged).toBe(false);
});

describe("hives that read well and cannot be proved", () => {
  const statements: Record<string, [structure: string, statement: string]> = {
    "value-inside-data-cell.dat": ["cell", "the offset points into the middle of a cell"],
    "data-inside-data-cell.dat": ["cell", "the offset points into the middle of a cell"],
    "fake-bin-in-big-cell.dat": ["hive bin", "no hive bin begins where the one before ends"],
    "fake-bin-chain-in-big-cell.dat": ["hive bin", "this hive bin lies within another one"],
    "cell-across-two-bins.dat": ["cell", "the cells do not fill their hive bin"],
    "bin-names-another-place.dat": ["hive bin", "the hive bin around the cell has an impossible size"],
    "no-bin-behind.dat": ["hive bin", "no hive bin begins where the one before ends"],
    "cells-do-not-tile.dat": ["cell", "the cells do not fill their hive bin"],
  };

  it("are all here", () => {
    expect(readdirSync(folder("unproved")).toSorted()).toEqual(Object.keys(statements).toSorted());
  });

  it.each(Object.entries(statements))("%s", (file, [structure, statement]) => {
    const engine = openEngine(bytesOf(`${folder("unproved")}${file}`), { mode: "edit" });
    expect(walkHive(engine).values).toBeGreaterThan(3);
    const [found] = engine.findValues(engine.baseBlock.rootOffset, "001f6622");
    const { keys = [], value = 0 } = found ?? {};
    const data = engine.valueData(value).fill(0x55);
    const error = refusal(() => engine.editing.setValue(keys.at(-1) ?? 0, "001f6622", 3, data));
    expect(error).toMatchObject({ code: "bin-not-proved", structure });
    expect(error.statement).toContain(statement);
    expect(error.fileOffset).toBeGreaterThanOrEqual(PAGE);
    expect(isReadable(error), error.message).toBe(true);
    expect(engine.isChanged).toBe(false);
  });
});

describe("a record that lies in the middle of another value's data", () => {
  const blob = { name: "blob", type: 3, data: new Uint8Array(16_000) };
  const values = [blob, { name: "plain", type: 3, data: pattern(40) }, { name: "big", type: 3, data: pattern(20_000) }];
  const written = hiveOf({ keys: [{ name: "key", values }] });
  const { nodeOffset: key, valueListOffset: list = 0 } = written.records.key("key");
  const plain = written.records.value("key", "plain");
  const big = written.records.value("key", "big");

  it.each<[name: string, record: number, reference: number, value: number, size: number]>([
    ["the value list", list, key + 4 + 40, plain.valueOffset, 40],
    ["the value", plain.valueOffset, list + 4 + 4, plain.valueOffset, 40],
    ["its data", plain.dataOffset ?? 0, plain.valueOffset + 4 + 8, plain.valueOffset, 40],
    ["its big data record", big.dataOffset ?? 0, big.valueOffset + 4 + 8, big.valueOffset, 20_000],
    ["its segment list", big.segmentListOffset ?? 0, (big.dataOffset ?? 0) + 4 + 4, big.valueOffset, 20_000],
    ["its last segment", big.segmentOffsets?.[1] ?? 0, (big.segmentListOffset ?? 0) + 4 + 4, big.valueOffset, 20_000],
  ])("%s", (_, record, reference, value, size) => {
    const hive = new HiveBytes(written);
    const inside = hive.records.data("key", "blob") + 1024;
    expect(hive.view.getUint32(PAGE + reference, true)).toBe(record);
    const planted = hive.bytes.slice(PAGE + record, PAGE + record + Math.min(-hive.sizeAt(record), 4000));
    hive.bytes.set(planted, PAGE + inside);
    hive.size(inside, -planted.length).u32(PAGE + reference, inside);
    const engine = openEngine(hive.bytes, { mode: "edit" });
    const handle = value === record ? inside : value;
    expect(engine.valueData(handle)).toHaveLength(size);
    const error = refusal(() => engine.editing.setValue(key, engine.value(handle).name, 3, new Uint8Array(size)));
    expect(error).toMatchObject({ code: "bin-not-proved", structure: "cell", fileOffset: PAGE + inside });
    expect(error.statement).toBe("the offset points into the middle of a cell");
  });
});

describe("damage between the bins of a larger hive", () => {
  const keys: KeyDescription[] = Array.from({ length: 200 }, (_, index) => ({
    name: `key ${index}`,
    values: [{ name: "v", type: 3, data: new Uint8Array(2000) }],
  }));
  const written = hiveOf({ keys });
  const target = written.records.data("key 150", "v");
  const bin = target - (target % PAGE);

  it.each<[name: string, code: string, spoil: (hive: HiveBytes) => unknown]>([
    ["its own header's letters", "bin-not-proved", (hive) => hive.text(PAGE + bin, "nibh")],
    ["its own header's offset", "bin-not-proved", (hive) => hive.u32(PAGE + bin + 4, bin + PAGE)],
    ["its own size, no multiple of a page", "bin-not-proved", (hive) => hive.u32(PAGE + bin + 8, PAGE + 512)],
    ["its own size, zero", "bin-not-proved", (hive) => hive.u32(PAGE + bin + 8, 0)],
    ["its own size, one page too many", "bin-not-proved", (hive) => hive.u32(PAGE + bin + 8, 2 * PAGE)],
    [
      "its own size, up to the end",
      "bin-not-proved",
      (hive) => hive.u32(PAGE + bin + 8, written.bytes.length - PAGE - bin),
    ],
    ["its own size, up to 4 GiB", "bin-not-proved", (hive) => hive.u32(PAGE + bin + 8, 0xfffff000)],
    ["the header behind", "bin-not-proved", (hive) => hive.text(PAGE + bin + PAGE, "HBIN")],
    ["a hole behind", "bin-not-proved", (hive) => hive.bytes.fill(0, PAGE + bin + PAGE, PAGE + bin + 2 * PAGE)],
    [
      "the size of the bin before, so that it overlaps",
      "bin-not-proved",
      (hive) => hive.u32(PAGE + bin - PAGE + 8, 2 * PAGE),
    ],
    ["a hole before", "bin-not-proved", (hive) => hive.bytes.fill(0, PAGE + bin - PAGE, PAGE + bin)],
    ["the size of its first cell", "bin-not-proved", (hive) => hive.size(bin + 32, hive.sizeAt(bin + 32) - 8)],
    ["a first cell of size zero", "bin-not-proved", (hive) => hive.size(bin + 32, 0)],
    ["the cell's own size, a little larger", "bin-not-proved", (hive) => hive.size(target, hive.sizeAt(target) - 8)],
    [
      "the cell's own size, no multiple of 8",
      "cell-out-of-range",
      (hive) => hive.size(target, hive.sizeAt(target) - 4),
    ],
    ["the cell, freed", "cell-not-allocated", (hive) => hive.size(target, -hive.sizeAt(target))],
  ])("%s", (_, code, spoil) => {
    const hive = new HiveBytes(written);
    openEngine(hive.bytes.slice(), { mode: "edit" }).prove(target);
    spoil(hive);
    const engine = openEngine(hive.bytes, { mode: "edit" });
    expect(refusal(() => engine.prove(target)).code).toBe(code);
  });

  it.each([0, 8, 28, 32 - 4, 0x7fffffe0, 0x80000020, 0xffffffff])(
    "the offset %d is refused like any other",
    (offset) => {
      expect(refusal(() => openEngine(written.bytes, { mode: "edit" }).prove(offset)).code).toMatch(
        /^(cell-|bin-not-proved)/,
      );
    },
  );
});

describe("headers that lie in a big data cell of a hive larger than any look-back", () => {
  const PAGES = 60;
  const written = hiveOf(
    {
      values: [{ name: "big", type: 3, data: new Uint8Array(PAGES * PAGE - 300) }],
      keys: Array.from({ length: 3000 }, (_, index) => ({ name: `${index}` })),
    },
    3,
  );
  const big = written.records.data("", "big") - 32;

  /** Fake bins on these pages of the big bin; each reaches up to the next one, the last up to the end. In the last lies a cell. */
  function withFakes(pages: readonly number[]): { bytes: Uint8Array; cell: number } {
    const hive = new HiveBytes(written);
    expect(hive.view.getUint32(PAGE + big + 8, true)).toBe(PAGES * PAGE);
    pages.forEach((page, index) => {
      const [start, end] = [big + page * PAGE, big + (pages[index + 1] ?? PAGES) * PAGE];
      hive
        .text(PAGE + start, "hbin")
        .u32(PAGE + start + 4, start)
        .u32(PAGE + start + 8, end - start)
        .size(start + 32, -(end - start - 32));
    });
    return { bytes: hive.bytes, cell: big + (pages.at(-1) ?? 0) * PAGE + 32 };
  }

  function refuses(pages: readonly number[]): void {
    const { bytes, cell } = withFakes(pages);
    const engine = openEngine(bytes, { mode: "edit" });
    engine.prove(written.records.key("1500").nodeOffset);
    expect(refusal(() => engine.prove(cell))).toMatchObject({ code: "bin-not-proved", structure: "hive bin" });
  }

  const row = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  it.each([
    ["one", [1]],
    ["one, some pages away", [8]],
    ["two", [1, 2]],
    ["two with a gap", [2, 6]],
    ["eight in a row", row(8)],
    ["one at the far end", [PAGES - 1]],
    ["two at the far end", [PAGES - 2, PAGES - 1]],
    ["seven at the far end", row(7).map((page) => PAGES - 8 + page)],
  ])("%s: refused", (_, pages) => refuses(pages));

  // Only a walk over all bins could tell, and that would read the whole of a large hive. When it is found out, this says so.
  it.fails("a row that is longer than the look back: not noticed yet", () => refuses(row(20)));
});

describe("what proving reads", () => {
  const hive = hiveOf({ keys: Array.from({ length: 40_000 }, (_, index) => ({ name: `key ${index}` })) });

  it("is some pages around the cell, in a hive of any size, and nothing the second time", () => {
    const source = new RecordingSource(hive.bytes);
    const engine = openEngine(source, { mode: "edit" });
    expect(hive.bytes.length).toBeGreaterThan(3_000_000);
    const before = source.bytesRead;
    engine.prove(hive.records.key("key 20000").nodeOffset);
    expect(source.bytesRead - before).toBeLessThanOrEqual(96 * 1024);
    const after = source.reads.length;
    engine.prove(hive.records.key("key 20000").nodeOffset);
    engine.prove(hive.records.key("key 20001").nodeOffset);
    expect(source.reads.length).toBe(after);
  });
});
