import { expect, it } from "vitest";
import { describeCorpus } from "../support/corpus.ts";
import { drawRun, type Failure, perform } from "./run.ts";
import { corpusSubjects, fixtureSubjects, type Subject } from "./subjects.ts";

/** `npm run fuzz` does as many as one likes; these are there so that no change goes by without any. */
const RUNS = process.env.HIVETOOL_FULL === "1" ? 1000 : 100;
const SEED = 3;

/** Damaged hives of these kinds: what went wrong, and how many keys could still be read. */
function campaign(subjects: readonly Subject[]): { failures: Failure[]; keyCount: number; refusals: Set<string> } {
  const failures: Failure[] = [];
  const refusals = new Set<string>();
  let keyCount = 0;
  for (let index = 0; index < RUNS; index++) {
    const outcome = perform(drawRun(subjects, SEED, index));
    if ("what" in outcome) failures.push(outcome);
    else {
      keyCount += outcome.keyCount;
      for (const code of outcome.refusals) refusals.add(code);
    }
  }
  return { failures, keyCount, refusals };
}

it("whatever is damaged in the fixtures, the outcome is a result or a refusal", { timeout: 120_000 }, () => {
  const { failures, keyCount, refusals } = campaign(fixtureSubjects());
  expect(failures).toEqual([]);
  // Damage that nothing notices, or that nothing survives, would prove nothing.
  expect(keyCount).toBeGreaterThan(1000);
  expect(refusals.size).toBeGreaterThan(8);
});

describeCorpus("damaged real hives", () => {
  it("whatever is damaged, the outcome is a result or a refusal", { timeout: 240_000 }, () => {
    const { failures, keyCount, refusals } = campaign(corpusSubjects());
    expect(failures).toEqual([]);
    expect(keyCount).toBeGreaterThan(1000);
    expect(refusals.size).toBeGreaterThan(8);
  });
});
