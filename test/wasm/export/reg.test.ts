import { bytesSource, Engine, exportTree } from "hivex-wasm";
import { describe, expect, it, test } from "vitest";
import { writeHive } from "../../../fixtures/build/hive-writer.ts";
import { cleanHives, corpusFile, describeCorpus } from "../../support/corpus.ts";
import { refusal } from "../open-engine.ts";
import { edgeHive, LONE_SURROGATES, NAMES_BEYOND_REG, utf16 } from "./edge-hive.ts";
import { exported } from "./exported.ts";
import { regText } from "./reg-writer.ts";

const ROOT = "HKEY_CURRENT_USER";

const small = (values: { name: string; type: number; data: Uint8Array }[]): Uint8Array =>
  writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "r", values, keys: [{ name: "Empty" }] } })
    .bytes;

describe("reg, as regedit writes it", () => {
  it("begins with a byte order mark, has a blank line before each key and one at the end", () => {
    const hive = small([
      { name: "", type: 1, data: utf16('C:\\x "y"\0') },
      { name: "n", type: 4, data: Uint8Array.of(0xef, 0xbe, 0xad, 0xde) },
    ]);
    const bytes = exported(hive, { format: "reg", prefix: ROOT });
    expect([...bytes.subarray(0, 4)]).toEqual([0xff, 0xfe, 0x57, 0]);
    expect(bytes.subarray(2).toString("utf16le")).toBe(
      "Windows Registry Editor Version 5.00\r\n\r\n" +
        '[HKEY_CURRENT_USER]\r\n@="C:\\\\x \\"y\\""\r\n"n"=dword:deadbeef\r\n\r\n' +
        "[HKEY_CURRENT_USER\\Empty]\r\n\r\n",
    );
  });

  it("wraps after the comma that reaches column 77", () => {
    const text = exported(small([{ name: "n", type: 3, data: new Uint8Array(50) }]), {
      format: "reg-utf8",
      prefix: ROOT,
    });
    const lines = text.toString().split("\r\n").slice(3, 6);
    expect(lines.map((line) => line.length)).toEqual([8 + 23 * 3 + 1, 2 + 25 * 3 + 1, 2 + 2 * 3 - 1]);
    expect(lines.map((line) => line.slice(-2))).toEqual([",\\", ",\\", "00"]);
  });

  it.each([3, 5])("is byte for byte what the plain writer makes of everything odd (1.%i)", (minor) => {
    const hive = edgeHive(minor, LONE_SURROGATES);
    const bytes = exported(hive, { format: "reg", prefix: ROOT });
    // Compared as bytes: lone surrogates are kept.
    const expected = Buffer.from(`\ufeff${regText(hive, ROOT)}`, "utf16le");
    expect(bytes.equals(expected)).toBe(true);
  });

  it.each([3, 5])("in UTF-8 is the same text without the mark (1.%i)", (minor) => {
    const hive = edgeHive(minor);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      exported(hive, { format: "reg-utf8", prefix: ROOT }),
    );
    // What UTF-8 cannot tell goes as bytes there.
    const isTold = (line: string): boolean => !/[\ud800-\udfff]/u.test(line);
    const expected = regText(hive, ROOT).split("\r\n");
    const found = new Set(text.split("\r\n"));
    expect(expected.filter(isTold).filter((line) => !found.has(line))).toEqual([]);
    expect(text.startsWith("Windows")).toBe(true);
  });
});

describe("names that no .reg file can tell", () => {
  it.each(NAMES_BEYOND_REG)("%j is refused where it stands", (name) => {
    const key = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "r", keys: [{ name }] } });
    const error = refusal(() => exported(key.bytes, { format: "reg" }));
    const at = 4096 + key.records.key(name).nodeOffset + 4;
    expect(error).toMatchObject({ code: "name-not-in-reg", structure: "key node", fileOffset: at });
    const value = small([{ name, type: 1, data: utf16("x\0") }]);
    expect(refusal(() => exported(value, { format: "reg-utf8" }))).toMatchObject({
      code: "name-not-in-reg",
      structure: "value",
    });
  });

  it("half a pair only in UTF-8", () => {
    const hive = small([{ name: LONE_SURROGATES[1] as string, type: 1, data: utf16("x\0") }]);
    expect(refusal(() => exported(hive, { format: "reg-utf8" })).code).toBe("name-not-in-reg");
    expect(exported(hive, { format: "reg", prefix: ROOT }).length).toBeGreaterThan(100);
  });

  it("are left out of a tolerant export, each with a fault", () => {
    const hive = edgeHive(5, NAMES_BEYOND_REG);
    using engine = Engine.open(bytesSource(hive), { tolerant: true });
    const steps = [...exportTree(engine, { format: "reg", prefix: ROOT, tolerant: true })];
    const codes = steps.flatMap(({ faults }) => faults.map(({ error }) => `${error.code} ${error.structure}`));
    expect(codes.sort()).toEqual([
      ...NAMES_BEYOND_REG.map(() => "name-not-in-reg key node"),
      ...NAMES_BEYOND_REG.map(() => "name-not-in-reg value"),
    ]);
    const expected = `\ufeff${regText(hive, ROOT, (name) => !/[\0\r\n]/.test(name))}`;
    expect(Buffer.concat(steps.map(({ bytes }) => bytes)).equals(Buffer.from(expected, "utf16le"))).toBe(true);
  });
});

test("many steps give the same bytes as one", () => {
  const texts = Array.from({ length: 100 }, (_, index) => {
    const data = utf16(`${"\\long\u{1f600}".repeat(2000 + index)}\0`);
    return { name: `value ${index}`, type: index % 20 === 0 ? 3 : 1, data };
  });
  const numbers = Array.from({ length: 1000 }, (_, index) => ({
    name: `${index}`,
    type: 4,
    data: Uint8Array.of(index & 255, 1, 2, 3),
  }));
  const keys = [
    { name: "texts", values: texts },
    ...Array.from({ length: 70 }, (_, index) => ({ name: `k${index}`, values: numbers })),
  ];
  const hive = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "r", keys } }).bytes;
  using engine = Engine.open(bytesSource(hive));
  const steps = [...exportTree(engine, { format: "reg", prefix: ROOT })];
  // Some end because the output is full, one because so many values have been visited.
  expect(steps.length).toBeGreaterThan(5);
  expect(
    Buffer.concat(steps.map(({ bytes }) => bytes)).equals(Buffer.from(`\ufeff${regText(hive, ROOT)}`, "utf16le")),
  ).toBe(true);
  const counting = [...exportTree(engine, { format: "none" })];
  expect(counting.length).toBe(2);
  expect(counting.at(-1)?.counts).toMatchObject({ keys: 72, values: 70_100, deepest: 1, bigData: 100 });
});

describeCorpus("real hives export as the plain writer does", () => {
  for (const { file } of cleanHives(512 * 1024)) {
    it(file, () => {
      const hive = corpusFile(file);
      const fits = (name: string): boolean => !/[\0\r\n]/.test(name);
      const bytes = exported(hive, { format: "reg", prefix: ROOT, tolerant: true });
      expect(bytes.equals(Buffer.from(`\ufeff${regText(hive, ROOT, fits)}`, "utf16le"))).toBe(true);
    });
  }
});
