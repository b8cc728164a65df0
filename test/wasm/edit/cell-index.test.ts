import type { Engine } from "hivex-wasm";
import { expect, it } from "vitest";
import { FIRST_CELLS, FREE_CELLS, FREE_GROUPS, PROVED } from "../../../wasm/assembly/abi.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { asOneBin } from "../../support/one-bin.ts";
import { hiveOf } from "../open-engine.ts";
import { draws, openForEdit } from "./edited-hive.ts";

const PAGE = 4096;

/** What the engine knows of the pages of proved bins, against a walk over all of their cells. */
function compareWithWalk(engine: Engine): number {
  const bytes = engine.toBytes();
  const bins = new DataView(bytes.buffer, bytes.byteOffset + PAGE);
  const pages = bins.byteLength / PAGE;
  const proved = engine.memory.bytesAt(PROVED, Math.ceil(pages / 8));
  const first = new Uint16Array(engine.memory.bytesAt(FIRST_CELLS, pages * 2).buffer);
  const free = new Uint32Array(engine.memory.bytesAt(FREE_CELLS, pages * 4).buffer);
  const groups = new Uint32Array(engine.memory.bytesAt(FREE_GROUPS, Math.ceil(pages / 64) * 4).buffer);
  const expectedFirst = new Uint16Array(pages);
  const expectedFree = new Uint32Array(pages);
  let count = 0;
  for (let bin = 0; bin < bins.byteLength; bin += bins.getUint32(bin + 8, true)) {
    if ((((proved[(bin / PAGE) >> 3] ?? 0) >> ((bin / PAGE) & 7)) & 1) === 0) continue;
    count++;
    const end = bin + bins.getUint32(bin + 8, true);
    for (let at = bin + 32; at < end; at += Math.abs(bins.getInt32(at, true))) {
      const page = Math.floor(at / PAGE);
      if (expectedFirst[page] === 0) expectedFirst[page] = (at % PAGE) / 8 + 1;
      expectedFree[page] = Math.max(expectedFree[page] ?? 0, bins.getInt32(at, true));
    }
  }
  expect(Buffer.compare(Buffer.from(first.buffer), Buffer.from(expectedFirst.buffer))).toBe(0);
  expect(Buffer.compare(Buffer.from(free.buffer), Buffer.from(expectedFree.buffer))).toBe(0);
  const expectedGroups = groups.map((_, group) => Math.max(...expectedFree.subarray(group * 64, group * 64 + 64)));
  expect([...groups]).toEqual([...expectedGroups]);
  return count;
}

/** A hive of some 100 pages, with cells of all sizes. */
function manyCells(): Uint8Array {
  const keys = Array.from({ length: 60 }, (_, index) => ({
    name: `key ${index}`,
    values: Array.from({ length: 9 }, (_, each) => ({
      name: `value ${each}`,
      type: 3,
      data: new Uint8Array((index * 97 + each * 311) % (each === 0 ? 40_000 : 900)),
    })),
  }));
  return hiveOf({ keys }).bytes;
}

/** Edits at random, some of them refused or taken back; the index must be right after each. */
function editAtRandom(bytes: Uint8Array, seed: number): void {
  const engine = openForEdit(bytes);
  const { editing } = engine;
  const root = engine.baseBlock.rootOffset;
  const random = draws(seed);
  const below = (count: number): number => Math.floor(random.next().value * count);
  if (seed % 2 === 1) editing.wipeFreed(true);
  const one = (round: number): void => {
    const keys = engine.subkeys(root);
    const key = keys[below(keys.length)] ?? root;
    const values = engine.values(key);
    const value = values[below(values.length)];
    const size = [3, 20, 300, 5000, 16_000, 60_000, 300_000][below(7)] ?? 0;
    const choice = below(7);
    if (choice === 0) editing.createKey(root, `new ${round}`);
    else if (choice === 1 && keys.length > 20) editing.deleteKey(key);
    else if (choice === 2 && value !== undefined) editing.deleteValue(key, value);
    else if (choice === 3) editing.moveKey(key, root, `moved ${"x".repeat(below(200))} ${round}`);
    else if (choice === 4 && value !== undefined)
      editing.setValue(key, engine.value(value).name, 3, new Uint8Array(size));
    else editing.setValue(key, `value ${round}`, 3, new Uint8Array(size).fill(7));
  };
  let proved = 0;
  for (let round = 0; round < 150; round++) {
    const choice = below(6);
    const several = (): void => {
      for (let each = 0; each < 4; each++) one(round * 10 + each);
      if (choice === 0) throw new Error("enough");
    };
    if (choice === 0) expect(() => editing.transaction(several)).toThrow("enough");
    else if (choice === 1) editing.rehearse(several);
    else if (choice === 2) editing.undo();
    else one(round * 10);
    proved = compareWithWalk(engine);
  }
  expect(proved).toBeGreaterThan(0);
  expect(validateHive(engine.toBytes())).toEqual([]);
  while (editing.undo());
  compareWithWalk(engine);
  expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
}

it.each([1, 2, 3, 4])(
  "what is known of each page is what a walk over all cells finds, in many bins, round %i",
  (seed) => {
    editAtRandom(manyCells(), seed);
  },
);

it.each([1, 2, 3, 4])("the same in a single bin, round %i", (seed) => {
  const bytes = asOneBin(manyCells());
  expect(validateHive(bytes)).toEqual([]);
  editAtRandom(bytes, seed);
});
