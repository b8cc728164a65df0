import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource, HiveError, type LogInput, type LogRole } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { allFixtures, FIXTURES } from "../../fixtures/build/index.ts";
import { checkHive } from "../../src/check/check-hive.ts";
import { mutated } from "../fuzz/mutation.ts";
import { drawRun } from "../fuzz/run.ts";
import { fixtureSubjects } from "../fuzz/subjects.ts";
import { corpusFile, corpusHives, describeCorpus, SIZE_LIMIT } from "../support/corpus.ts";
import { judge, linesOf } from "../support/judge/judge.ts";
import type { LogFiles } from "../support/reference-recovery.ts";

const RUNS = process.env.HIVETOOL_FULL === "1" ? 3000 : 200;
const SEED = 6;

/** Findings of `check`, as the judge's are told: all of them. */
function checked(hive: Uint8Array, logs?: LogFiles): string[] {
  const inputs: LogInput[] = Object.entries(logs ?? {}).map(([role, bytes]) => ({
    role: role as LogRole,
    source: bytesSource(bytes),
  }));
  return linesOf(checkHive(bytesSource(hive), { limit: 100_000, ...(logs && { logs: inputs }) }).findings);
}

/** Undefined where nothing is left that tells a hive. */
function checkedIfHive(hive: Uint8Array): string[] | undefined {
  try {
    return checked(hive, {});
  } catch (error) {
    if (error instanceof HiveError && error.code === "not-a-hive") return undefined;
    throw error;
  }
}

/** The logs beside a file, by the ending of their names. */
function logsBeside(file: string, all: readonly string[], read: (name: string) => Uint8Array): LogFiles {
  const logs = all.filter((name) => name.toLowerCase().startsWith(`${file.toLowerCase()}.log`));
  return Object.fromEntries(logs.map((name) => [/LOG\d?$/i.exec(name)?.[0].toUpperCase() ?? "LOG", read(name)]));
}

describe("check and the judge find the same at the same places", () => {
  const paths = [...allFixtures().keys()];
  const fixture = (path: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, path)));
  // What never was a hive is refused, not judged.
  const hives = paths.filter((path) => /\.dat$/i.test(path) && !/not-a-hive/.test(path));

  it.each(hives)("%s", (path) => {
    const hive = fixture(path);
    const logs = logsBeside(path, paths, fixture);
    expect(checked(hive, logs)).toEqual(linesOf(judge(hive, logs)));
    expect(checked(hive), "as it lies").toEqual(linesOf(judge(hive)));
  });

  it("damaged hives", { timeout: 120_000 }, () => {
    // Recovery has a tolerance of its own, and judges of its own.
    const subjects = fixtureSubjects().filter(({ name }) => !name.startsWith("fixtures/dirty/"));
    const codes = new Set<string>();
    for (let index = 0; index < RUNS; index++) {
      const { subject, mutations } = drawRun(subjects, SEED, index);
      const hive = mutated(subject.files, mutations).get("hive") ?? new Uint8Array();
      const found = checkedIfHive(hive);
      if (found === undefined) continue;
      expect(found, `${subject.name}, run ${index}: ${JSON.stringify(mutations)}`).toEqual(linesOf(judge(hive, {})));
      for (const line of found) codes.add(line.split(" ")[0] ?? "");
    }
    // Damage that breaks few rules would prove little.
    expect(codes.size).toBeGreaterThan(45);
  });

  describeCorpus("real hives", () => {
    const real = corpusHives().filter(({ size }) => size <= SIZE_LIMIT);

    it.each(real.map((entry) => [entry.file, entry] as const))("%s", (file, entry) => {
      const hive = corpusFile(file);
      const names = entry.logs.map((log) => log.file);
      const logs = Object.fromEntries(
        names.map((name) => [/LOG\d?$/i.exec(name)?.[0].toUpperCase() ?? "LOG", corpusFile(name)]),
      );
      expect(checked(hive, logs)).toEqual(linesOf(judge(hive, logs)));
      if (entry.sequence[0] !== entry.sequence[1]) expect(checked(hive), "as it lies").toEqual(linesOf(judge(hive)));
    });
  });
});
