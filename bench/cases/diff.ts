import { readFileSync } from "node:fs";
import { exportTree } from "hivex-wasm";
import { compareHives } from "../../src/compare/compare-hives.ts";
import { COMPARE_ALL } from "../../src/compare/compare-options.ts";
import { Hive } from "../../src/hive/hive.ts";
import { walkKeys } from "../../src/hive/walk-keys.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import { spread } from "../race.ts";

const ROUNDS = 7;
const EDITS = 100;

/**
 * Comparing a hive with a copy that has been edited in a hundred places, against a walk over one of them that reads
 * everything and writes nothing, in turns in this process, by the processor's time. Each opens its hives anew.
 */
export function diffAgainstWalk(hive: GeneratedHive, rounds: number = ROUNDS): Limit[] {
  const a = new Uint8Array(readFileSync(hive.path));
  const b = editedCopy(a, hive.keyCount);
  const megabytes = Math.round(hive.size / (1 << 20));
  return ([{}, COMPARE_ALL] as const).map((options) => {
    timeOf(() => walk(a));
    timeOf(() => diff(a, b, options));
    const ratios = Array.from({ length: rounds }, () => {
      const walking = timeOf(() => walk(a));
      return timeOf(() => diff(a, b, options)) / walking;
    });
    const what = options === COMPARE_ALL ? "diff --all" : "diff";
    const title = `${what} of two hives of ${megabytes} MB against a walk over one, in one process`;
    return { title, figure: spread(ratios).median, limit: 3, unit: "times" };
  });
}

function editedCopy(bytes: Uint8Array, keyCount: number): Uint8Array {
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  const { editing } = hive.engine;
  editing.time = 0x01dc_5b00_0000_0000n;
  const keys = [...walkKeys(hive.root)].filter((_, at) => at % Math.ceil(keyCount / EDITS) === 1);
  for (const { key } of keys) editing.setValue(key.offset, "edited", 4, new Uint8Array(4));
  return hive.toBytes();
}

function walk(bytes: Uint8Array): void {
  using hive = Hive.fromBytes(bytes);
  for (const step of exportTree(hive.engine, { format: "none", borrowed: true })) void step;
}

function diff(a: Uint8Array, b: Uint8Array, options: typeof COMPARE_ALL | object): void {
  using one = Hive.fromBytes(a);
  using other = Hive.fromBytes(b);
  const { length } = [...compareHives(one, other, options)];
  if (length < EDITS / 2) throw new Error(`${length} differences: that is not what was edited`);
}

function timeOf(work: () => void): number {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}
