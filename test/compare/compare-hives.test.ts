import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprints } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { compareHives } from "../../src/compare/compare-hives.ts";
import { COMPARE_ALL, type CompareOptions } from "../../src/compare/compare-options.ts";
import { planBetween } from "../../src/compare/plan-between.ts";
import { Hive } from "../../src/hive/hive.ts";
import { walkKeys } from "../../src/hive/walk-keys.ts";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";

const hiveOf = (root: Partial<KeyDescription>, minor = 5): Hive =>
  Hive.fromBytes(writeHive({ minor, sequence: 1, time: 0n, fileName: "", root: { name: "root", ...root } }).bytes, {
    ...(minor >= 3 && { mode: "edit" as const }),
  });
const value = (name: string, text: string) => ({ name, type: 1, data: new Uint8Array(Buffer.from(text, "utf16le")) });

/** Differences in a word or two. */
function told(a: Hive, b: Hive, options: CompareOptions = {}): string[] {
  return Array.from(compareHives(a, b, options), (difference) => {
    const { kind, change, path } = difference;
    const what =
      difference.kind === "value"
        ? (difference.new ?? difference.old)?.name
        : difference.facts.map(({ fact, old, new: wanted }) => `${fact} ${old}>${wanted}`).join();
    return `${change} ${kind} ${path}${what ? `: ${what}` : ""}`;
  });
}

describe("compareHives", () => {
  const names = readdirSync(join(FIXTURES, "hives"));
  test.each(names)("finds nothing between %s and itself", (name) => {
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, "hives", name)));
    using a = Hive.fromBytes(bytes);
    using b = Hive.fromBytes(bytes);
    expect([...compareHives(a, b, COMPARE_ALL)]).toEqual([]);
    expect(planBetween(a, b, COMPARE_ALL).changes).toEqual([]);
  });

  test("tells keys and values that come, go and change, in the order of names", () => {
    const a = hiveOf({
      keys: [
        { name: "A", values: [value("same", "x"), value("other", "x"), value("gone", "x")] },
        { name: "Gone", values: [value("v", "x")], keys: [{ name: "Too" }] },
        { name: "Name" },
      ],
    });
    const b = hiveOf({
      keys: [
        { name: "A", values: [value("same", "x"), value("Other", "x"), value("new", "x")] },
        { name: "M", values: [value("", "x")] },
        { name: "NAME", values: [{ ...value("v", "x"), type: 2 }] },
      ],
    });
    expect(told(a, b)).toEqual([
      "removed value A: gone",
      "added value A: new",
      "changed value A: Other",
      "removed key Gone",
      "removed value Gone: v",
      "removed key Gone\\Too",
      "added key M",
      "added value M",
      "changed key NAME: name Name>NAME",
      "added value NAME: v",
    ]);
  });

  test.each<[string, Partial<KeyDescription>, Partial<KeyDescription>, CompareOptions, string]>([
    [
      "times",
      { time: 1n },
      { time: 2n },
      { times: true },
      "time 1601-01-01T00:00:00.0000001Z>1601-01-01T00:00:00.0000002Z",
    ],
    ["classes", { className: "x" }, {}, { classes: true }, "class x>"],
    [
      "order",
      { values: [value("a", ""), value("b", "")] },
      { values: [value("b", ""), value("a", "")] },
      { order: true },
      "value-order a, b>b, a",
    ],
  ])("tells %s on request", (_, one, other, options, expected) => {
    const [a, b] = [one, other].map((key) => hiveOf({ keys: [{ name: "K", ...key }] })) as [Hive, Hive];
    expect(told(a, b)).toEqual([]);
    expect(told(a, b, options)).toEqual([`changed key K: ${expected}`]);
  });

  test("tells another descriptor, and another flag, on request", () => {
    const [a, b] = [hiveOf({ keys: [{ name: "K" }] }), hiveOf({ keys: [{ name: "K" }] })];
    const key = b.key("K");
    b.engine.editing.setKeyFlags(key.offset, key.flags | 0x80);
    b.engine.editing.setKeyUserFlags(key.offset, 1);
    expect(told(a, b, { ...COMPARE_ALL, flags: false })).toEqual([]);
    expect(told(a, b, { flags: true })).toEqual(["changed key K: flags 0x0000 0x00>0x0080 0x01 virtualSource"]);
    b.engine.editing.setKeyFlags(key.offset, key.flags | 0x10);
    expect(told(a, b), "a link is another kind of key").toEqual([
      "changed key K: flags 0x0000 0x00>0x0010 0x00 symbolicLink",
    ]);
  });

  test("takes a name for the same, however it is stored and whatever the version", () => {
    const keys = [{ name: "Käse", values: [value("Käse", "x"), value("v", "y".repeat(20_000))] }];
    const [a, b] = [hiveOf({ keys }, 3), hiveOf({ keys }, 5)];
    expect(told(a, b, COMPARE_ALL)).toEqual([]);
    const secret = "12345678";
    expect(fingerprints(a.engine, a.root.offset, secret)[10]).toBe(fingerprints(b.engine, b.root.offset, secret)[10]);
  });

  test("tells a change of any single byte of data, near the ends of words and segments too", () => {
    const data = new Uint8Array(40_000).fill(7);
    const holding = (bytes: Uint8Array) => hiveOf({ values: [{ name: "v", type: 3, data: bytes }] });
    using a = holding(data);
    for (const at of [0, 7, 8, 16_343, 16_344, 32_687, 32_688, 39_992, 39_999]) {
      using b = holding(data.with(at, 8));
      expect(told(a, b), `byte ${at}`).toEqual(["changed value : v"]);
    }
    using shorter = holding(data.subarray(1));
    expect(told(a, shorter)).toHaveLength(1);
  });

  test("tells what comes right before and behind the end of a block of the hash", () => {
    const sizes = Array.from({ length: 80 }, (_, at) => 960 + at);
    const holding = (data: (size: number) => Uint8Array, type: number) =>
      hiveOf({
        keys: sizes.map((size) => {
          const values = [
            { name: "v", type: 3, data: data(size) },
            { ...value("w", ""), type },
          ];
          return { name: String(size).padStart(4, "0"), values };
        }),
      });
    const zeros = (size: number) => new Uint8Array(size);
    using a = holding(zeros, 1);
    using otherType = holding(zeros, 2);
    using otherByte = holding((size) => zeros(size).fill(1, -1), 1);
    using longer = holding((size) => zeros(size + 1), 1);
    expect(told(a, a, COMPARE_ALL)).toEqual([]);
    const all = (name: string) => sizes.map((size) => `changed value ${String(size).padStart(4, "0")}: ${name}`);
    expect(told(a, otherType)).toEqual(all("w"));
    expect(told(a, otherByte)).toEqual(all("v"));
    expect(told(a, longer)).toEqual(all("v"));
  });

  test("takes a name for the same as Latin-1 and as UTF-16, and no other one", () => {
    const keys = [
      { name: "Käse", values: [value("Käse", "x")] },
      { name: "\u0141", values: [value("\u0141", "x")] },
    ];
    using a = hiveOf({ keys });
    using wide = hiveOf({ keys }, 1);
    expect(wide.key("Käse").record.flags & 0x20, "stored as UTF-16").toBe(0);
    expect(told(a, wide)).toEqual([]);
    using other = hiveOf({ keys: [{ name: "K\u01e4se" }, { name: "A" }] }, 1);
    expect(told(a, other).filter((line) => line.includes(" key "))).toHaveLength(4);
  });
});

describe("compareHives in damaged hives", () => {
  const malformed = (name: string): Hive =>
    Hive.fromBytes(new Uint8Array(readFileSync(join(FIXTURES, "malformed", name))));

  test("pairs keys by name where a list is not in order", () => {
    using a = malformed("I56--out-of-order.dat");
    const names = Array.from(a.root.subkeys(), ({ name }) => name);
    using b = hiveOf({ keys: names.sort().map((name) => ({ name, values: [value("new", "x")] })) });
    const differences = told(a, b).filter((line) => / key /.test(line) && !line.includes("\\"));
    expect(names.length).toBeGreaterThan(1);
    expect(differences).toEqual([]);
  });

  test("compares what has one name in turn, and plans no change of it", () => {
    using a = malformed("I57--same-name.dat");
    expect(told(a, malformed("I57--same-name.dat"), COMPARE_ALL)).toEqual([]);
    const [parent, twice] = Array.from(walkKeys(a.root), ({ key }): [string, string[]] => {
      return [key.path, Array.from(key.subkeys(), ({ name }) => name.toUpperCase())];
    }).find(([, names]) => new Set(names).size < names.length) as [string, string[]];
    using once = hiveOf({ keys: [{ name: parent, keys: [...new Set(twice)].map((name) => ({ name })) }] });
    expect(() => planBetween(a, once)).toThrow(expect.objectContaining({ code: "name-not-in-plan" }));
  });
});

describeCorpus("compareHives", () => {
  test.each(cleanHives(600 * 1024))("finds nothing between $file and itself", ({ file }) => {
    const bytes = corpusFile(file);
    using a = Hive.fromBytes(bytes);
    using b = Hive.fromBytes(bytes);
    expect([...compareHives(a, b, COMPARE_ALL)]).toEqual([]);
  });
});
