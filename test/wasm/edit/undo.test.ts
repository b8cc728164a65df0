import { dirtyRuns } from "hivex-wasm";
import { expect, it } from "vitest";
import { hiveOf } from "../open-engine.ts";
import { find, openForEdit } from "./edited-hive.ts";

it("nothing is undone while a transaction goes on, so that it stays all or nothing", () => {
  const { bytes } = hiveOf({ keys: [{ name: "a" }] });
  const engine = openForEdit(bytes);
  const { editing } = engine;
  const root = engine.baseBlock.rootOffset;
  editing.createKey(root, "before");
  const before = engine.toBytes();
  expect(() =>
    editing.transaction(() => {
      editing.createKey(root, "within");
      expect(editing.undo()).toBe(false);
      throw new Error("enough");
    }),
  ).toThrow("enough");
  expect(Buffer.compare(engine.toBytes(), before)).toBe(0);
  editing.rehearse(() => {
    editing.createKey(root, "rehearsed");
    expect(editing.undo()).toBe(false);
  });
  expect(Buffer.compare(engine.toBytes(), before)).toBe(0);
  expect([editing.undo(), editing.undo()]).toEqual([true, false]);
  expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
});

it("pages that only a rehearsal changed are clean after it, also when older changes can no longer be taken back", () => {
  const engine = openForEdit(hiveOf({ keys: [{ name: "a", fillerBefore: 40_960 }] }).bytes);
  const { editing } = engine;
  const root = engine.baseBlock.rootOffset;
  const rehearse = (): void =>
    editing.rehearse(() => {
      editing.setValue(root, "large", 3, new Uint8Array(30_000).fill(1));
      editing.setValue(find(engine, "a"), "larger", 3, new Uint8Array(100_000).fill(1));
      expect(dirtyRuns(engine).reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(130_000);
    });
  rehearse();
  expect(engine.isChanged).toBe(false);
  editing.createKey(root, "new");
  const runs = dirtyRuns(engine);
  engine.memory.call((exports) => exports.forget());
  rehearse();
  expect(dirtyRuns(engine)).toEqual(runs);
  expect(runs.length).toBeGreaterThan(0);
});
