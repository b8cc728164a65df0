import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { checkStructures, Engine, exportTree, type PageSource } from "hivex-wasm";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import { spread } from "../race.ts";

const ROUNDS = 7;

/**
 * A check of the whole hive against a walk that reads every key, value and piece of data and writes nothing, in turns in
 * this process, by the processor's time. Each opens the hive anew and reads it from its file.
 */
export function checkAgainstWalk(hive: GeneratedHive, rounds: number = ROUNDS): Limit[] {
  const file = openSync(hive.path, "r");
  const source: PageSource = {
    size: fstatSync(file).size,
    read: (fileOffset, target) => readSync(file, target, 0, target.length, fileOffset),
  };
  try {
    timeOf(() => walk(source));
    timeOf(() => check(source));
    const ratios = Array.from({ length: rounds }, () => {
      const walking = timeOf(() => walk(source));
      return timeOf(() => check(source)) / walking;
    });
    const title = `check against a walk that reads everything, ${Math.round(hive.size / (1 << 20))} MB, in one process`;
    return [{ title, figure: spread(ratios).median, limit: 2, unit: "times" }];
  } finally {
    closeSync(file);
  }
}

function walk(source: PageSource): void {
  using engine = Engine.open(source);
  for (const step of exportTree(engine, { format: "none", borrowed: true })) void step;
}

function check(source: PageSource): void {
  for (const step of checkStructures(source, { now: 2n ** 63n, limit: 1000 })) void step;
}

function timeOf(work: () => void): number {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}
