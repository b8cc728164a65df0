import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFileSystem, openHive } from "../../src/index.ts";
import { corpusFile, corpusGolden, corpusHives } from "../../test/support/corpus.ts";
import { hivetool } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import { DEEP_KEYS, DEEP_VALUE } from "../generate/tree.ts";
import type { Limit } from "../limits.ts";

const KIBIBYTE = 1024;
const LIMITS = [
  { depth: 6, limit: 64 },
  { depth: 8, limit: 96 },
] as const;
/** Real hives smaller than this say nothing: most of them is read anyway. */
const REAL_SIZE = 1 << 20;

/** What `get` reads of a hive whose size does not matter, all files counted. */
export function lookUps(hive: GeneratedHive): Limit[] {
  const megabytes = `${Math.round(hive.size / (1 << 20))} MB`;
  return [DEEP_KEYS.six, DEEP_KEYS.eight].map((key, index) => {
    const { depth, limit } = LIMITS[index] ?? LIMITS[0];
    const figure = bytesRead(hive.path, key, DEEP_VALUE.name) / KIBIBYTE;
    return { title: `get at depth ${depth}, ${megabytes}`, figure, limit, unit: "KiB read" };
  });
}

/**
 * The same over the clean real hives that are large enough, a key's first value each: values lie in no order, so the last
 * of a thousand takes reading them all. Nothing where there are no real hives.
 */
export function realLookUps(): Limit[] {
  const folder = mkdtempSync(join(tmpdir(), "hivetool-bench-"));
  const path = join(folder, "hive.dat");
  const costs = LIMITS.map((): number[] => []);
  try {
    for (const { file, size, golden, sequence } of corpusHives()) {
      if (golden === null || size < REAL_SIZE || sequence[0] !== sequence[1]) continue;
      writeFileSync(path, corpusFile(file));
      const values = firstValues(corpusGolden(golden));
      LIMITS.forEach(({ depth }, index) => {
        const deep = values.filter(([key]) => key.split("\\").length === depth);
        costs[index]?.push(...deep.map(([key, value]) => bytesReadInProcess(path, key, value)));
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (costs.every(({ length }) => length === 0)) {
    console.log("  SKIPPED, no ../shared/hives beside the repository: look-ups in real hives");
    return [];
  }
  return LIMITS.map(({ depth, limit }, index) => {
    const all = costs[index] ?? [];
    const figure = Math.max(0, ...all) / KIBIBYTE;
    return {
      title: `get at depth ${depth}, the most of ${all.length} keys of real hives`,
      figure,
      limit,
      unit: "KiB read",
    };
  });
}

/** The first value of each key, where both have ordinary names and the value is not large. */
function firstValues(dump: readonly string[]): [key: string, value: string][] {
  return dump
    .filter((line, index) => line.startsWith("V\t") && dump[index - 1]?.startsWith("K\t") && !line.includes("\\u"))
    .map((line) => line.split("\t"))
    .filter(([, , , , size = "0"]) => Number(size) <= 4096)
    .map(([, key = "", value = ""]) => [key, value]);
}

function bytesReadInProcess(path: string, key: string, value: string): number {
  const opened = openHive(path, { fs: nodeFileSystem });
  try {
    opened.hive.key(key).value(value).data();
    return opened.statistics.bytesRead;
  } finally {
    opened.close();
  }
}

/** As `--stats` tells it. */
function bytesRead(path: string, key: string, value: string): number {
  const { program, args } = hivetool("get", path, key, value, "--stats");
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  const bytes = /^read: (\d+) bytes/m.exec(stderr)?.[1];
  if (status !== 0 || bytes === undefined) throw new Error(`get ended with ${status}`);
  return Number(bytes);
}
