import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Engine, exportTree, type PageSource } from "hivex-wasm";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import { spread } from "../race.ts";

const ROUNDS = 7;

/** Work on a hive that shall take at most so many times as long as a walk. */
export interface WorkOnHive {
  readonly title: string;
  readonly work: (source: PageSource) => void;
  readonly limit: number;
}

/**
 * Work on a whole hive against a walk that reads every key, value and piece of data and writes nothing, in turns in this
 * process, by the processor's time. Each opens the hive anew and reads it from its file.
 */
export function againstWalk(hive: GeneratedHive, { title, work, limit }: WorkOnHive, rounds: number = ROUNDS): Limit {
  const file = openSync(hive.path, "r");
  const source: PageSource = {
    size: fstatSync(file).size,
    read: (fileOffset, target) => readSync(file, target, 0, target.length, fileOffset),
  };
  try {
    timeOf(() => walk(source));
    timeOf(() => work(source));
    const ratios = Array.from({ length: rounds }, () => {
      const walking = timeOf(() => walk(source));
      return timeOf(() => work(source)) / walking;
    });
    const against = `${title} against a walk that reads everything, ${Math.round(hive.size / (1 << 20))} MB, in one process`;
    return { title: against, figure: spread(ratios).median, limit, unit: "times" };
  } finally {
    closeSync(file);
  }
}

function walk(source: PageSource): void {
  using engine = Engine.open(source);
  for (const step of exportTree(engine, { format: "none", borrowed: true })) void step;
}

function timeOf(work: () => void): number {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}
