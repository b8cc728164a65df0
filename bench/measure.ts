import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Contestant {
  readonly name: string;
  /** Whether it is installed here. */
  isThere(): boolean;
  /** Does the work on what `prepare` left in the folder; this is what is timed. */
  run(folder: string): void;
}

export interface Case {
  readonly title: string;
  /** hivetool first, then its peers. */
  readonly contestants: readonly [Contestant, ...Contestant[]];
  /** Lays out a fresh folder before each run. */
  prepare(folder: string): void;
  /** What the work came to, in a form that can be compared between contestants. */
  result(folder: string): string;
}

/** Runs each contestant once and throws if any of them comes to another result than the first. */
export function compareResults(benchmark: Case, contestants: readonly Contestant[]): void {
  const results = contestants.map((contestant) => once(benchmark, contestant).result);
  contestants.forEach(({ name }, index) => {
    if (results[index] !== results[0]) throw new Error(`${benchmark.title}: ${name} comes to another result`);
  });
}

/** Median times; the contestants take turns, so that whatever else the machine does hits all of them alike. */
export function measure(
  benchmark: Case,
  contestants: readonly Contestant[],
  rounds: number,
): { name: string; milliseconds: number }[] {
  const times = contestants.map(({ name }) => ({ name, samples: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((contestant, index) => {
      times[index]?.samples.push(once(benchmark, contestant).milliseconds);
    });
  }
  return times.map(({ name, samples }) => ({ name, milliseconds: median(samples) }));
}

function once(benchmark: Case, contestant: Contestant): { milliseconds: number; result: string } {
  const folder = mkdtempSync(join(tmpdir(), "hivetool-bench-"));
  try {
    benchmark.prepare(folder);
    const begin = performance.now();
    contestant.run(folder);
    const milliseconds = performance.now() - begin;
    return { milliseconds, result: benchmark.result(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  if (low === undefined || high === undefined) throw new Error("no samples");
  return (low + high) / 2;
}
