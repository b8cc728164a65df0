import { spawnSync } from "node:child_process";
import { describe, expect, it, test } from "vitest";
import { readXml, type XmlElement } from "../../support/xml-reader.ts";
import { edgeHive, LONE_SURROGATES, NAMES_BEYOND_REG } from "./edge-hive.ts";
import { bytesOf, exported, type ToldKey, type ToldValue, told, typeNumber } from "./exported.ts";

const HIVE = (minor: number): Uint8Array => edgeHive(minor, [...NAMES_BEYOND_REG, ...LONE_SURROGATES]);

/** Names are told by their UTF-16 units where XML has no characters for them. */
function nameOf({ attributes }: XmlElement): string {
  const { name, nameUtf16 } = attributes;
  expect([name, nameUtf16].filter((text) => text !== undefined)).toHaveLength(1);
  return name ?? Buffer.from(nameUtf16 ?? "", "hex").toString("utf16le");
}

function toldValue(element: XmlElement): ToldValue {
  const { children, text } = element;
  const type = typeNumber(element.attributes.type ?? "");
  const data = {
    text: () => bytesOf(type, text),
    list: () =>
      bytesOf(
        type,
        children.map((item) => item.text),
      ),
    number: () => bytesOf(type, BigInt(text)),
    hex: () => text,
  }[element.attributes.form as "text" | "list" | "number" | "hex"]();
  return { name: nameOf(element), type, data };
}

function* keysOf(element: XmlElement, path: readonly string[]): Generator<ToldKey> {
  const values = element.children.filter(({ name }) => name === "value").map(toldValue);
  yield { path, lastWritten: element.attributes.lastWritten ?? "", values };
  for (const key of element.children.filter(({ name }) => name === "key")) yield* keysOf(key, [...path, nameOf(key)]);
}

describe.each([3, 5])("xml of version 1.%i", (minor) => {
  it("is well-formed and holds the same tree", () => {
    const hive = HIVE(minor);
    const document = readXml(exported(hive, { format: "xml" }));
    expect(document.name).toBe("hive");
    const [root] = document.children;
    expect([...keysOf(root as XmlElement, [])]).toEqual(told(hive));
  });
});

const PYTHON = "import sys, xml.parsers.expat as expat; expat.ParserCreate().ParseFile(sys.stdin.buffer)";
const isThere = spawnSync("python3", ["-c", "import xml.parsers.expat"]).status === 0;
if (!isThere) console.warn("SKIPPED, no python3 with expat: XML is judged by the tests' own reader alone");

test.skipIf(!isThere)("expat finds it well-formed, too", () => {
  const { status, stderr } = spawnSync("python3", ["-c", PYTHON], { input: exported(HIVE(5), { format: "xml" }) });
  expect(stderr.toString()).toBe("");
  expect(status).toBe(0);
});

test("the reader of these tests finds what is wrong", () => {
  for (const wrong of [
    "<a><b></a></b>",
    "<a>&x;</a>",
    "<a>\u0001</a>",
    "<a>&#x1;</a>",
    "<a",
    "<a></a><b></b>",
    '<a b="1" b="2"></a>',
  ]) {
    expect(() => readXml(Buffer.from(wrong)), wrong).toThrow();
  }
});
