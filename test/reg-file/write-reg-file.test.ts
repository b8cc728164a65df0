import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRegFile } from "../../src/reg-file/read-reg-file.ts";
import { type RegStatement, type WriteRegOptions, writeRegFile } from "../../src/reg-file/write-reg-file.ts";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";
import { readHive, walkKeys } from "../support/reference-reader.ts";
import { edgeHive, LONE_SURROGATES, NAMES_BEYOND_REG } from "../wasm/export/edge-hive.ts";
import { regText } from "../wasm/export/reg-writer.ts";

const ROOT = "HKEY_CURRENT_USER";

/** No name of a key may end with a backslash, and no name at all hold a NUL or a line break. */
function fits(name: string): boolean {
  return !/[\0\r\n]|\\$/.test(name);
}

function written(statements: Iterable<RegStatement>, options?: WriteRegOptions): Buffer {
  return Buffer.concat([...writeRegFile(statements, options)]);
}

function* statementsOf(hive: Uint8Array): Generator<RegStatement> {
  for (const key of walkKeys(readHive(hive).root)) {
    if (!key.path.every(fits)) continue;
    yield { kind: "key", path: [ROOT, ...key.path].join("\\"), isDeleted: false };
    for (const { name, type, data } of key.values) if (fits(name)) yield { kind: "value", name, data: { type, data } };
  }
}

/** What is read again, without its lines. */
function readBack(bytes: Uint8Array): unknown[] {
  return Array.from(readRegFile([bytes]), ({ line, ...said }) => said);
}

test("deleted keys and values stand where they are said", () => {
  const bytes = written([
    { kind: "key", path: `${ROOT}\\Gone`, isDeleted: true },
    { kind: "key", path: `${ROOT}\\Here`, isDeleted: false },
    { kind: "value", name: "", data: "delete" },
    { kind: "value", name: 'a"\\', data: "delete" },
  ]);
  expect(bytes.toString("utf16le")).toBe(
    "\uFEFFWindows Registry Editor Version 5.00\r\n\r\n" +
      `[-${ROOT}\\Gone]\r\n\r\n[${ROOT}\\Here]\r\n@=-\r\n"a\\"\\\\"=-\r\n\r\n`,
  );
  expect(written([], { encoding: "utf-8" }).toString()).toBe("Windows Registry Editor Version 5.00\r\n\r\n");
});

test("everything odd is byte for byte what the plain writer makes of it", () => {
  const hive = edgeHive(5, LONE_SURROGATES);
  expect(written(statementsOf(hive)).equals(Buffer.from(`\ufeff${regText(hive, ROOT, fits)}`, "utf16le"))).toBe(true);
});

describeCorpus("statements of real hives", () => {
  test.each(cleanHives(128 * 1024))("$file is byte for byte what the plain writer makes of it", ({ file }) => {
    const hive = corpusFile(file);
    expect(written(statementsOf(hive)).equals(Buffer.from(`\ufeff${regText(hive, ROOT, fits)}`, "utf16le"))).toBe(true);
  });
});

describe("what no .reg file can tell is refused", () => {
  const key: RegStatement = { kind: "key", path: `${ROOT}\\K`, isDeleted: false };
  test.each(NAMES_BEYOND_REG)("the name %j", (name) => {
    expect(() => written([{ ...key, path: `${ROOT}\\${name}` }])).toThrow(/no .reg file can tell the name of this key/);
    expect(() => written([key, { kind: "value", name, data: "delete" }])).toThrow(/of this value/);
  });

  test.each(["", " K", "\tK", "-K", `${ROOT}\\`])("the path %j", (path) => {
    expect(() => written([{ ...key, path }])).toThrow(/no .reg file can tell/);
  });

  test("half a pair in UTF-8 only", () => {
    const half: RegStatement = { kind: "value", name: "\ud800", data: "delete" };
    expect(() => written([key, half], { encoding: "utf-8" })).toThrow(/no .reg file can tell/);
    expect(readBack(written([key, half]))).toEqual([key, half]);
  });

  test("a value without a key", () => {
    const value: RegStatement = { kind: "value", name: "v", data: "delete" };
    expect(() => written([value])).toThrow(/needs its key before it/);
    expect(() => written([{ ...key, isDeleted: true }, value])).toThrow(/needs its key before it/);
  });
});

test("any statements are read as they were written, in both encodings", () => {
  const name = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\0\r\n\\]/.test(text));
  const data = fc.oneof(
    fc.constant("delete" as const),
    fc.record({
      type: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 0xffff_ffff })),
      data: fc.oneof(
        fc.uint8Array({ maxLength: 90 }).map((bytes) => Uint8Array.from(bytes)),
        fc.string({ unit: "binary" }).map((text) => new Uint8Array(Buffer.from(`${text}\0`, "utf16le"))),
      ),
    }),
  );
  const section = fc.tuple(
    fc.array(name.filter(Boolean), { maxLength: 3 }),
    fc.array(fc.record({ name, data }), { maxLength: 4 }),
  );
  const file = fc.array(fc.oneof(section, fc.tuple(fc.array(name.filter(Boolean)), fc.constant(undefined))), {
    maxLength: 5,
  });
  void fc.assert(
    fc.property(file, fc.constantFrom("utf-16le" as const, "utf-8" as const), (sections, encoding) => {
      const statements = sections.flatMap(([names, values]): RegStatement[] => [
        { kind: "key", path: [ROOT, ...names].join("\\"), isDeleted: values === undefined },
        ...(values ?? []).map((value) => ({ kind: "value" as const, ...value })),
      ]);
      expect(readBack(written(statements, { encoding }))).toEqual(statements);
    }),
    { numRuns: 150 },
  );
});
