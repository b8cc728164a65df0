import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { describeOracle, hivexDumps } from "../support/oracles.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { type ModelKey, modelDump, modelKeys } from "./model.ts";
import { sequences } from "./operation.ts";
import { type Played, playAndJudge } from "./sequence.ts";
import { allStarts } from "./starts.ts";

/** `npm run fuzz -- --edits` plays as many as one likes. */
const RUNS = process.env.HIVETOOL_FULL === "1" ? 300 : 30;
const SEED = 20261122;

const played: Played[] = [];

it("random edits come to what the model says, and change nothing else", { timeout: 600_000 }, () => {
  const starts = allStarts();
  fc.assert(
    fc.property(sequences, (sequence) => {
      played.push(playAndJudge(sequence, starts));
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // Sequences that do nothing would prove nothing.
  const total = (count: (one: Played) => number): number => played.reduce((sum, one) => sum + count(one), 0);
  expect(total(({ done }) => done)).toBeGreaterThan(RUNS * 10);
  expect(total(({ refused }) => refused)).toBeGreaterThan(RUNS);
});

describeOracle("libhivex", "the edited hives", () => {
  it("read as the model says", { timeout: 120_000 }, () => {
    using folder = new TemporaryFolder();
    const readable = played.filter(({ model }) => isReadable(model));
    expect(readable.length).toBeGreaterThan(RUNS / 10);
    const paths = readable.map(({ bytes }, index) => {
      const path = folder.file(`${index}.dat`);
      writeFileSync(path, bytes);
      return path;
    });
    for (const [index, dump] of hivexDumps(paths).entries()) {
      expect(dump).toEqual(modelDump((readable[index] as Played).model));
    }
  });
});

/** libhivex has names as C strings in UTF-8: no NUL, no half of a surrogate pair. */
function isReadable(model: ModelKey): boolean {
  const isPlain = (name: string): boolean => !/[\0\p{Surrogate}]/u.test(name);
  return [...modelKeys(model)].every(({ key }) => isPlain(key.name) && key.values.every(({ name }) => isPlain(name)));
}
