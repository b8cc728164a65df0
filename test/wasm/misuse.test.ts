import { type Engine, planCommit } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { pattern } from "../../fixtures/build/encoding.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";

const { bytes: BYTES, records } = hiveOf({
  keys: [
    {
      name: "key",
      values: [
        { name: "cell", type: 3, data: pattern(50) },
        { name: "inline", type: 4, data: pattern(4) },
      ],
    },
    { name: "empty" },
  ],
});
const [KEY, EMPTY] = [records.key("key").nodeOffset, records.key("empty").nodeOffset];
const CELL = records.value("key", "cell").valueOffset;

const CALLS: Record<string, (engine: Engine, handle: number) => unknown> = {
  key: (engine, handle) => engine.key(handle),
  value: (engine, handle) => engine.value(handle),
  valueData: (engine, handle) => engine.valueData(handle),
  findSubkey: (engine, handle) => engine.findSubkey(handle, "key"),
  findValue: (engine, handle) => engine.findValue(handle, "cell"),
  findValues: (engine, handle) => engine.findValues(handle, "cell"),
  subkeys: (engine, handle) => engine.subkeys(handle),
  values: (engine, handle) => engine.values(handle),
  prove: (engine, handle) => engine.prove(handle),
  setValue: (engine, handle) => engine.editing.setValue(handle, "cell", 3, pattern(40)),
  "setValue with large data": (engine, handle) => engine.editing.setValue(handle, "cell", 3, pattern(70_000)),
  "deleteValue of a key": (engine, handle) => engine.editing.deleteValue(handle, CELL),
  "deleteValue of a value": (engine, handle) => engine.editing.deleteValue(KEY, handle),
  "renameValue of a key": (engine, handle) => engine.editing.renameValue(handle, CELL, "another"),
  "renameValue of a value": (engine, handle) => engine.editing.renameValue(KEY, handle, "another"),
};

describe.each(Object.entries(CALLS))("a handle that is none, in %s", (_, call) => {
  const shifted = [
    2 ** 32 + KEY,
    2 ** 32 + CELL,
    2 ** 53 + KEY,
    -(2 ** 32) + KEY,
    KEY + 0.5,
    CELL + 0.25,
    KEY - 2 ** 33,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -1,
    -8,
  ];
  it.each(shifted)("%d is no offset at all", (handle) => {
    const engine = openEngine(BYTES, { mode: "edit" });
    expect(refusal(() => call(engine, handle)).code).toBe("usage");
    expect(engine.key(KEY).name).toBe("key");
    expect(engine.isChanged).toBe(false);
  });

  it.each([
    0,
    8,
    31,
    KEY + 4,
    KEY + 8,
    EMPTY - 8,
    BYTES.length - 4096,
    BYTES.length,
    2 ** 31 - 8,
    2 ** 31,
    2 ** 31 + KEY,
    2 ** 32 - 8,
    2 ** 32 - 4096,
    2 ** 32 - 1,
  ])("%d is an offset where no such record is", (handle) => {
    const engine = openEngine(BYTES, { mode: "edit" });
    expect(refusal(() => call(engine, handle)).code).toMatch(/^(cell-|bad-signature|bin-not-proved)/);
    expect(engine.key(KEY).name).toBe("key");
    expect(engine.isChanged).toBe(false);
  });
});

describe("an engine that is closed", () => {
  const all: typeof CALLS = {
    ...CALLS,
    isChanged: (engine) => engine.isChanged,
    "a long name": (engine) => engine.findValue(KEY, "x".repeat(300)),
    planCommit: (engine) => planCommit(engine, { format: "hvle", logs: [] }),
  };
  it.each(Object.entries(all))("refuses %s", (_, call) => {
    const engine = openEngine(BYTES, { mode: "edit" });
    engine.close();
    expect(refusal(() => call(engine, KEY)).message).toContain("closed");
  });

  it("may be closed again, and gives nothing twice", () => {
    const engine = openEngine(BYTES);
    engine.close();
    engine.close();
    engine[Symbol.dispose]();
    const [left, right] = [openEngine(BYTES), openEngine(hiveOf({ keys: [{ name: "another" }] }).bytes)];
    expect(left.findSubkey(left.baseBlock.rootOffset, "key")).toBe(KEY);
    expect(right.findSubkey(right.baseBlock.rootOffset, "key")).toBeUndefined();
    expect(left.key(KEY).name).toBe("key");
  });

  it("still tells what it knew when it was opened", () => {
    const engine = openEngine(BYTES);
    engine.close();
    expect(engine.baseBlock.minorVersion).toBe(5);
  });
});

describe("an engine that was opened for reading", () => {
  it.each<[string, (engine: Engine) => unknown]>([
    ["prove", (engine) => engine.prove(KEY)],
    ["setValue", (engine) => engine.editing.setValue(KEY, "cell", 3, pattern(40))],
    ["undo", (engine) => engine.editing.undo()],
  ])("refuses %s, and its image stays as it was", (_, call) => {
    const engine = openEngine(BYTES);
    engine.valueData(CELL);
    expect(refusal(() => call(engine)).code).toBe("usage");
    expect(engine.memory.imageBytes(0, BYTES.length)).toEqual(BYTES);
  });
});

describe("an edit", () => {
  const fill = (size: number): Uint8Array => new Uint8Array(size).fill(0x55);

  it.each([-1n, 2n ** 64n])("at the time %d is refused before a byte changes", (time) => {
    const engine = openEngine(BYTES, { mode: "edit" });
    engine.editing.time = time;
    expect(refusal(() => engine.editing.setValue(KEY, "cell", 3, fill(50))).code).toBe("usage");
    expect(engine.isChanged).toBe(false);
    engine.editing.time = 1n;
    engine.editing.setValue(KEY, "cell", 3, fill(50));
    expect(engine.valueData(CELL)).toEqual(fill(50));
  });

  it("takes the caller's bytes as they are", () => {
    const engine = openEngine(BYTES, { mode: "edit" });
    const data = fill(50);
    engine.editing.setValue(KEY, "cell", 3, data);
    data.fill(0x77);
    expect(engine.valueData(CELL)).toEqual(fill(50));
  });
});

describe("the depth of a search", () => {
  it.each([
    [0, 1],
    [1, 2],
    [2, 3],
    [512, 3],
    [2 ** 31, 3],
    [2 ** 32, 3],
    [Number.POSITIVE_INFINITY, 3],
  ])("%d", (depth, count) => {
    const value = { name: "v", type: 4, data: pattern(4) };
    const { bytes } = hiveOf({
      values: [value],
      keys: [{ name: "a", values: [value], keys: [{ name: "b", values: [value] }] }],
    });
    const engine = openEngine(bytes);
    expect(engine.findValues(engine.baseBlock.rootOffset, "V", depth)).toHaveLength(count);
  });
});
