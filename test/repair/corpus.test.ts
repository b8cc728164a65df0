import { expect, it } from "vitest";
import { planRepair } from "../../src/repair/plan-repair.ts";
import { cleanHives, corpusFile, corpusGolden, describeCorpus } from "../support/corpus.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { readHive } from "../support/reference-reader.ts";

const NOW = 134_143_344_000_000_000n; // 2026-01-31

describeCorpus("a repair takes nothing away from a real hive", () => {
  for (const { file, golden } of cleanHives()) {
    it(file, () => {
      const { bytes, notes, after } = planRepair(corpusFile(file), { now: NOW });
      expect(notes).toEqual([]);
      expect(goldenDump(readHive(bytes))).toEqual(corpusGolden(golden ?? ""));
      expect(after.summary).toMatchObject({ errors: 0, mendable: 0 });
    });
  }
});

describeCorpus("broken hives give what they hold", () => {
  it.each([
    ["msuhanov+yarp/TruncatedHive", "rebuild", 2, 85],
    ["msuhanov+yarp/BadSubkeyHive", "mend", 0, 7],
    ["log2timeline+plaso/regf/corrupt_sub_key_list.hiv", "mend", 0, 101],
  ])("%s", (file, way, lost, keys) => {
    const plan = planRepair(corpusFile(file), { now: NOW });
    expect({ way: plan.way, lost: plan.noteCounts.lost, keys: plan.keys }).toEqual({ way, lost, keys });
    expect(plan.after.summary).toMatchObject({ errors: 0, mendable: 0 });
    expect(() => readHive(plan.bytes)).not.toThrow();
  });
});
