import { type Engine, ValueBatch } from "hivex-wasm";
import { expect, it } from "vitest";
import { hiveOf, openEngine } from "../open-engine.ts";
import { draws, find, keyOf, openForEdit, refusesWith, soundBytes, soundHive, valuesOf } from "./edited-hive.ts";

const { bytes } = hiveOf({ keys: [{ name: "a" }, { name: "handle", predefinedHandle: 0x8000_0001 }] });

interface Wanted {
  readonly name: string;
  /** Undefined where it is to be deleted. */
  readonly data: Uint8Array | undefined;
  readonly type: number;
}

function batchOf(wanted: readonly Wanted[]): ValueBatch {
  const batch = new ValueBatch();
  for (const { name, data, type } of wanted)
    expect(data === undefined ? batch.delete(name) : batch.set(name, type, data)).toBe(true);
  return batch;
}

/** The same without a batch: what has become of each. */
function oneByOne(engine: Engine, key: number, wanted: readonly Wanted[]): string[] {
  return wanted.map(({ name, data, type }) => {
    const found = engine.findValue(key, name);
    if (data === undefined) {
      if (found !== undefined) engine.editing.deleteValue(key, found);
      return found === undefined ? "same" : "deleted";
    }
    const isSame =
      found !== undefined && engine.value(found).type === type && Buffer.compare(engine.valueData(found), data) === 0;
    engine.editing.setValue(key, name, type, data);
    return isSame ? "same" : found === undefined ? "created" : "changed";
  });
}

it("a batch comes to the same bytes as its values one by one, and tells what has become of each", () => {
  const random = draws(11);
  const next = (most: number): number => Math.floor(random.next().value * most);
  const [engine, other] = [openForEdit(bytes), openForEdit(bytes)];
  const key = find(engine, "a");
  const seen = new Set<string>();
  for (let round = 0; round < 40; round++) {
    const wanted = Array.from({ length: next(30) + 1 }, (_, index): Wanted => {
      const number = next(120);
      const name =
        (["Value ", "VALUE ", "Ωmega ", "ωMEGA ", "\ud800"][next(5)] as string) + (number === 0 ? "" : number);
      const data =
        next(4) === 0
          ? undefined
          : new Uint8Array([0, 3, 4, 5, 300, index === 0 ? 17_000 : 20][next(6)] as number).fill(next(2));
      return { name: number === 7 ? "" : name, data, type: next(2) + 3 };
    });
    const batch = batchOf(wanted);
    expect(engine.editing.setValues(key, batch)).toBe(wanted.length);
    const outcomes = wanted.map((_, index) => batch.outcome(index));
    expect(outcomes).toEqual(oneByOne(other, key, wanted));
    for (const outcome of outcomes) seen.add(outcome);
  }
  expect([...seen].sort()).toEqual(["changed", "created", "deleted", "same"]);
  expect(Buffer.compare(soundBytes(engine), soundBytes(other))).toBe(0);
});

it("stops before what would be changed or deleted, where only new values are wanted", () => {
  const engine = openForEdit(bytes);
  const key = find(engine, "a");
  const data = new Uint8Array([1, 2, 3, 4, 5]);
  engine.editing.setValue(key, "there", 3, data);
  const batch = batchOf([
    { name: "new", type: 3, data },
    { name: "THERE", type: 3, data },
    { name: "there", type: 4, data },
    { name: "missing", type: 0, data: undefined },
    { name: "new", type: 0, data: undefined },
    { name: "last", type: 1, data: new Uint8Array(0) },
  ]);
  expect(engine.editing.setValues(key, batch, 0, true)).toBe(2);
  expect([batch.outcome(0), batch.outcome(1)]).toEqual(["created", "same"]);
  expect(engine.editing.setValues(key, batch, 3, true)).toBe(1);
  expect(engine.editing.setValues(key, batch, 4)).toBe(2);
  expect([3, 4, 5].map((index) => batch.outcome(index))).toEqual(["same", "deleted", "created"]);
  expect(valuesOf(keyOf(soundHive(engine), "a"))).toEqual([
    ["there", 3, data],
    ["last", 1, new Uint8Array(0)],
  ]);
});

it("does all of a batch or nothing", () => {
  const engine = openForEdit(bytes);
  const data = new Uint8Array(9);
  const batch = batchOf([{ name: "x", type: 3, data }]);
  refusesWith(engine, "key-refused", () => engine.editing.setValues(find(engine, "handle"), batch));
  refusesWith(engine, "bad-signature", () =>
    engine.editing.transaction(() => {
      engine.editing.setValues(find(engine, "a"), batch);
      engine.editing.setValues(engine.key(find(engine, "a")).security, batch);
    }),
  );
});

it("takes what has room, and no value that is too large for any batch", () => {
  const batch = new ValueBatch();
  expect(batch.set("x", 3, new Uint8Array(65_536))).toBe(false);
  expect(batch.set("x".repeat(16_384), 3, new Uint8Array(1))).toBe(false);
  expect(batch.delete("x".repeat(16_384))).toBe(false);
  expect(batch.count).toBe(0);
  const wanted: Wanted[] = [];
  const data = new Uint8Array(1000).fill(7);
  while (batch.set(`value ${wanted.length}`, 3, data)) wanted.push({ name: `value ${wanted.length}`, type: 3, data });
  expect(batch.count).toBe(wanted.length);
  const engine = openForEdit(bytes);
  expect(engine.editing.setValues(find(engine, "a"), batch)).toBe(wanted.length);
  expect(valuesOf(keyOf(soundHive(engine), "a"))).toEqual(wanted.map(({ name }) => [name, 3, data]));
  batch.clear();
  expect([batch.count, batch.set("y", 3, data)]).toEqual([0, true]);
});

it("counts values that are just so, from where the one before was found", () => {
  const values = Array.from({ length: 100 }, (_, index) => ({
    name: `v${index}`,
    type: 3,
    data: new Uint8Array(index === 50 ? 40_000 : index).fill(index),
  }));
  const engine = openEngine(hiveOf({ keys: [{ name: "a", values }, { name: "empty" }] }).bytes);
  const key = find(engine, "a");
  const all = batchOf(values.map((value) => ({ ...value, name: value.name.toUpperCase() })));
  expect(engine.sameValues(key, all)).toEqual({ count: 100, place: 100 });
  expect(engine.sameValues(key, all, 60)).toEqual({ count: 40, place: 100 });
  expect(engine.sameValues(key, all, 60, 10)).toEqual({ count: 0, place: 10 });
  expect(engine.sameValues(key, all, 60, 0xffff_fff0)).toEqual({ count: 0, place: 0xffff_fff0 });
  expect(engine.sameValues(find(engine, "empty"), all)).toEqual({ count: 0, place: 0 });
  const [first, second, third] = values as [Wanted, Wanted, Wanted];
  const large = { ...(values[50] as Wanted), data: new Uint8Array(40_000).fill(50) };
  (large.data as Uint8Array)[39_999] = 51;
  for (const other of [
    { ...second, type: 4 },
    { ...second, data: new Uint8Array([9]) },
    { ...second, data: undefined },
    large,
  ])
    expect(engine.sameValues(key, batchOf([first, other, third])).count).toBe(1);
  expect(engine.sameValues(key, batchOf([third, first])).count).toBe(1);
});
