import { expect, test } from "vitest";
import { compareHives } from "../../src/compare/compare-hives.ts";
import { COMPARE_ALL } from "../../src/compare/compare-options.ts";
import { planBetween } from "../../src/compare/plan-between.ts";
import { applyPlan } from "../../src/edit/apply.ts";
import { parsePlan } from "../../src/edit/plan.ts";
import { Hive } from "../../src/hive/hive.ts";
import { KEY_FLAG } from "../../src/hive/key-flags.ts";
import { modelLines, modelOf } from "../property/model.ts";
import { corpusFile, corpusGolden, describeCorpus } from "../support/corpus.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";
import { familyPairs } from "./families.ts";

/** More of a family take longer than most tests may. */
const MOST_KEYS = 300;
const PAIRS = familyPairs(300 * 1024, process.env.HIVETOOL_FULL === "1" ? "all" : MOST_KEYS);

describeCorpus("a plan from one real hive to another of its family", () => {
  test.each(PAIRS)("%s", (_, from, to) => {
    const bytes = corpusFile(to.file);
    using a = Hive.fromBytes(corpusFile(from.file), { mode: "edit" });
    using b = Hive.fromBytes(bytes);
    const plan = planBetween(a, b, COMPARE_ALL);
    applyPlan(a, parsePlan(JSON.stringify(plan)), { time: 0x01dc_5b00_0000_0000n });
    const edited = a.toBytes();
    expect(goldenDump(readHive(edited)).join("\n") === corpusGolden(to.golden as string).join("\n")).toBe(true);
    expect(contentLines(edited).join("\n") === contentLines(bytes).join("\n"), "classes, flags, security").toBe(true);
    const before = validateHive(corpusFile(from.file));
    expect(validateHive(edited).filter((finding) => !before.includes(finding))).toEqual([]);
    expect([...compareHives(a, b, COMPARE_ALL)]).toEqual([]);
  });
});

/** All that another reader finds in a hive, but for the root's name, and for the flag that it is the root: some hives lack it. */
function contentLines(bytes: Uint8Array): string[] {
  const root = modelOf(bytes, readHive(bytes));
  return modelLines({ ...root, name: "", flags: root.flags & ~KEY_FLAG.hiveEntry });
}
