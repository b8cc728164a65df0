import type { Contestant } from "./contestant.ts";

/** The same work, done by hivetool and by others. */
export interface Race {
  readonly title: string;
  readonly ours: Contestant;
  readonly peers: readonly Contestant[];
  /** How many times faster than each peer we mean to be at least; no promise where it is absent. */
  readonly target?: number;
  /** Pairs of runs; 7 unless told. */
  readonly pairs?: number;
}

/** Times in milliseconds, ratios as peer's time by ours. */
export interface Pairing {
  readonly peer: string;
  readonly ours: Spread;
  readonly theirs: Spread;
  readonly ratio: Spread;
}

export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

const PAIRS = 7;

/** Those peers that are installed; names the others on the way. */
export function presentPeers({ peers }: Race): Contestant[] {
  return peers.filter((peer) => {
    const isThere = peer.isThere();
    if (!isThere) console.log(`  SKIPPED, not installed: ${peer.name}`);
    return isThere;
  });
}

/** Lets everyone work once, and throws if any of them comes to another result than we. */
export function compareResults({ title, ours }: Race, peers: readonly Contestant[]): void {
  const expected = ours.result();
  for (const peer of peers) {
    const found = peer.result();
    if (found !== expected)
      throw new Error(`${title}: ${peer.name} comes to another result:\n${difference(expected, found)}`);
  }
  console.log(`  same result: ${[ours, ...peers].map(({ name }) => name).join(", ")}`);
}

/** Times pairs of runs, one right after the other, so that whatever else the machine does hits both alike. */
export function race({ ours, pairs = PAIRS }: Race, peer: Contestant): Pairing {
  const samples = Array.from({ length: pairs }, (_, index) => {
    // Who begins changes, too.
    if (index % 2 === 0) return { ours: time(ours), theirs: time(peer) };
    const theirs = time(peer);
    return { ours: time(ours), theirs };
  });
  return {
    peer: peer.name,
    ours: spread(samples.map((sample) => sample.ours)),
    theirs: spread(samples.map((sample) => sample.theirs)),
    ratio: spread(samples.map((sample) => sample.theirs / sample.ours)),
  };
}

export function spread(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((left, right) => left - right);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const median = (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2;
  return { least: at(0), median, most: at(sorted.length - 1) };
}

function time(contestant: Contestant): number {
  contestant.prepare?.();
  const begin = performance.now();
  contestant.run();
  return performance.now() - begin;
}

/** The first lines that only one of two results has. */
function difference(expected: string, found: string): string {
  const [ours, theirs] = [expected.split("\n"), found.split("\n")];
  const [inOurs, inTheirs] = [new Set(ours), new Set(theirs)];
  const only = (lines: string[], other: Set<string>): string[] => lines.filter((line) => !other.has(line)).slice(0, 3);
  return `only ours: ${only(ours, inTheirs).join("\n  ")}\nonly theirs: ${only(theirs, inOurs).join("\n  ")}`;
}
