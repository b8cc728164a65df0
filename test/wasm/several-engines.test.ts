import { dirtyRuns, type Engine, planCommit } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import type { KeyDescription } from "../../fixtures/build/hive-writer.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";
import { RecordingSource } from "./recording-source.ts";
import { walkHive } from "./walk-hive.ts";

const data = (size: number, byte: number): Uint8Array => new Uint8Array(size).fill(byte);
const value = (byte: number, size = 5000) => ({ name: "v", type: 3, data: data(size, byte) });

/** Two hives of one shape, so that what is left of one would pass for the other. */
const keys = (byte: number): KeyDescription[] => ["a", "b", "c"].map((name) => ({ name, values: [value(byte)] }));
const FIRST = hiveOf({ keys: keys(0x11) });
const SECOND = hiveOf({ keys: keys(0x22) });

const dataOf = (engine: Engine, hive: typeof FIRST, path: string): Uint8Array =>
  engine.valueData(hive.records.value(path, "v").valueOffset);

describe("two engines at once", () => {
  it("know nothing of each other", () => {
    const [left, right] = [openEngine(FIRST.bytes), openEngine(SECOND.bytes, { mode: "edit" })];
    for (const path of ["a", "b", "c"]) {
      expect(dataOf(left, FIRST, path)).toEqual(data(5000, 0x11));
      expect(dataOf(right, SECOND, path)).toEqual(data(5000, 0x22));
    }
    left.close();
    expect(dataOf(right, SECOND, "b")).toEqual(data(5000, 0x22));
  });

  it("may be asked one from within the other's page source", () => {
    const inner = openEngine(SECOND.bytes);
    const source = new RecordingSource(FIRST.bytes);
    source.onRead = () =>
      expect(inner.findSubkey(inner.baseBlock.rootOffset, "B")).toBe(SECOND.records.key("b").nodeOffset);
    const outer = openEngine(source);
    expect(outer.findSubkey(outer.baseBlock.rootOffset, "C")).toBe(FIRST.records.key("c").nodeOffset);
    expect(source.reads.length).toBeGreaterThan(1);
  });
});

describe("an engine that was open before", () => {
  it.each([
    ["read", "read"],
    ["read", "edit"],
    ["edit", "read"],
    ["edit", "edit"],
  ] as const)("shows nothing of the hive before: %s, then %s", (before, after) => {
    const first = openEngine(FIRST.bytes, { mode: before });
    walkHive(first);
    first.close();
    const source = new RecordingSource(SECOND.bytes);
    const second = openEngine(source, { mode: after });
    expect(source.reads).toHaveLength(1);
    for (const path of ["a", "b", "c"]) expect(dataOf(second, SECOND, path)).toEqual(data(5000, 0x22));
    expect(second.isChanged).toBe(false);
  });

  it("has no changes and no proofs of the hive before", () => {
    const first = openEngine(FIRST.bytes, { mode: "edit" });
    const [key, { valueOffset }] = [FIRST.records.key("b").nodeOffset, FIRST.records.value("b", "v")];
    expect(first.editing.setValue(key, "v", 3, data(5000, 0x33))).toBe(valueOffset);
    expect(first.isChanged).toBe(true);
    first.close();
    const source = new RecordingSource(SECOND.bytes);
    const second = openEngine(source, { mode: "edit" });
    expect(second.isChanged).toBe(false);
    expect(dirtyRuns(second)).toEqual([{ offset: 0, size: 4096 }]);
    expect(source.pages).toEqual([0, 1]);
    expect(second.editing.undo()).toBe(false);
  });

  it("leaves nothing when its hive could not be opened", () => {
    for (let attempt = 0; attempt < 20; attempt++)
      expect(refusal(() => openEngine(new Uint8Array(8192))).code).toBe("not-a-hive");
    expect(walkHive(openEngine(SECOND.bytes))).toEqual({ keys: 4, values: 3, dataSize: 15_000 });
  });
});

describe("a page source that calls back", () => {
  /** Does something with the engine at its next read, and notes what comes of it. */
  function interfering(act: (engine: Engine) => unknown): { engine: Engine; outcomes: unknown[] } {
    const source = new RecordingSource(FIRST.bytes);
    const engine = openEngine(source, { mode: "edit" });
    const outcomes: unknown[] = [];
    source.onRead = () => {
      try {
        outcomes.push(act(engine));
      } catch (error) {
        outcomes.push(error);
      }
    };
    return { engine, outcomes };
  }

  const acts: [name: string, act: (engine: Engine) => unknown][] = [
    ["reads a key", (engine) => engine.key(engine.baseBlock.rootOffset)],
    ["looks up another name", (engine) => engine.findSubkey(engine.baseBlock.rootOffset, "A")],
    ["looks up a value", (engine) => engine.findValue(engine.baseBlock.rootOffset, "zz")],
    ["starts a walk", (engine) => engine.findValues(engine.baseBlock.rootOffset, "v")],
    ["sets a value", (engine) => engine.editing.setValue(32, "v", 3, data(1, 1))],
    ["asks for changes", (engine) => engine.isChanged],
    ["plans a commit", (engine) => planCommit(engine, { format: "hvle", logs: [] })],
    ["closes it", (engine) => engine.close()],
  ];
  it.each(acts)("and %s is refused, and does no harm when it hides that", (_, act) => {
    const { engine, outcomes } = interfering(act);
    expect(engine.findSubkey(engine.baseBlock.rootOffset, "b")).toBe(FIRST.records.key("b").nodeOffset);
    expect(dataOf(engine, FIRST, "c")).toEqual(data(5000, 0x11));
    expect(outcomes.length).toBeGreaterThan(1);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ code: "engine-bug", message: expect.stringContaining("page source") });
  });

  it("and lets its refusal out: that comes out of the outer call", () => {
    const source = new RecordingSource(FIRST.bytes);
    const engine = openEngine(source);
    source.onRead = () => engine.subkeys(engine.baseBlock.rootOffset);
    expect(refusal(() => engine.findSubkey(engine.baseBlock.rootOffset, "b")).message).toContain("page source");
    source.onRead = () => {};
    expect(engine.findSubkey(engine.baseBlock.rootOffset, "b")).toBe(FIRST.records.key("b").nodeOffset);
  });
});
