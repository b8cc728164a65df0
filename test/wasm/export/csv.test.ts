import { describe, expect, it } from "vitest";
import { edgeHive, LONE_SURROGATES, NAMES_BEYOND_REG } from "./edge-hive.ts";
import { bytesOf, exported, told, typeNumber } from "./exported.ts";

/** The rows of RFC 4180; every line break stands between rows here. */
function rows(bytes: Uint8Array): string[][] {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  expect(text.endsWith("\r\n")).toBe(true);
  return text
    .slice(0, -2)
    .split("\r\n")
    .map((line) => {
      const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
      expect(fields.map(([whole]) => whole).join("")).toBe(line);
      return fields.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
    });
}

function unescaped(text: string): string {
  return text.replace(/\\u([0-9A-F]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function dataOf(type: number, form: string, data: string): string {
  if (form === "text") return bytesOf(type, unescaped(data));
  if (form === "list") return bytesOf(type, JSON.parse(data) as string[]);
  return form === "number" ? bytesOf(type, BigInt(data)) : data;
}

describe.each([3, 5])("csv of version 1.%i", (minor) => {
  const hive = edgeHive(minor, [...NAMES_BEYOND_REG, ...LONE_SURROGATES]);
  const [header, ...body] = rows(exported(hive, { format: "csv" }));

  it("has seven fields in every row", () => {
    expect(header).toEqual(["path", "name", "type", "size", "form", "data", "lastWritten"]);
    for (const row of body) expect(row).toHaveLength(7);
  });

  it("parses back to the same tree", () => {
    const found = body.map(([path = "", name = "", type = "", size, form = "", data = "", time]) => {
      const names = path === "" ? [] : splitPath(path);
      if (type === "KEY") return { path: names, time };
      const number = typeNumber(type);
      return { path: names, name: unescaped(name), type: number, size: Number(size), data: dataOf(number, form, data) };
    });
    const expected = told(hive).flatMap(({ path, lastWritten, values }) => [
      { path, time: lastWritten },
      ...values.map(({ name, type, data }) => ({ path, name, type, size: data.length / 2, data })),
    ]);
    expect(found).toEqual(expected);
  });
});

/** Names stand between backslashes; a backslash with a u and four digits is a unit of a name. */
function splitPath(path: string): string[] {
  return path.split(/\\(?!u[0-9A-F]{4})/).map(unescaped);
}
