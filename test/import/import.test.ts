import { newHive } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { applyImport, type ImportResult, MOST_SHOWN } from "../../src/import/apply-import.ts";
import { regItems } from "../../src/import/reg-items.ts";
import { verifyImport } from "../../src/import/verify-import.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";

const HEADER = "Windows Registry Editor Version 5.00";
const PREFIX = "HKEY_LOCAL_MACHINE\\H";

function emptyHive(): Hive {
  return Hive.fromBytes(newHive({ minorVersion: 5, like: "machine", time: 0n }), { mode: "edit" });
}

function itemsOf(hive: Hive, lines: readonly string[]) {
  const bytes = new Uint8Array(Buffer.from([HEADER, ...lines, ""].join("\r\n")));
  return () => regItems(hive, [bytes], { prefix: PREFIX });
}

/** Imports the lines, and looks them up. */
function imported(hive: Hive, ...lines: string[]): ImportResult {
  const items = itemsOf(hive, lines);
  const result = hive.engine.editing.transaction(() => applyImport(hive, items));
  verifyImport(hive, items);
  expect(validateHive(hive.toBytes())).toEqual([]);
  return result;
}

/** Keys and values without times, sizes and digests. */
function tree(hive: Hive): string[] {
  return goldenDump(readHive(hive.toBytes())).map((line) => {
    const [kind, path, name = ""] = line.split("\t");
    return kind === "K" ? `[${path}]` : `${path}:${name}`;
  });
}

test("what comes later in a file counts", () => {
  using hive = emptyHive();
  const result = imported(
    hive,
    `[${PREFIX}\\A\\B]`,
    '"x"="1"',
    '"y"="2"',
    `[${PREFIX}\\a\\b\\C]`,
    '"z"=dword:1',
    `[-${PREFIX}\\A\\B]`,
    `[${PREFIX}\\A\\B]`,
    '"X"="3"',
    '"x"="4"',
    '"y"="5"',
    '"Y"=-',
  );
  expect(tree(hive)).toEqual(["[]", "[A]", "[A\\B]", "A\\B:X"]);
  expect(result.counts).toEqual({
    createdKeys: 4,
    deletedKeys: 1,
    createdValues: 5,
    changedValues: 1,
    deletedValues: 1,
    changedSecurity: 0,
    unchanged: 0,
    ignored: 0,
  });
});

test("the offsets of touched keys are those of keys that are there", () => {
  using hive = emptyHive();
  const { touched } = imported(
    hive,
    `[${PREFIX}\\A\\B\\C]`,
    '"x"="1"',
    `[-${PREFIX}\\A\\B]`,
    `[${PREFIX}\\D]`,
    '"a"=hex:01,02,03,04,05,06,07,08,09,0a,0b,0c',
  );
  const names = [...touched].map((offset) => hive.engine.key(offset).name);
  expect(names.sort()).toEqual(["A", "D", hive.root.name].sort());
});

test("an import that fails half-way has changed nothing", () => {
  using hive = emptyHive();
  const before = hive.toBytes();
  const name = "n".repeat(300);
  const items = itemsOf(hive, [`[${PREFIX}\\A]`, '"x"="1"', `[${PREFIX}\\${name}]`]);
  expect(() => hive.engine.editing.transaction(() => applyImport(hive, items))).toThrowError(
    expect.objectContaining({ code: "name-refused" }),
  );
  expect(Buffer.compare(hive.toBytes(), before)).toBe(0);
});

test("the root is not deleted", () => {
  using hive = emptyHive();
  const items = itemsOf(hive, [`[-${PREFIX}]`]);
  expect(() => applyImport(hive, items)).toThrowError(expect.objectContaining({ code: "root-stays" }));
});

test("many changes are all done and counted, and the first are shown", () => {
  using hive = emptyHive();
  const lines = Array.from({ length: MOST_SHOWN + 50 }, (_, index) => `"v${index}"=dword:${index.toString(16)}`);
  const { counts, changes, changeCount } = imported(hive, `[${PREFIX}\\A]`, ...lines);
  expect(counts).toMatchObject({ createdKeys: 1, createdValues: MOST_SHOWN + 50 });
  expect([changes.length, changeCount]).toEqual([MOST_SHOWN, MOST_SHOWN + 51]);
  expect(
    imported(hive, `[${PREFIX}\\a]`, ...lines.map((line) => line.toUpperCase().replace("DWORD", "dword"))),
  ).toMatchObject({
    changeCount: 0,
    counts: { unchanged: MOST_SHOWN + 51 },
  });
});

test("many values in another order are changed and deleted, and the first are shown as they were", () => {
  using hive = emptyHive();
  const count = 1800;
  const line = (index: number, data: string): string => `"v${index}"=${data}`;
  const inOrder = Array.from({ length: count }, (_, index) => index);
  imported(hive, `[${PREFIX}\\A]`, ...inOrder.map((index) => line(index, "dword:7")));
  // A prime that the count is no multiple of leads through all of them.
  const mixed = inOrder.map((index) => (index * 7919) % count);
  const dataOf = (index: number): string => (index % 3 === 0 ? "-" : index % 3 === 1 ? "dword:7" : `"text ${index}"`);
  const lines = [`[${PREFIX}\\A]`, ...mixed.map((index) => line(index, dataOf(index)))];
  const { counts, changes, changeCount } = imported(hive, ...lines);
  expect(counts).toMatchObject({ deletedValues: 600, changedValues: 600, createdValues: 0, unchanged: 601 });
  expect([changes.length, changeCount]).toEqual([MOST_SHOWN, 1200]);
  const seven = { type: 4, data: new Uint8Array([7, 0, 0, 0]) };
  expect(changes.map((change) => change.kind === "value" && change.old)).toEqual(
    mixed
      .filter((index) => index % 3 !== 1)
      .slice(0, MOST_SHOWN)
      .map((index) => ({ name: `v${index}`, ...seven })),
  );
  expect(Array.from(hive.key("A").values(), ({ name }) => name)).toEqual(
    inOrder.filter((index) => index % 3 !== 0).map((index) => `v${index}`),
  );
  hive.engine.editing.setValue(hive.key("A").offset, "V500", 4, new Uint8Array(4));
  expect(() => verifyImport(hive, itemsOf(hive, lines))).toThrowError("the value v500 does not read as it was written");
});

describe("looking an import up", () => {
  const lines = [`[${PREFIX}\\A]`, '"x"="1"', `[${PREFIX}\\B]`, `[-${PREFIX}\\C]`, `[${PREFIX}\\D]`, '"gone"=-'];
  test.each<[string, (hive: Hive) => void]>([
    [
      "other data",
      (hive) => hive.engine.editing.setValue(hive.key("A").offset, "x", 1, new Uint8Array([0x32, 0, 0, 0])),
    ],
    [
      "another type",
      (hive) => hive.engine.editing.setValue(hive.key("A").offset, "x", 2, new Uint8Array([0x31, 0, 0, 0])),
    ],
    ["no value", (hive) => hive.engine.editing.deleteValue(hive.key("A").offset, hive.key("A").value("x").offset)],
    ["no key", (hive) => hive.engine.editing.deleteKey(hive.key("B").offset)],
    ["a key too many", (hive) => hive.engine.editing.createKey(hive.root.offset, "C")],
    ["a value too many", (hive) => hive.engine.editing.setValue(hive.key("D").offset, "GONE", 3, new Uint8Array(1))],
  ])("finds %s", (_, spoil) => {
    using hive = emptyHive();
    imported(hive, ...lines);
    spoil(hive);
    expect(() => verifyImport(hive, itemsOf(hive, lines))).toThrowError(
      expect.objectContaining({ code: "read-back-differs" }),
    );
  });
});
