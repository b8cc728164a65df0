import { readFileSync } from "node:fs";
import { Hivex, HivexError, hiveTypes } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { joined, pattern, utf16 } from "../../../fixtures/build/encoding.ts";
import { hiveOf } from "../open-engine.ts";
import { RecordingSource } from "../recording-source.ts";
import { errnoOf, hivexOf, openHivex } from "./open-hivex.ts";

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url));
const keys = [
  { name: "Software", keys: [{ name: "Ärger" }] },
  { name: "System", utf16: true },
];
const values = [
  { name: "", type: 1, data: utf16("text\0") },
  { name: "µ", type: 3, data: pattern(100, 1) },
  { name: "Zahl", type: 4, data: Uint8Array.of(0xfe, 0xff, 0xff, 0xff) },
];

describe("keys", () => {
  const { hivex, node } = open({ keys, values });

  it("have file offsets as handles", () => {
    expect(hivex().root()).toBe(node(""));
    expect(hivex().nodeChildren(hivex().root())).toEqual([node("Software"), node("System")]);
    expect(hivex().nodeChildren(node("System"))).toEqual([]);
  });

  it("have names, times, parents and counts", () => {
    expect(hivex().nodeName(node("Software\\Ärger"))).toBe("Ärger");
    expect(hivex().nodeNameLen(node("Software\\Ärger"))).toBe(6);
    expect(hivex().nodeTimestamp(node("System"))).toBe(0x01d0_0000_0000_0000n);
    expect(hivex().lastModified()).toBe(0x01d0_0000_0000_0000n);
    expect(hivex().nodeParent(node("Software\\Ärger"))).toBe(node("Software"));
    expect(errnoOf(() => hivex().nodeParent(node("")))).toBe("EFAULT");
    expect(hivex().nodeNrChildren(node(""))).toBe(2);
    expect(hivex().nodeNrValues(node(""))).toBe(3);
  });

  it("have records of the size that they take in the file", () => {
    expect(hivex().nodeStructLength(node("Software\\Ärger"))).toBe(80 + 5);
    expect(hivex().nodeStructLength(node("System"))).toBe(80 + 12);
    const old = hivexOf({ values: [{ name: "ab", type: 3, data: Uint8Array.of(1) }] }, 1);
    expect(old.hivex.nodeStructLength(old.node(""))).toBe(84 + 8);
    expect(old.hivex.valueStructLength(old.value("ab"))).toBe(28 + 4);
  });

  it("are found by name as Windows compares", () => {
    expect(hivex().nodeGetChild(node(""), "SOFTWARE")).toBe(node("Software"));
    expect(hivex().nodeGetChild(node("Software"), "äRGER")).toBe(node("Software\\Ärger"));
    expect(hivex().nodeGetChild(node(""), "Ärger")).toBeUndefined();
  });

  it("are found in a list that is not sorted, too", () => {
    const hive = hiveOf({ keys: ["a", "b", "c", "d", "e"].map((name) => ({ name })), list: { kinds: ["li"] } }, 3);
    const { listOffset = 0 } = hive.records.key("");
    const view = new DataView(hive.bytes.buffer);
    const elements = [0, 1, 2, 3, 4].map((index) => view.getUint32(4096 + listOffset + 8 + index * 4, true));
    for (const [index, offset] of elements.reverse().entries()) {
      view.setUint32(4096 + listOffset + 8 + index * 4, offset, true);
    }
    const unsorted = openHivex(hive.bytes);
    expect(unsorted.nodeGetChild(unsorted.root(), "A")).toBe(hive.records.key("a").nodeOffset + 4096);
    expect(unsorted.nodeGetChild(unsorted.root(), "f")).toBeUndefined();
  });
});

describe("values", () => {
  const { hivex, node, value, data } = open({ keys, values });

  it("have handles, names and types", () => {
    expect(hivex().nodeValues(node(""))).toEqual([value(""), value("µ"), value("Zahl")]);
    expect(hivex().nodeValues(node("System"))).toEqual([]);
    expect([hivex().valueKey(value("µ")), hivex().valueKeyLen(value("µ"))]).toEqual(["µ", 2]);
    expect([hivex().valueKey(value("")), hivex().valueKeyLen(value(""))]).toEqual(["", 0]);
    expect(hivex().valueStructLength(value("µ"))).toBe(25);
    expect(hivex().valueType(value("µ"))).toEqual({ type: hiveTypes.REG_BINARY, len: 100 });
    expect(hivex().valueValue(value("µ"))).toEqual({ type: 3, value: pattern(100, 1) });
  });

  it("are found by name", () => {
    expect(hivex().nodeGetValue(node(""), "ZAHL")).toBe(value("Zahl"));
    expect(hivex().nodeGetValue(node(""), "")).toBe(value(""));
    expect(hivex().nodeGetValue(node(""), "@")).toBeUndefined();
  });

  it("have data cells, or none where the data lies in the record", () => {
    expect(hivex().valueDataCellOffset(value("µ"))).toEqual({ len: 104, offset: data("µ") });
    expect(hivex().valueDataCellOffset(value("Zahl"))).toEqual({ len: 0, offset: 0 });
  });

  it("of more than a million bytes and in pieces are read", () => {
    const large = hivexOf({ values: [{ name: "v", type: 3, data: pattern(1_500_000, 7) }] });
    expect(Buffer.compare(large.hivex.valueValue(large.value("v")).value, pattern(1_500_000, 7))).toBe(0);
  });
});

describe("typed data", () => {
  const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list);
  const read = (type: number, data: Uint8Array, run: (hivex: Hivex, value: number) => unknown): unknown => {
    const { hivex, value } = hivexOf({ values: [{ name: "v", type, data }] });
    return run(hivex, value("v"));
  };
  const text = (hivex: Hivex, value: number): unknown => hivex.valueString(value);
  const texts = (hivex: Hivex, value: number): unknown => hivex.valueMultipleStrings(value);
  const dword = (hivex: Hivex, value: number): unknown => hivex.valueDword(value);
  const qword = (hivex: Hivex, value: number): unknown => hivex.valueQword(value);

  it.each([
    ["text", 1, utf16("abc\0"), text, "abc"],
    ["text without an end", 2, utf16("abc"), text, "abc"],
    ["text with remnants behind its end", 1, joined(utf16("abc\0"), bytes(0x00, 0xd8, 1)), text, "abc"],
    ["half a unit at the end", 1, bytes(0x41, 0, 0x42), text, "A"],
    ["a link", 6, utf16("\\Registry"), text, "\\Registry"],
    ["an emoji", 1, utf16("\u{1f600}\0"), text, "\u{1f600}"],
    ["texts and the empty one at their end", 7, utf16("a\0b\0\0"), texts, ["a", "b", ""]],
    ["texts with an empty one among them", 7, utf16("a\0\0b\0"), texts, ["a", "", "b"]],
    ["no texts", 7, bytes(), texts, []],
    ["a number", 4, bytes(1, 2, 3, 4), dword, 0x04030201],
    ["a negative number", 4, bytes(0xff, 0xff, 0xff, 0xff), dword, -1],
    ["a number of the other byte order", 5, bytes(1, 2, 3, 4), dword, 0x01020304],
    ["a long number", 11, bytes(0xfe, 255, 255, 255, 255, 255, 255, 255), qword, -2n],
  ])("%s", (_, type, data, run, expected) => {
    expect(read(type, data, run)).toEqual(expected);
  });

  it.each([
    ["text of a number", 4, bytes(1, 2, 3, 4), text, "EINVAL"],
    ["texts of a text", 1, utf16("a\0"), texts, "EINVAL"],
    ["a number of a long one", 11, bytes(1, 2, 3, 4, 5, 6, 7, 8), dword, "EINVAL"],
    ["a number of three bytes", 4, bytes(1, 2, 3), dword, "EINVAL"],
    ["a long number of four bytes", 11, bytes(1, 2, 3, 4), qword, "EINVAL"],
    ["text with half a pair", 1, bytes(0x00, 0xd8, 0x41, 0), text, "EILSEQ"],
    ["texts with half a pair", 7, bytes(0x41, 0, 0, 0, 0x00, 0xdc, 0, 0), texts, "EILSEQ"],
  ])("%s: not given", (_, type, data, run, errno) => {
    expect(errnoOf(() => read(type, data, run))).toBe(errno);
  });
});

describe("errors", () => {
  it.each([
    ["not-a-hive--empty-file", "EINVAL"],
    ["not-a-hive--text-file", "EINVAL"],
    ["truncated-hive--base-block-only", "EINVAL"],
    ["unsupported-version--2.3", "ENOTSUP"],
    ["bad-base-block--root-behind-the-bins", "ENOTSUP"],
    ["bad-signature--root-is-no-key", "ENOTSUP"],
  ])("%s: %s", (name, errno) => {
    expect(errnoOf(() => Hivex.open(fixture(`malformed/${name}.dat`)))).toBe(errno);
  });

  it("a wrong checksum is EINVAL, and may be overlooked", () => {
    const bytes = fixture("dirty/bad-checksum.dat");
    expect(errnoOf(() => Hivex.open(bytes))).toBe("EINVAL");
    const hivex = openHivex(bytes, 8);
    expect(hivex.nodeName(hivex.root())).not.toBe("");
  });

  it("no root key is ENOKEY where the hive was opened all the same", () => {
    expect(errnoOf(() => openHivex(fixture("malformed/bad-signature--root-is-no-key.dat"), 8).root())).toBe("ENOKEY");
  });

  it.each([0, 1, -8, 4128.5, Number.NaN, 4136, 2 ** 32, 2 ** 40])("%d is no handle: EINVAL", (handle) => {
    const hivex = openHivex(fixture("hives/names.dat"));
    for (const run of [
      () => hivex.nodeName(handle),
      () => hivex.nodeChildren(handle),
      () => hivex.valueValue(handle),
    ]) {
      expect(errnoOf(run)).toBe("EINVAL");
    }
  });

  it("a key is no value and a value no key", () => {
    const { hivex, node, value } = hivexOf({ keys, values });
    expect(errnoOf(() => hivex.valueKey(node("System")))).toBe("EINVAL");
    expect(errnoOf(() => hivex.nodeName(value("µ")))).toBe("EINVAL");
  });

  it.each([
    ["key-name", "nodeName"],
    ["value-name", "valueKey"],
  ] as const)("a name that its cell does not hold (%s) is EFAULT", (fault, method) => {
    const hivex = openHivex(fixture(`malformed/cell-too-small--${fault}.dat`), 8);
    const handles =
      method === "nodeName" ? everyNode(hivex) : everyNode(hivex).flatMap((node) => hivex.nodeValues(node));
    const errors = handles.flatMap((handle) => {
      try {
        hivex[method](handle);
        return [];
      } catch (error) {
        return [(error as HivexError).code];
      }
    });
    expect(errors).toEqual(["EFAULT"]);
  });

  it.each([
    ["cell-not-allocated--subkey", "nodeChildren", "EFAULT"],
    ["bad-signature--subkey", "nodeChildren", "EFAULT"],
    ["cell-out-of-range--subkey-list", "nodeChildren", "EFAULT"],
    ["bad-subkey-list--unknown-signature", "nodeChildren", "ENOTSUP"],
    ["bad-subkey-list--key-counts-more", "nodeChildren", "ENOTSUP"],
    ["cell-not-allocated--value-list", "nodeValues", "EFAULT"],
    ["cell-out-of-range--value", "nodeValues", "EFAULT"],
  ] as const)("%s: %s gives %s", (name, method, errno) => {
    const hivex = openHivex(fixture(`malformed/${name}.dat`));
    const faulty = hivex.nodeGetChild(hivex.root(), "Faulty") ?? expect.fail("no key Faulty");
    const error = failure(() => hivex[method](faulty));
    expect(error.code).toBe(errno);
    expect(error.cause).toMatchObject({ name: "HiveError", fileOffset: error.fileOffset });
  });

  it("a closed hive is EBADF, and may be closed again", () => {
    using hivex = Hivex.open(fixture("hives/names.dat"));
    hivex.close();
    expect(errnoOf(() => hivex.root())).toBe("EBADF");
  });

  it("a source that falls short is EIO, at opening and later", () => {
    const source = new RecordingSource(fixture("hives/names.dat"));
    const hivex = openHivex(source);
    source.shortBy = 1;
    expect(errnoOf(() => hivex.visit({}, 1))).toBe("EIO");
    expect(errnoOf(() => Hivex.open(source))).toBe("EIO");
  });

  it("what the page source throws passes through", () => {
    const source = new RecordingSource(fixture("hives/names.dat"));
    const hivex = openHivex(source);
    source.onRead = () => {
      throw new TypeError("gone");
    };
    expect(() => hivex.visit({})).toThrow(TypeError);
  });
});

/** The root and two levels below it; in a hive opened unsafe, whatever the lists name. */
function everyNode(hivex: Hivex): number[] {
  const children = hivex.nodeChildren(hivex.root());
  const below = children.flatMap((child) => {
    try {
      return hivex.nodeChildren(child);
    } catch {
      return [];
    }
  });
  return [hivex.root(), ...children, ...below];
}

function failure(run: () => unknown): HivexError {
  try {
    run();
  } catch (error) {
    if (error instanceof HivexError) return error;
    throw error;
  }
  return expect.fail("it did not fail");
}

/** The same hive, opened anew for each test that asks. */
function open(root: Parameters<typeof hivexOf>[0]) {
  const { records } = hiveOf(root);
  return {
    hivex: () => hivexOf(root).hivex,
    node: (path: string) => records.key(path).nodeOffset + 4096,
    value: (name: string) => records.value("", name).valueOffset + 4096,
    data: (name: string) => records.data("", name) + 4096,
  };
}
