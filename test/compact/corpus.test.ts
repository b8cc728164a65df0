import { writeFileSync } from "node:fs";
import { bytesSource } from "hivex-wasm";
import { afterAll, expect, it } from "vitest";
import { checkHive } from "../../src/check/check-hive.ts";
import { compactHive } from "../../src/compact/compact-hive.ts";
import { Hive } from "../../src/hive/hive.ts";
import { cleanHives, corpusFile, corpusGolden, corpusHives, describeCorpus, SIZE_LIMIT } from "../support/corpus.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { describeOracle, hivexDumps, reglookupLines } from "../support/oracles.ts";
import { readHive } from "../support/reference-reader.ts";
import { recoverHive } from "../support/reference-recovery.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

/** Others' programs are slow, and a few damaged or exotic hives of the corpus are beyond them. */
const LARGEST = SIZE_LIMIT / 8;
const hives = cleanHives(LARGEST).filter(({ version }) => version !== "1.1" && version !== "1.2");

/** Bytes; every one is at least a character of a line. */
const BIG_DATA = 16_344;

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const compacted = new Map<string, Uint8Array>();

function compactedOf(file: string): Uint8Array {
  const known = compacted.get(file);
  if (known !== undefined) return known;
  using hive = Hive.fromBytes(corpusFile(file));
  const bytes = compactHive(hive);
  compacted.set(file, bytes);
  return bytes;
}

/** The hives as files, before and after; in the order of `hives`. */
function paths(): { before: string; after: string }[] {
  return hives.map(({ file }, index) => {
    const [before, after] = [folder.file(`${index}-before`), folder.file(`${index}-after`)];
    writeFileSync(before, corpusFile(file));
    writeFileSync(after, compactedOf(file));
    return { before, after };
  });
}

describeCorpus("compacted hives of the corpus", () => {
  it.each(hives)("$file checks clean, and no finding is new", ({ file }) => {
    const before = checkHive(bytesSource(corpusFile(file)));
    const after = checkHive(bytesSource(compactedOf(file)));
    expect(after.isSound).toBe(true);
    const isNew = ([code, count]: [string, number]): boolean => count > (before.counts[code] ?? 0);
    expect(Object.entries(after.counts).filter(isNew)).toEqual([]);
    expect(after.summary).toMatchObject({ keys: before.summary.keys, values: before.summary.values, leakedCells: 0 });
  });

  const dirty = corpusHives().filter(
    ({ size, goldenAfterRecovery }) => size <= LARGEST && goldenAfterRecovery !== null,
  );
  it.each(dirty)("$file, recovered, reads as its golden dump", ({ file, logs, goldenAfterRecovery }) => {
    const roles = logs.map((log) => [/LOG[12]?$/i.exec(log.file)?.[0].toUpperCase() ?? "LOG", corpusFile(log.file)]);
    const recovered = recoverHive(corpusFile(file), Object.fromEntries(roles)) as Uint8Array;
    using hive = Hive.fromBytes(recovered);
    const bytes = compactHive(hive);
    expect(goldenDump(readHive(bytes))).toEqual(corpusGolden(goldenAfterRecovery ?? ""));
    expect(bytes.length).toBeLessThanOrEqual(recovered.length);
    expect(checkHive(bytesSource(bytes)).isSound).toBe(true);
  });

  describeOracle("libhivex", "compacted hives of the corpus", () => {
    it("read as before", { timeout: 120_000 }, () => {
      const all = paths();
      const before = hivexDumps(all.map((path) => path.before));
      const after = hivexDumps(all.map((path) => path.after));
      expect(before.filter((lines) => lines.length > 1).length).toBeGreaterThan(hives.length / 2);
      for (const [index, { file }] of hives.entries()) expect(after[index], file).toEqual(before[index]);
    });
  });

  describeOracle("reglookup", "compacted hives of the corpus", () => {
    it("read as before, where they could be read", { timeout: 120_000 }, () => {
      const linesOf = (path: string): string[] | undefined => {
        try {
          // Of big data it prints what lies in its own memory: there, path and type alone are compared.
          return reglookupLines(path).map((line) => (line.length > BIG_DATA ? line.split(",", 2).join(",") : line));
        } catch {
          return undefined;
        }
      };
      let asked = 0;
      for (const { before, after } of paths()) {
        const lines = linesOf(before);
        if (lines === undefined) continue;
        expect(linesOf(after)).toEqual(lines);
        asked++;
      }
      expect(asked).toBeGreaterThan(hives.length / 2);
    });
  });
});
