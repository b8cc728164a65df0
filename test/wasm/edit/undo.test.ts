import { expect, it } from "vitest";
import { hiveOf } from "../open-engine.ts";
import { openForEdit } from "./edited-hive.ts";

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
