import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Command, ENVIRONMENT, hivetool } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";

const REPORTER = fileURLToPath(new URL("../../test/support/report-peak-memory.cjs", import.meta.url));
const FORMATS = ["reg", "jsonl", "xml", "csv", "tsv"];
const MEGABYTE = 1 << 20;

/** The most memory that exports of a hive take: that of the hive, a third more, and Node's own. */
export function exportMemory(hive: GeneratedHive): Limit[] {
  return FORMATS.map((format) => ({
    title: `peak memory, export as ${format} of ${Math.round(hive.size / MEGABYTE)} MB`,
    figure: peakMemory(hivetool("export", hive.path, "--format", format)) / MEGABYTE,
    limit: (1.3 * hive.size) / MEGABYTE + 60,
    unit: "MB",
  }));
}

/** In bytes; the process tells by itself when it ends. */
export function peakMemory({ program, args }: Command): number {
  const { stderr } = spawnSync(program, ["--require", REPORTER, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    env: ENVIRONMENT,
  });
  const kibibytes = /peak memory: (\d+) KiB/.exec(stderr)?.[1];
  if (kibibytes === undefined) throw new Error(`${args.join(" ")} did not tell its memory: ${stderr}`);
  return Number(kibibytes) * 1024;
}
