import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Engine, type ExportFormat, exportTree, type PageSource } from "hivex-wasm";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import { spread } from "../race.ts";

const FORMATS: readonly ExportFormat[] = ["reg", "reg-utf8", "jsonl", "xml", "csv", "tsv"];
const ROUNDS = 7;

/**
 * Each format against the engine's walk that reads everything and writes nothing, in turns in this process, by the
 * processor's time: it tells the same on a machine that has other work. The bytes are taken as the command line takes
 * them, where they lie.
 */
export function exportAgainstWalk(hive: GeneratedHive, rounds: number = ROUNDS): Limit[] {
  const file = openSync(hive.path, "r");
  const source: PageSource = {
    size: fstatSync(file).size,
    read: (fileOffset, target) => readSync(file, target, 0, target.length, fileOffset),
  };
  using engine = Engine.open(source);
  try {
    // The first walk reads the file.
    timeOf(engine, "none");
    return FORMATS.map((format) => {
      const ratios = Array.from({ length: rounds }, () => {
        const walk = timeOf(engine, "none");
        return timeOf(engine, format) / walk;
      });
      const title = `${format} against a walk that writes nothing, ${Math.round(hive.size / (1 << 20))} MB, in one process`;
      return { title, figure: spread(ratios).median, limit: 2, unit: "times" };
    });
  } finally {
    closeSync(file);
  }
}

function timeOf(engine: Engine, format: ExportFormat): number {
  const begin = process.cpuUsage();
  for (const step of exportTree(engine, { format, borrowed: true })) void step;
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}
