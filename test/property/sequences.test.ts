import fc from "fast-check";
import { expect, it } from "vitest";
import { describeOracle } from "../support/oracles.ts";
import { libhivexFindings } from "./libhivex.ts";
import { sequences } from "./operation.ts";
import { type Played, playAndJudge } from "./sequence.ts";
import { allStarts } from "./starts.ts";

/** `npm run fuzz -- --edits` plays as many as one likes. */
const RUNS = process.env.HIVETOOL_FULL === "1" ? 300 : 30;
const SEED = 20261122;

const played: Played[] = [];

it("has new hives among those that it starts from: they are sound", () => {
  expect(allStarts().filter(({ name }) => name.startsWith("new hive"))).toHaveLength(3);
});

it("random edits come to what the model says, and change nothing else", { timeout: 600_000 }, () => {
  const starts = allStarts();
  const play = fc.property(sequences, (sequence) => {
    played.push(playAndJudge(sequence, starts));
  });
  fc.assert(play, { seed: SEED, numRuns: RUNS });
  // Sequences that do nothing would prove nothing.
  const total = (count: (one: Played) => number): number => played.reduce((sum, one) => sum + count(one), 0);
  expect(total(({ done }) => done)).toBeGreaterThan(RUNS * 10);
  expect(total(({ refused }) => refused)).toBeGreaterThan(RUNS);
});

describeOracle("libhivex", "the edited hives", () => {
  it("read as the model says", { timeout: 300_000 }, () => {
    const { asked, findings } = libhivexFindings(played);
    expect(findings).toEqual([]);
    expect(asked).toBeGreaterThan(RUNS / 10);
  });
});
