import { bytesSource, type LogInput } from "hivex-wasm";
import { expect, it } from "vitest";
import { checkHive } from "../../src/check/check-hive.ts";
import type { CheckReport } from "../../src/check/finding.ts";
import { type CorpusHive, corpusFile, corpusHives, describeCorpus, SIZE_LIMIT } from "../support/corpus.ts";

/** Codes of errors in hives that are broken, and of those that are dirty and lack the logs to complete them. */
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  // Two keys of one list name the other's subkey.
  "msuhanov+yarp/BadSubkeyHive": ["I38", "I39", "I79"],
  // A name was changed by hand, and the hint beside it was not.
  "msuhanov+yarp/CompHive": ["I59"],
  "msuhanov+yarp/GarbageHive": ["I7", "I85"],
  "msuhanov+yarp/TruncatedHive": ["I10", "I30", "I79"],
  "log2timeline+plaso/regf/corrupt_sub_key_list.hiv": ["I30", "I79"],
  "log2timeline+plaso/winreg/Amcache.hve": ["I8", "I85"],
  "EricZimmerman+Registry/SECURITY": ["I8", "I85"],
  "mkorman90+regipy/NTUSER_with_winscp.DAT": ["I8", "I85"],
};

const NOW = 134_143_344_000_000_000n; // 2026-01-31

describeCorpus("check tells real hives apart", () => {
  for (const hive of corpusHives().filter(({ size }) => size <= SIZE_LIMIT)) {
    it(hive.file, () => {
      const report = checkHive(bytesSource(corpusFile(hive.file)), { logs: logsOf(hive), now: NOW });
      expect(errorsOf(report)).toEqual(ERRORS[hive.file] ?? []);
      expect(report.isSound).toBe(!(hive.file in ERRORS));
      if (report.isSound && report.summary.appliedEntries === 0) {
        expect(report.summary).toMatchObject({ keys: hive.keys, values: hive.values, leakedCells: 0 });
      }
    });
  }
});

function errorsOf({ findings }: CheckReport): string[] {
  return [...new Set(findings.filter(({ severity }) => severity === "error").map(({ code }) => code))];
}

function logsOf({ logs }: CorpusHive): LogInput[] {
  return logs.map(({ file }) => ({
    role: /log2$/i.test(file) ? "LOG2" : /log1$/i.test(file) ? "LOG1" : "LOG",
    source: bytesSource(corpusFile(file)),
  }));
}
