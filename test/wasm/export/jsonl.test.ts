import { describe, expect, it, test } from "vitest";
import { edgeHive, LONE_SURROGATES, NAMES_BEYOND_REG } from "./edge-hive.ts";
import { bytesOf, exported, told, typeNumber } from "./exported.ts";

interface Line {
  readonly path: string;
  readonly lastWritten: string;
  readonly values: readonly { name: string; type: string | number; data?: string | string[] | number; hex?: string }[];
}

const HIVE = (minor: number): Uint8Array => edgeHive(minor, [...NAMES_BEYOND_REG, ...LONE_SURROGATES]);

function lines(hive: Uint8Array): Line[] {
  // Fatal: UTF-8 that is not well-formed throws.
  const text = new TextDecoder("utf-8", { fatal: true }).decode(exported(hive, { format: "jsonl" }));
  expect(text.endsWith("\n")).toBe(true);
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

function dataOf({ type, data, hex }: Line["values"][number]): string {
  if (hex !== undefined) return hex;
  const number = typeNumber(type);
  const isNumber = typeof data === "number" || number === 11;
  return bytesOf(number, isNumber ? BigInt(data as string) : (data as string | string[]));
}

describe.each([3, 5])("jsonl of version 1.%i", (minor) => {
  it("parses back to the same tree", () => {
    const hive = HIVE(minor);
    const back = lines(hive).map(({ path, lastWritten, values }) => ({
      path,
      lastWritten,
      values: values.map((value) => ({ name: value.name, type: typeNumber(value.type), data: dataOf(value) })),
    }));
    expect(back).toEqual(told(hive).map((key) => ({ ...key, path: key.path.join("\\") })));
  });
});

test("texts, lists and numbers are told as such", () => {
  const [line] = lines(HIVE(5)).filter(({ path }) => path === "type 7");
  expect(line?.values.find(({ name }) => name === "17")?.data).toEqual(['a","b', "c\\"]);
  expect(line?.values.find(({ name }) => name === "16")?.data).toEqual(["a", "b"]);
});

test("times are exact to 100 ns, before 1970 and beyond the year 9999", () => {
  const times = lines(HIVE(5)).filter(({ path }) => path.startsWith("times\\"));
  expect(times.map(({ lastWritten }) => lastWritten)).toEqual([
    "1601-01-01T00:00:00.0000000Z",
    "1601-01-01T00:00:00.0000001Z",
    "2022-06-18T04:26:40.0000007Z",
    "+060056-05-28T05:36:10.9551615Z",
    "+030828-09-14T02:48:05.4775808Z",
  ]);
});

test("a prefix stands in front of every path", () => {
  const text = exported(HIVE(5), { format: "jsonl", prefix: 'HKU\\a"b' }).toString();
  expect(text.split("\n")[0]).toMatch(/^\{"path":"HKU\\\\a\\"b",/);
  expect(text).toContain('{"path":"HKU\\\\a\\"b\\\\names\\\\<&>\'\\\\below",');
});
