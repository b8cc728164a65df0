import type { Engine } from "hivex-wasm";
import { expect } from "vitest";
import { validateHive } from "../../support/hive-validator.ts";
import { type ReferenceHive, type ReferenceKey, readHive, walkKeys } from "../../support/reference-reader.ts";
import { openEngine, refusal } from "../open-engine.ts";

/** The time of every edit in these tests, a FILETIME. */
export const NOW = 0x01d9_1234_5678_9abcn;

/** An engine for editing, whose edits happen at `NOW`. */
export function openForEdit(bytes: Parameters<typeof openEngine>[0]): Engine {
  const engine = openEngine(bytes, { mode: "edit" });
  engine.editing.time = NOW;
  return engine;
}

/** The hive's file as it now is; the validator must have nothing to say. */
export function soundBytes(engine: Engine): Uint8Array {
  const bytes = engine.toBytes();
  expect(validateHive(bytes)).toEqual([]);
  return bytes;
}

/** The same, read by the other reader. */
export function soundHive(engine: Engine): ReferenceHive {
  return readHive(soundBytes(engine));
}

/** A key by its names. */
export function keyOf(hive: ReferenceHive, ...path: string[]): ReferenceKey {
  return path.reduce((key: ReferenceKey, name) => {
    const subkey = key.keys.find((each) => each.name === name);
    if (subkey === undefined) throw new Error(`no key ${name} below ${key.path.join("\\")}`);
    return subkey;
  }, hive.root);
}

/** The values of a key: name, type, data. */
export function valuesOf(key: ReferenceKey): (readonly [name: string, type: number, data: Uint8Array])[] {
  return key.values.map(({ name, type, data }) => [name, type, data.slice()] as const);
}

/** Its offset in the engine. */
export function find(engine: Engine, ...path: string[]): number {
  return path.reduce((key, name) => {
    const subkey = engine.findSubkey(key, name);
    if (subkey === undefined) throw new Error(`no key ${name}`);
    return subkey;
  }, engine.baseBlock.rootOffset);
}

/** What users know of a tree, as lines: paths, times, classes, values, and how each key is secured. */
export function outline(from: ReferenceKey): string[] {
  return [...walkKeys(from)].map(({ path, node, className = "", values }) => {
    const data = values.map(({ name, type, data }) => `${name}=${type}:${Buffer.from(data).toString("hex")}`);
    const [time, security] = [node.time("lastWritten"), node.number("security")];
    return [path.slice(from.path.length).join("\\"), time, security, className, ...data].join("|");
  });
}

/** Expects that a change is refused with this code, and that nothing has been changed by it. */
export function refusesWith(engine: Engine, code: string, change: () => unknown): void {
  const before = engine.toBytes();
  const wasChanged = engine.isChanged;
  expect(refusal(change)).toMatchObject({ code });
  expect(engine.isChanged).toBe(wasChanged);
  expect(Buffer.compare(engine.toBytes(), before)).toBe(0);
}

/** Numbers that look random and are the same every time. */
export function* draws(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    yield (state >>> 8) / 2 ** 24;
  }
}

/** The same things in another order. */
export function shuffled<Thing>(things: readonly Thing[], seed: number): Thing[] {
  const random = draws(seed);
  return things
    .map((thing) => ({ thing, at: random.next().value }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ thing }) => thing);
}
