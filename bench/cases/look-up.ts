import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
const KEYS_A_HIVE = 3;

/** What `get` reads of a hive whose size does not matter, all files counted. */
export function lookUps(hive: GeneratedHive): Limit[] {
  const megabytes = `${Math.round(hive.size / (1 << 20))} MB`;
  return [DEEP_KEYS.six, DEEP_KEYS.eight].map((key, index) => {
    const { depth, limit } = LIMITS[index] ?? LIMITS[0];
    const figure = bytesRead(hive.path, key, DEEP_VALUE.name) / KIBIBYTE;
    return { title: `get at depth ${depth}, ${megabytes}`, figure, limit, unit: "KiB read" };
  });
}

/** The worst of some keys at each depth, over the clean real hives that are large enough; nothing where there are none. */
export function realLookUps(): Limit[] {
  const worst = LIMITS.map(() => 0);
  const folder = mkdtempSync(join(tmpdir(), "hivetool-bench-"));
  try {
    for (const { file, size, golden, sequence } of corpusHives()) {
      if (golden === null || size < REAL_SIZE || sequence[0] !== sequence[1]) continue;
      const path = join(folder, "hive.dat");
      writeFileSync(path, corpusFile(file));
      LIMITS.forEach(({ depth }, index) => {
        for (const [key, value] of valuesAtDepth(corpusGolden(golden), depth)) {
          worst[index] = Math.max(worst[index] ?? 0, bytesRead(path, key, value));
        }
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (worst.every((bytes) => bytes === 0))
    console.log("  SKIPPED, no ../shared/hives beside the repository: look-ups in real hives");
  return LIMITS.map(({ depth, limit }, index) => ({
    title: `get at depth ${depth}, the worst of the real hives`,
    figure: (worst[index] ?? 0) / KIBIBYTE,
    limit,
    unit: "KiB read",
  })).filter(({ figure }) => figure > 0);
}

/** The first, a middle and the last value whose key lies that deep and has an ordinary name. */
function valuesAtDepth(dump: readonly string[], depth: number): [key: string, value: string][] {
  const found = dump
    .filter((line) => line.startsWith("V\t") && !line.includes("\\u"))
    .map((line) => line.split("\t"))
    .filter(([, key = "", , , size = "0"]) => key.split("\\").length === depth && Number(size) <= 4096)
    .map(([, key = "", value = ""]): [string, string] => [key, value]);
  return Array.from(
    { length: KEYS_A_HIVE },
    (_, index) => found[Math.floor((index * (found.length - 1)) / (KEYS_A_HIVE - 1))],
  ).filter((pair): pair is [string, string] => pair !== undefined);
}

/** As `--stats` tells it. */
function bytesRead(path: string, key: string, value: string): number {
  const { program, args } = hivetool("get", path, key, value, "--stats");
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  const bytes = /^read: (\d+) bytes/m.exec(stderr)?.[1];
  if (status !== 0 || bytes === undefined) throw new Error(`get ended with ${status}`);
  return Number(bytes);
}
