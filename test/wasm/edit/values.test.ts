import type { Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { KEY_FLAG } from "../../../fixtures/build/key-node.ts";
import { upcased } from "../../../fixtures/build/upcase.ts";
import type { ValueDescription } from "../../../fixtures/build/value.ts";
import { readHive } from "../../support/reference-reader.ts";
import { styleFindings } from "../../support/style-validator.ts";
import { hiveOf, openEngine, refusal } from "../open-engine.ts";
import { keyOf, soundBytes, soundHive, valuesOf } from "./edited-hive.ts";

const TIME = 0x01d9_8765_4321_0fedn;
const OLD_TIME = 0x01d0_0000_0000_0000n;

interface Opened {
  readonly engine: Engine;
  readonly key: number;
  readonly bytes: Uint8Array;
}

/** A hive with the key `Key` and these values. */
function opened(values: readonly ValueDescription[] = [], minor = 5, flags = 0): Opened {
  const hive = hiveOf({ keys: [{ name: "Before" }, { name: "Key", values, flags }, { name: "Later" }] }, minor);
  const engine = openEngine(hive.bytes, { mode: "edit" });
  engine.editing.time = TIME;
  return { engine, key: hive.records.key("Key").nodeOffset, bytes: hive.bytes };
}

function value(name: string, size = 10, type = 3): ValueDescription {
  return { name, type, data: pattern(size, name.length) };
}

function namesIn(engine: Engine): string[] {
  return valuesOf(keyOf(soundHive(engine), "Key")).map(([name]) => name);
}

function handleOf({ engine, key }: Opened, name: string): number {
  return engine.findValue(key, name) ?? expect.fail(`no value ${name}`);
}

describe.each([3, 5])("a new value, 1.%d", (minor) => {
  it.each<[what: string, name: string, flags: number]>([
    ["the default value", "", 0],
    ["Latin-1", "Größe \x80\xff", 1],
    ["beyond Latin-1", "Łódź", 0],
    ["a NUL and a backslash", "a\0b\\c", 1],
    ["a lone surrogate", "\ud800", 0],
    ["the longest name, narrow", "n".repeat(16383), 1],
    ["the longest name, wide", "ł".repeat(16383), 0],
  ])("named by %s", (_, name, flags) => {
    const { engine, key } = opened([value("first")], minor);
    const offset = engine.editing.setValue(key, name, 0xffff_0001, pattern(9));
    expect(engine.findValue(key, name)).toBe(offset);
    const bytes = soundBytes(engine);
    expect(styleFindings(bytes)).toEqual([]);
    expect(valuesOf(keyOf(readHive(bytes), "Key")).at(-1)).toEqual([name, 0xffff_0001, pattern(9)]);
    const { node, values } = keyOf(readHive(bytes), "Key");
    expect(values.map(({ record }) => record.number("flags"))).toEqual([1, flags]);
    expect(values[1]?.record.number("spare")).toBe(0);
    expect(node.time("lastWritten")).toBe(TIME);
    expect(node.number("largestValueNameSize")).toBe(Math.max("first".length, name.length) * 2);
    expect(node.number("largestValueDataSize")).toBe(10);
  });

  it("is the first of its key", () => {
    const { engine, key } = opened([], minor);
    engine.editing.setValue(key, "only", 1, pattern(4));
    expect(valuesOf(keyOf(soundHive(engine), "Key"))).toEqual([["only", 1, pattern(4)]]);
  });

  it("comes behind the others", () => {
    const { engine, key } = opened([value("z"), value("a")], minor);
    for (const name of ["m", "", "b"]) engine.editing.setValue(key, name, 3, pattern(5));
    expect(namesIn(engine)).toEqual(["z", "a", "m", "", "b"]);
  });

  it("leaves the time of other keys, and its own when times are kept", () => {
    const { engine, key } = opened([], minor);
    engine.editing.time = "keep";
    engine.editing.setValue(key, "v", 3, pattern(5));
    const bytes = soundBytes(engine);
    for (const name of ["Before", "Key", "Later"])
      expect(keyOf(readHive(bytes), name).node.time("lastWritten"), name).toBe(OLD_TIME);
  });
});

describe("a value that is there", () => {
  it("keeps its name's letters, its place and its spare bytes", () => {
    const hive = opened([value("a"), value("Größe"), value("b")]);
    const spare = 4096 + handleOf(hive, "Größe") + 4 + 18;
    const bytes = hive.bytes.slice();
    bytes.set([0xab, 0xcd], spare);
    const engine = openEngine(bytes, { mode: "edit" });
    expect(engine.editing.setValue(hive.key, "GRÖSSE", 3, pattern(5))).not.toBe(handleOf(hive, "Größe"));
    expect(engine.editing.setValue(hive.key, "GRÖßE", 4, pattern(30, 3))).toBe(handleOf(hive, "Größe"));
    const after = soundBytes(engine);
    expect(valuesOf(keyOf(readHive(after), "Key")).map(([name]) => name)).toEqual(["a", "Größe", "b", "GRÖSSE"]);
    expect(valuesOf(keyOf(readHive(after), "Key"))[1]).toEqual(["Größe", 4, pattern(30, 3)]);
    expect(after.slice(spare, spare + 2)).toEqual(Uint8Array.of(0xab, 0xcd));
  });

  it("changes its type alone", () => {
    const hive = opened([value("v", 10, 3)]);
    hive.engine.editing.setValue(hive.key, "v", 0x8000_0007, value("v").data);
    expect(valuesOf(keyOf(soundHive(hive.engine), "Key"))).toEqual([["v", 0x8000_0007, value("v").data]]);
    expect(hive.engine.key(hive.key).lastWritten).toBe(TIME);
  });

  it.each([0, 1, 4, 5, 16344, 16345, 65536, 65537, 300_000])("of %d bytes set to what it is is not touched", (size) => {
    const hive = opened([value("other"), value("Value", size)]);
    const offset = hive.engine.editing.setValue(hive.key, "vALUE", 3, value("Value", size).data);
    expect(offset).toBe(handleOf(hive, "Value"));
    expect(hive.engine.isChanged).toBe(false);
    expect(Buffer.compare(hive.engine.toBytes(), hive.bytes)).toBe(0);
    const data = value("Value", size).data.slice();
    if (size === 0) return;
    data[size - 1] = (data[size - 1] as number) ^ 1;
    hive.engine.editing.setValue(hive.key, "Value", 3, data);
    const [, after] = valuesOf(keyOf(soundHive(hive.engine), "Key"));
    expect(Buffer.compare(after?.[2] ?? Buffer.of(), data)).toBe(0);
  });

  it("that a layer has deleted is a value again", () => {
    const tombstone = { name: "v", type: 0, data: new Uint8Array(), tombstone: true };
    for (const data of [new Uint8Array(), pattern(3), pattern(50)]) {
      const { engine, key } = opened([tombstone], 6);
      engine.editing.setValue(key, "v", 0, data);
      const [record] = keyOf(soundHive(engine), "Key").values;
      expect(record?.record.number("flags")).toBe(1);
      expect(record?.data).toEqual(data);
    }
  });
});

describe("deleting", () => {
  it("keeps the order of the others, and the largest sizes", () => {
    const hive = opened([value("a"), value("middle", 500), value("c", 40_000), value("d")]);
    for (const name of ["middle", "c"]) hive.engine.editing.deleteValue(hive.key, handleOf(hive, name));
    expect(namesIn(hive.engine)).toEqual(["a", "d"]);
    const { node } = keyOf(soundHive(hive.engine), "Key");
    expect([node.number("largestValueNameSize"), node.number("largestValueDataSize")]).toEqual([12, 40_000]);
    expect(node.time("lastWritten")).toBe(TIME);
  });

  it.each([3, 5])("the last one takes the list with it, 1.%d", (minor) => {
    const hive = opened([value("only", 20_000)], minor);
    hive.engine.editing.deleteValue(hive.key, handleOf(hive, "only"));
    const { node } = keyOf(soundHive(hive.engine), "Key");
    const fields = ["valueCount", "valueList", "largestValueNameSize", "largestValueDataSize"];
    expect(fields.map((field) => node.number(field))).toEqual([0, 0xffffffff, 0, 0]);
  });
});

describe("renaming", () => {
  it.each<[what: string, from: string, to: string]>([
    ["shorter", "a long name", "short"],
    ["longer", "short", "a much longer name than that"],
    ["to the default value", "name", ""],
    ["from the default value", "", "name"],
    ["to wide letters", "Lodz", "Łódź"],
    ["to narrow letters", "Łódź", "Lodz"],
    ["the same name in other letters", "größe", "GRÖßE"],
  ])("%s", (_, from, to) => {
    const hive = opened([value("a"), value(from, 20_000), value("z")]);
    const offset = hive.engine.editing.renameValue(hive.key, handleOf(hive, from), to);
    expect(handleOf(hive, to)).toBe(offset);
    const bytes = soundBytes(hive.engine);
    expect(styleFindings(bytes)).toEqual([]);
    expect(valuesOf(keyOf(readHive(bytes), "Key"))[1]).toEqual([to, 3, value(from, 20_000).data]);
    expect(valuesOf(keyOf(readHive(bytes), "Key"))).toHaveLength(3);
    const { node } = keyOf(readHive(bytes), "Key");
    expect(node.time("lastWritten")).toBe(TIME);
    if (upcased(from) !== upcased(to)) expect(hive.engine.findValue(hive.key, from)).toBeUndefined();
  });

  it("to the very same name touches nothing", () => {
    const hive = opened([value("name")]);
    expect(hive.engine.editing.renameValue(hive.key, handleOf(hive, "name"), "name")).toBe(handleOf(hive, "name"));
    expect(hive.engine.isChanged).toBe(false);
  });

  it("to a name that is taken, in whatever letters, is refused", () => {
    const hive = opened([value("Łódź"), value("b")]);
    const error = refusal(() => hive.engine.editing.renameValue(hive.key, handleOf(hive, "b"), "ŁÓDŹ"));
    expect(error.code).toBe("name-taken");
    expect(Buffer.compare(hive.engine.toBytes(), hive.bytes)).toBe(0);
  });
});

describe("what no hive can hold is refused, and nothing changes", () => {
  const [HANDLE, LINK] = [KEY_FLAG.predefinedHandle, 0x10];

  it.each<[what: string, code: string, minor: number, flags: number, edit: (hive: Opened) => unknown]>([
    [
      "a name of 16,384",
      "name-refused",
      5,
      0,
      ({ engine, key }) => engine.editing.setValue(key, "n".repeat(16384), 3, pattern(1)),
    ],
    [
      "a new name of 16,384",
      "name-refused",
      5,
      0,
      (h) => h.engine.editing.renameValue(h.key, handleOf(h, "v"), "n".repeat(16384)),
    ],
    [
      "more than 1 MiB in 1.3",
      "limit-exceeded",
      3,
      0,
      ({ engine, key }) => engine.editing.setValue(key, "v", 3, pattern((1 << 20) + 1)),
    ],
    [
      "a key with a handle",
      "key-refused",
      5,
      HANDLE,
      ({ engine, key }) => engine.editing.setValue(key, "v", 3, pattern(1)),
    ],
    [
      "a link's other value",
      "key-refused",
      5,
      LINK,
      ({ engine, key }) => engine.editing.setValue(key, "v", 6, pattern(2)),
    ],
    [
      "a link of another type",
      "key-refused",
      5,
      LINK,
      ({ engine, key }) => engine.editing.setValue(key, "SymbolicLinkValue", 1, pattern(2)),
    ],
    ["another key's value", "bin-not-proved", 5, 0, (h) => h.engine.editing.deleteValue(h.key, h.key)],
  ])("%s", (_, code, minor, flags, edit) => {
    const hive = opened([value("v")], minor, flags);
    expect(refusal(() => edit(hive)).code).toBe(code);
    expect(hive.engine.isChanged).toBe(false);
    expect(Buffer.compare(hive.engine.toBytes(), hive.bytes)).toBe(0);
  });

  it("but a link's own value is set, in any letters", () => {
    const { engine, key } = opened([], 5, LINK);
    engine.editing.setValue(key, "symbolicLINKvalue", 6, pattern(8));
    expect(valuesOf(keyOf(soundHive(engine), "Key"))).toEqual([["symbolicLINKvalue", 6, pattern(8)]]);
  });
});
