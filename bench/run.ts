/**
 * Side-by-side benchmarks against the installed peers: `npm run bench`, and `npm run bench -- --smoke` to run everything
 * once and only compare results. Times of different machines say nothing about each other, so what counts are the
 * ratios of medians of runs that took turns on one machine.
 */
import { fixPort } from "./fix-port.ts";
import { type Case, compareResults, measure } from "./measure.ts";

const CASES: readonly Case[] = [fixPort];
const ROUNDS = 25;

const smoke = process.argv.includes("--smoke");
for (const benchmark of CASES) {
  console.log(`\n${benchmark.title}`);
  const [ours, ...peers] = benchmark.contestants;
  const present = peers.filter((peer) => peer.isThere());
  for (const peer of peers) if (!present.includes(peer)) console.log(`  SKIPPED, not installed: ${peer.name}`);
  const contestants = [ours, ...present];
  compareResults(benchmark, contestants);
  console.log(`  same result: ${contestants.map(({ name }) => name).join(", ")}`);
  if (!smoke) report(measure(benchmark, contestants, ROUNDS));
}

function report(medians: readonly { readonly name: string; readonly milliseconds: number }[]): void {
  const ours = medians[0]?.milliseconds ?? Number.NaN;
  for (const { name, milliseconds } of medians) {
    const ratio = (milliseconds / ours).toFixed(2);
    console.log(`  ${name.padEnd(28)} median ${milliseconds.toFixed(1).padStart(7)} ms   ${ratio} times hivetool's`);
  }
}
