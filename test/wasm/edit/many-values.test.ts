import type { Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { HiveBytes } from "../../../fixtures/build/hive-bytes.ts";
import { upcased } from "../../../fixtures/build/upcase.ts";
import { hiveOf, openEngine, refusal } from "../open-engine.ts";
import { draws, find, keyOf, openForEdit, soundBytes, soundHive, valuesOf } from "./edited-hive.ts";

const hive = hiveOf({ keys: [{ name: "Key" }, { name: "Other" }] });

/** Bytes of a cell for so much data. */
const cell = (size: number): number => Math.ceil((size + 4) / 8) * 8;

describe("many values under one key", () => {
  it.each([4, 20])("10,000 of %d bytes grow the file by what they take, and hardly more", (size) => {
    const engine = openForEdit(hive.bytes);
    const key = find(engine, "Key");
    const data = pattern(size);
    let needed = cell(10_000 * 4);
    for (let index = 0; index < 10_000; index++) {
      engine.editing.setValue(key, `value ${index}`, 3, data);
      needed += cell(20 + `value ${index}`.length) + (size > 4 ? cell(size) : 0);
    }
    const bytes = soundBytes(engine);
    expect(bytes.length - hive.bytes.length).toBeLessThan(needed * 1.3);
    const { values } = keyOf(soundHive(engine), "Key");
    expect(values.map(({ name }) => name)).toEqual(Array.from({ length: 10_000 }, (_, index) => `value ${index}`));
    expect(values.every((value) => Buffer.compare(value.data, data) === 0)).toBe(true);
  });

  it("a thousand values that come and go leave the size alone", () => {
    const engine = openForEdit(hive.bytes);
    const keys = [find(engine, "Key"), find(engine, "Other")];
    const sizes = [3, 100, 20_000, 16_344, 70_000];
    let size = 0;
    for (let cycle = 0; cycle < 1000; cycle++) {
      const key = keys[cycle % 2] as number;
      const value = engine.editing.setValue(key, `v${cycle}`, 3, pattern(sizes[cycle % sizes.length] as number));
      engine.editing.deleteValue(key, value);
      if (cycle === 9) size = engine.toBytes().length;
    }
    expect(soundBytes(engine).length).toBe(size);
    for (const name of ["Key", "Other"]) expect(keyOf(soundHive(engine), name).values).toEqual([]);
  });
});

/** What a key holds, kept plainly beside it. */
type Model = Map<string, { name: string; data: Uint8Array }>;

/** Does one edit, chosen at random, to the key and to its model. */
function editSome(engine: Engine, key: number, model: Model, random: Generator<number, never>): void {
  const pick = (count: number): number => Math.floor(random.next().value * count);
  const name = `${["Name", "NAME", "ñame", "Łan"][pick(4)]} ${pick(200)}`;
  const holder = model.get(upcased(name));
  const action = pick(10);
  if (action < 6) {
    const data = pattern([2, 9, 30][pick(3)] as number, pick(99));
    engine.editing.setValue(key, name, 3, data);
    if (holder) holder.data = data;
    else model.set(upcased(name), { name, data });
    return;
  }
  const other = [...model.keys()][pick(model.size)] ?? "";
  const value = engine.findValue(key, other);
  if (value === undefined) return;
  if (action < 8) {
    engine.editing.deleteValue(key, value);
    model.delete(other);
  } else if (holder !== undefined && upcased(name) !== other) {
    expect(refusal(() => engine.editing.renameValue(key, value, name)).code).toBe("name-taken");
  } else {
    engine.editing.renameValue(key, value, name);
    const entries = [...model].map(([upper, entry]) =>
      upper === other ? [upcased(name), { ...entry, name }] : [upper, entry],
    );
    model.clear();
    for (const [upper, entry] of entries as [string, { name: string; data: Uint8Array }][]) model.set(upper, entry);
  }
}

const rounds = process.env.HIVETOOL_FULL === "1" ? 30 : 3;

describe("values of a key that is edited again and again are what a plain model says", () => {
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))("seed %d", (seed) => {
    const engine = openForEdit(hive.bytes);
    const keys = [find(engine, "Key"), find(engine, "Other")] as const;
    const models: readonly [Model, Model] = [new Map(), new Map()];
    const random = draws(seed);
    for (let step = 0; step < 3000; step++) {
      const which = random.next().value < 0.97 ? 0 : 1;
      if (step % 500 === 499) {
        const copy = new Map([...models[0]].map(([upper, entry]) => [upper, { ...entry }]));
        expect(() =>
          engine.editing.transaction(() => {
            for (let more = 0; more < 20; more++) editSome(engine, keys[0], copy, random);
            throw new Error("taken back");
          }),
        ).toThrow("taken back");
      }
      editSome(engine, keys[which], models[which], random);
    }
    for (const [which, name] of ["Key", "Other"].entries()) {
      const values = valuesOf(keyOf(soundHive(engine), name));
      expect(values.map(([own, , data]) => [own, data])).toEqual(
        [...(models[which] as Model).values()].map((entry) => [entry.name, entry.data]),
      );
    }
  });
});

describe("a damaged list of many values", () => {
  const values = Array.from({ length: 100 }, (_, index) => ({ name: `v${index}`, type: 3, data: pattern(9) }));
  const written = hiveOf({ keys: [{ name: "Key", values }] });
  const element = (index: number): number => 4096 + (written.records.key("Key").valueListOffset ?? 0) + 4 + index * 4;

  it("that names one value twice still takes others", () => {
    const damaged = new HiveBytes(written).u32(element(50), written.records.value("Key", "v7").valueOffset);
    const engine = openForEdit(damaged.bytes);
    const key = find(engine, "Key");
    for (let index = 0; index < 200; index++) engine.editing.setValue(key, `new ${index}`, 3, pattern(3));
    for (const edit of ["set", "delete"]) {
      const value = engine.findValue(key, "v7") ?? 0;
      const run = () =>
        edit === "set" ? engine.editing.setValue(key, "V7", 3, pattern(3)) : engine.editing.deleteValue(key, value);
      expect(refusal(run).code).toBe("bin-not-proved");
    }
    expect(engine.values(key)).toHaveLength(300);
  });

  it("that has two values of one name changes the first, as reading does", () => {
    const name = 4096 + written.records.value("Key", "v50").valueOffset + 4 + 20;
    const damaged = new HiveBytes(written).text(name, "v20");
    const engine = openForEdit(damaged.bytes);
    const key = find(engine, "Key");
    for (const round of [1, 2, 3]) engine.editing.setValue(key, "V20", 3, pattern(9, round));
    const offsets = engine.values(key);
    expect(engine.valueData(offsets[20] ?? 0)).toEqual(pattern(9, 3));
    expect(engine.valueData(offsets[50] ?? 0)).toEqual(pattern(9));
  });

  it("that ends in a value which is none refuses nothing that comes before it", () => {
    const damaged = new HiveBytes(written).u32(element(99), 0xfffffff0);
    const engine = openEngine(damaged.bytes, { mode: "edit" });
    const key = find(engine, "Key");
    for (const name of ["v3", "v4", "v5"]) engine.editing.setValue(key, name, 3, pattern(12));
    expect(engine.findValue(key, "v5")).toBe(written.records.value("Key", "v5").valueOffset);
    expect(refusal(() => engine.editing.setValue(key, "not there", 3, pattern(3))).code).toMatch(/^cell-/);
  });
});
