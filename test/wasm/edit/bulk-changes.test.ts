import type { Engine } from "hivex-wasm";
import { expect, it } from "vitest";
import { RESULT } from "../../../wasm/assembly/abi.ts";
import { hiveOf } from "../open-engine.ts";
import { find, openForEdit, refusesWith, soundBytes } from "./edited-hive.ts";

const { bytes } = hiveOf({
  keys: [
    { name: "a", fillerBefore: 40_960 },
    { name: "b", keys: [{ name: "below" }] },
  ],
});

/** Changes of many kinds, in old pages and in new ones. */
function changeMuch(engine: Engine, seed: number): void {
  const { editing } = engine;
  const root = engine.baseBlock.rootOffset;
  const a = find(engine, "a");
  for (let index = 0; index < 300; index++) {
    const key = editing.createKey(root, `key ${(index * 7919) % 1000} ${seed}`);
    editing.setValue(key, `value ${index}`, 3, new Uint8Array((index * 37) % 700).fill(seed));
    editing.setValue(a, `value ${index % 90}`, 3, new Uint8Array((index * 101) % 3000).fill(index));
    if (index % 5 === 0) editing.deleteKey(key);
  }
}

/** Bytes that are kept for taking changes back. */
function journalSize({ memory }: Engine): number {
  memory.call((exports) => exports.beginChange(0, 0));
  return memory.result(RESULT);
}

it("changes in bulk come to the same bytes, and are undone as one", () => {
  const engine = openForEdit(bytes);
  const other = openForEdit(bytes);
  changeMuch(engine, 1);
  changeMuch(other, 1);
  const before = engine.toBytes();
  engine.editing.bulk(() => changeMuch(engine, 2));
  other.editing.transaction(() => changeMuch(other, 2));
  expect(Buffer.compare(soundBytes(engine), other.toBytes())).toBe(0);
  expect(engine.editing.undo()).toBe(true);
  expect(Buffer.compare(engine.toBytes(), before)).toBe(0);
});

it("a transaction around a bulk of changes takes back what came before, in it and after it", () => {
  const engine = openForEdit(bytes);
  const { editing } = engine;
  const attempt = (): void =>
    editing.transaction(() => {
      changeMuch(engine, 1);
      editing.bulk(() => editing.bulk(() => changeMuch(engine, 2)));
      changeMuch(engine, 3);
      throw new Error("enough");
    });
  expect(attempt).toThrow("enough");
  expect(engine.isChanged).toBe(false);
  expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
  editing.bulk(() => changeMuch(engine, 1));
  soundBytes(engine);
});

it("where one of them fails all are taken back, also when its error is caught, and none can follow", () => {
  const engine = openForEdit(bytes);
  const { editing } = engine;
  const root = engine.baseBlock.rootOffset;
  editing.createKey(root, "before");
  refusesWith(engine, "name-taken", () =>
    editing.bulk(() => {
      changeMuch(engine, 1);
      expect(() => editing.createKey(root, "A")).toThrow("taken");
      expect(() => editing.createKey(root, "after")).toThrow("taken");
    }),
  );
  refusesWith(engine, "usage", () => editing.bulk(() => editing.rehearse(() => changeMuch(engine, 1))));
  expect(editing.undo()).toBe(true);
  expect(engine.isChanged).toBe(false);
});

it("keeps no more than the hive as it was, however much is changed", () => {
  const engine = openForEdit(bytes);
  const { editing } = engine;
  const key = find(engine, "b", "below");
  editing.bulk(() => {
    for (let index = 0; index < 10_000; index++)
      editing.setValue(key, `value ${index % 5000}`, 3, new Uint8Array(100).fill(index));
  });
  expect(engine.toBytes().length).toBeGreaterThan(bytes.length + 700_000);
  expect(journalSize(engine)).toBeLessThan(2 * bytes.length);
});
