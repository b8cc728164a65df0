import fc from "fast-check";
import { libhivexFindings } from "../property/libhivex.ts";
import { sequences } from "../property/operation.ts";
import { type Played, playAndJudge } from "../property/sequence.ts";
import { allStarts } from "../property/starts.ts";

/** Sequences that libhivex is asked about in one go. */
const BATCH = 100;

/**
 * Plays random sequences of edits, numbered `from` to `end`; each follows from the seed and its number. Finds are printed
 * with the shortest sequence that still gives them. How many there were.
 */
export function runEditCampaign(seed: number, from: number, end: number): number {
  const starts = allStarts();
  const begin = Date.now();
  let finds = 0;
  let edits = 0;
  let played: Played[] = [];
  const find = (text: string): void => {
    finds++;
    console.log(text);
  };
  for (let index = from; index < end; index++) {
    const property = fc.property(sequences, (sequence) => {
      const one = playAndJudge(sequence, starts);
      edits += one.done;
      played.push(one);
    });
    // Not the sum: seeds of neighbouring campaigns must not share their sequences.
    const run = (Math.imul(seed, 0x9e3779b1) ^ index) | 0;
    const result = fc.check(property, { seed: run, numRuns: 1 });
    if (result.failed) {
      const [sequence] = result.counterexample ?? [];
      const name = sequence && starts[sequence.start % starts.length]?.name;
      find(`FIND seed ${seed}, run ${index}, ${name}: ${String(result.errorInstance)}\n  ${fc.stringify(sequence)}`);
    }
    if (played.length < BATCH && index + 1 < end) continue;
    for (const text of libhivexFindings(played).findings)
      find(`FIND seed ${seed}, until run ${index}: libhivex: ${text}`);
    console.log(
      `run ${index + 1} of ${end}, ${edits} edits, ${finds} finds, ${Math.round((Date.now() - begin) / 1000)} s`,
    );
    played = [];
  }
  return finds;
}
