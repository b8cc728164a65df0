import { describe, expect, test } from "vitest";
import { type ReferenceKey, type ReferenceValue, readHive } from "../../support/reference-reader.ts";
import { readXml, type XmlElement } from "../../support/xml-reader.ts";
import { edgeHive, LONE_SURROGATES, NAMES_BEYOND_REG } from "./edge-hive.ts";
import { exported } from "./exported.ts";

/** What hivexml calls the types; all others are "unknown". */
const TYPES: Readonly<Record<number, string>> = {
  0: "none",
  1: "string",
  2: "expand",
  3: "binary",
  4: "int32",
  5: "int32",
  6: "link",
  7: "string-list",
  8: "resource-list",
  9: "resource-description",
  10: "resource-requirements",
  11: "int64",
};

const BASE_BLOCK = 4096;
const CELL_HEADER = 4;

/** A value as the document should tell it. */
function expectedValue(value: ReferenceValue): unknown {
  const { name, type, data, record } = value;
  const runs = [[value.offset + BASE_BLOCK, CELL_HEADER + 20 + record.number("nameSize")]];
  const inCell = data.length > 0 && (record.number("dataSize") & 0x80000000) === 0;
  if (inCell) runs.push([record.number("data") + BASE_BLOCK, CELL_HEADER + data.length]);
  return { name, ...content(type, Buffer.from(data)), ...(isTold(type, data) && { runs }) };
}

/** hivexml tells nothing of a value without data whose type says nothing of it. */
function isTold(type: number, { length }: Uint8Array): boolean {
  return length > 0 || [1, 2, 3, 6, 7].includes(type);
}

function content(type: number, data: Buffer): object {
  const base64 = (name: string): object => ({ type: name, bytes: data.toString("hex") });
  if (type === 7) {
    const texts = listOf(data);
    return texts.every(isXml) ? { type: "string-list", texts } : base64("bad-string-list");
  }
  if ([1, 2, 6].includes(type)) {
    const text = firstText(data);
    return isXml(text) ? { type: TYPES[type], text } : base64(`bad-${TYPES[type]}`);
  }
  if (type === 4 && data.length >= 4) return { type: "int32", text: String(data.readInt32LE()) };
  if (type === 5 && data.length >= 4) return { type: "int32", text: String(data.readInt32BE()) };
  if (type === 11 && data.length >= 8) return { type: "int64", text: String(data.readBigInt64LE()) };
  return base64(type === 4 || type === 5 || type === 11 ? "unknown" : (TYPES[type] ?? "unknown"));
}

function firstText(data: Buffer): string {
  const text = data.subarray(0, data.length & ~1).toString("utf16le");
  return text.split("\0")[0] ?? "";
}

/** Every text that begins before the data's end. */
function listOf(data: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < data.length; ) {
    const text = firstText(data.subarray(at));
    texts.push(text);
    at += text.length * 2 + 2;
  }
  return texts;
}

function isXml(text: string): boolean {
  return [...text].every((character) => {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x20) return "\t\n\r".includes(character);
    return (point < 0xd800 || point > 0xdfff) && point !== 0xfffe && point !== 0xffff;
  });
}

function toldValue({ attributes, children }: XmlElement): unknown {
  const { type = "", key, keyUtf16, value, encoding } = attributes;
  const texts = children.filter(({ name }) => name === "string").map(({ text }) => text);
  const runs = runsOf(children);
  return {
    name: keyUtf16 === undefined ? (key ?? "") : Buffer.from(keyUtf16, "hex").toString("utf16le"),
    type,
    ...(encoding === "base64" && { bytes: Buffer.from(value ?? "", "base64").toString("hex") }),
    ...(encoding === undefined && (type === "string-list" ? { texts } : { text: value })),
    ...(runs && { runs }),
  };
}

function runsOf(children: readonly XmlElement[]): number[][] | undefined {
  const runs = children.find(({ name }) => name === "byte_runs");
  return runs?.children.map(({ attributes }) => [Number(attributes.file_offset), Number(attributes.len)]);
}

/** A line for each key and value. */
function* toldKey({ attributes, children }: XmlElement): Generator<string> {
  const { name = "", nameUtf16, root } = attributes;
  yield JSON.stringify({
    name: nameUtf16 === undefined ? name : Buffer.from(nameUtf16, "hex").toString("utf16le"),
    root,
    time: children.find((child) => child.name === "mtime")?.text,
    runs: runsOf(children),
  });
  for (const child of children) if (child.name === "value") yield JSON.stringify(toldValue(child));
  for (const child of children) if (child.name === "node") yield* toldKey(child);
  yield "end";
}

function* expectedKey(key: ReferenceKey, isRoot = false): Generator<string> {
  const time = BigInt.asIntN(64, key.node.time("lastWritten"));
  const seconds = Number(time / 10_000_000n) - 11_644_473_600;
  yield JSON.stringify({
    name: key.name,
    root: isRoot ? "1" : undefined,
    // Nothing is told of no time, and of one that a signed number does not hold.
    time: time <= 0n ? undefined : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`,
    runs: [[key.offset + BASE_BLOCK, CELL_HEADER + 76 + key.node.number("nameSize")]],
  });
  for (const value of key.values) yield JSON.stringify(expectedValue(value));
  for (const subkey of key.keys) yield* expectedKey(subkey);
  yield "end";
}

describe.each([3, 5])("hivexml of version 1.%i", (minor) => {
  test("is well-formed, and tells every key and value and where it lies", () => {
    const hive = edgeHive(minor, [...NAMES_BEYOND_REG, ...LONE_SURROGATES]);
    const document = readXml(exported(hive, { format: "hivexml" }), true);
    const [modified, root] = document.children;
    expect([document.name, modified?.name]).toEqual(["hive", "mtime"]);
    expect([...toldKey(root as XmlElement)]).toEqual([...expectedKey(readHive(hive).root, true)]);
  });
});
