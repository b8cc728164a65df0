import { expect, it } from "vitest";
import { Random } from "../../bench/generate/random.ts";
import { editDamaged } from "./edit-damaged.ts";
import { mutated } from "./mutation.ts";
import { drawRun } from "./run.ts";
import { fixtureSubjects } from "./subjects.ts";

const RUNS = process.env.HIVETOOL_FULL === "1" ? 3000 : 150;
const SEED = 5;

it("damaged hives are edited soundly, or left as they were", { timeout: 240_000 }, () => {
  const subjects = fixtureSubjects().filter(({ size }) => size < 200_000);
  const refusals = new Set<string>();
  let edits = 0;
  for (let index = 0; index < RUNS; index++) {
    const { subject, mutations } = drawRun(subjects, SEED, index);
    const bytes = mutated(subject.files, mutations).get("hive") ?? new Uint8Array();
    const { done, finds, refusals: codes } = editDamaged(bytes, new Random(index * 7 + 1));
    expect(finds, `${subject.name}, run ${index}: ${JSON.stringify(mutations)}`).toEqual([]);
    for (const code of codes) refusals.add(code);
    edits += done;
  }
  // Hives that nothing can be done to, or where nothing is noticed, would prove nothing.
  expect(edits).toBeGreaterThan(RUNS * 2);
  expect(refusals.size).toBeGreaterThan(8);
});
