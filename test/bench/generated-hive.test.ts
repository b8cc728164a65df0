import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type GeneratedHive, generateHive } from "../../bench/generate/hive.ts";
import { DEEP_KEYS, DEEP_VALUE, OUTLOOK_SECTION } from "../../bench/generate/tree.ts";
import { validateHive } from "../support/hive-validator.ts";
import { describeOracle, hivexDump, reglookupLines } from "../support/oracles.ts";
import { type ReferenceKey, readHive, walkKeys } from "../support/reference-reader.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const MEGABYTE = 1 << 20;
const folder = new TemporaryFolder();
let hive: GeneratedHive;
let keys: ReferenceKey[];

beforeAll(() => {
  hive = generateHive(folder.file("generated.dat"), MEGABYTE);
  keys = [...walkKeys(readHive(readFileSync(hive.path)).root)];
});
afterAll(() => folder.remove());

it("is sound, and holds what it says", () => {
  const bytes = readFileSync(hive.path);
  expect(validateHive(bytes)).toEqual([]);
  expect(bytes.length).toBe(hive.size);
  expect(keys.length).toBe(hive.keyCount);
  expect(keys.reduce((sum, key) => sum + key.values.length, 0)).toBe(hive.valueCount);
});

it("is the same every time", () => {
  const again = generateHive(folder.file("again.dat"), MEGABYTE);
  expect(readFileSync(again.path).equals(readFileSync(hive.path))).toBe(true);
});

it("has the shape of real hives: wide keys, deep ones, all types, large data, names of several scripts", () => {
  const values = keys.flatMap((key) => key.values);
  expect(Math.max(...keys.map((key) => key.keys.length))).toBe(3000);
  expect(Math.max(...keys.map((key) => key.path.length))).toBeGreaterThanOrEqual(8);
  expect(new Set(values.map(({ type }) => type)).size).toBeGreaterThan(10);
  expect(Math.max(...values.map(({ data }) => data.length))).toBeGreaterThan(16344);
  expect(keys.some(({ name }) => /[\u0400-\u04ff]/.test(name))).toBe(true);
  expect(keys.some(({ name }) => /[\u00c0-\u00ff]/.test(name))).toBe(true);
});

it("has the keys that benchmarks ask for", () => {
  for (const path of Object.values(DEEP_KEYS)) {
    const key = keys.find((one) => one.path.join("\\") === path);
    const value = key?.values.find(({ name }) => name === DEEP_VALUE.name);
    expect(value && new DataView(value.data.buffer, value.data.byteOffset).getUint32(0, true)).toBe(DEEP_VALUE.data);
  }
  const section = keys.find((one) => one.path.join("\\") === OUTLOOK_SECTION);
  expect(section?.values.map(({ name }) => name)).toContain("001f6622");
});

describeOracle("libhivex", "the generated hive has the same keys and values", () => {
  it("counts", () => {
    const lines = hivexDump(hive.path);
    expect(lines.filter((line) => line.startsWith("K")).length).toBe(hive.keyCount);
    expect(lines.filter((line) => line.startsWith("V")).length).toBe(hive.valueCount);
  });
});

describeOracle("reglookup", "the generated hive has the same keys and values", () => {
  it("counts", () => {
    const lines = reglookupLines(hive.path);
    expect(lines.filter((line) => line.includes(",KEY,")).length).toBe(hive.keyCount);
    expect(lines.length).toBe(hive.keyCount + hive.valueCount);
  });
});
