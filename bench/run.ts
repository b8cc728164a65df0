/**
 * Side by side with the installed peers: `npm run bench`, and `npm run bench -- --smoke` to run everything once on a small
 * hive and compare results only. `--size 20` leaves the large hive out, `--pairs 3` makes it short, `--only TEXT` takes
 * the cases with that in their title. Times of different machines say nothing about each other: what counts are the
 * ratios of runs that took turns.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkAgainstWalk } from "./cases/check.ts";
import { commitBytes, cycleLimits, cycleRaces } from "./cases/cycles.ts";
import { diffAgainstWalk } from "./cases/diff.ts";
import { exportRaces } from "./cases/export.ts";
import { fillLimits, fillRaces } from "./cases/fill.ts";
import { fixPortRace } from "./cases/fix-port.ts";
import { importMemory, importRaces } from "./cases/import.ts";
import { exportAgainstWalk } from "./cases/in-process.ts";
import { lookUps, realLookUps } from "./cases/look-up.ts";
import { manyExports } from "./cases/many-exports.ts";
import { exportMemory } from "./cases/memory.ts";
import { profileMemory, profileRaces, profileReads } from "./cases/profiles.ts";
import { searchesAgainstWalk, searchRaces } from "./cases/search.ts";
import { startUp } from "./cases/start-up.ts";
import { cachedHive, type GeneratedHive } from "./generate/hive.ts";
import { isKept, type Limit } from "./limits.ts";
import { compareResults, presentPeers, type Race, race } from "./race.ts";
import { limitTable, machine, type RacedPair, raceTable } from "./report.ts";

const MEGABYTE = 1 << 20;

const { values } = parseArgs({
  options: {
    smoke: { type: "boolean" },
    only: { type: "string" },
    size: { type: "string", multiple: true },
    pairs: { type: "string" },
  },
});
const smoke = values.smoke ?? false;
const sizes = smoke ? [1] : (values.size ?? ["20", "200"]).map(Number);
/** So many things are put into one key. */
const fillCount = smoke ? 300 : 10_000;
/** So many hives are edited one after the other. */
const cycleCount = smoke ? 3 : 200;
/** A user's hive. */
const userSize = (smoke ? 1 : 5) * MEGABYTE;
/** So many profiles lie on a share. */
const profileCount = smoke ? 3 : 200;
const folder = mkdtempSync(join(tmpdir(), "hivetool-bench-"));
try {
  const hives = sizes.map((size) => cachedHive(size * MEGABYTE));
  const pairs = races(hives)
    .filter(({ title }) => isAsked(title))
    .flatMap(runRace);
  const limits = limitCases(hives)
    .filter(({ title }) => isAsked(title))
    .flatMap(runLimits);
  if (!smoke) console.log(`\n${machine()}\n\n${raceTable(pairs)}\n\n${limitTable(limits)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function races(hives: readonly GeneratedHive[]): Race[] {
  const user = userHive();
  return [
    ...hives.flatMap(exportRaces),
    ...hives.flatMap(searchRaces),
    ...manyExports(user, smoke ? 4 : 200, folder),
    fixPortRace(user, 1, folder),
    fixPortRace(user, smoke ? 2 : 20, folder),
    ...fillRaces(user, fillCount, folder),
    ...importRaces(user, fillCount, folder),
    ...cycleRaces(user, cycleCount, folder),
    ...profileRaces({ count: profileCount, size: userSize, folder }),
  ];
}

function userHive(): GeneratedHive {
  return cachedHive(userSize);
}

function limitCases(hives: readonly GeneratedHive[]): { title: string; measure: () => Limit[] }[] {
  const rounds = smoke ? 1 : undefined;
  return [
    { title: "get: bytes read", measure: () => [...hives.flatMap(lookUps), ...realLookUps()] },
    { title: "memory of exports", measure: () => hives.flatMap(exportMemory) },
    { title: "exports in one process", measure: () => hives.flatMap((hive) => exportAgainstWalk(hive, rounds)) },
    { title: "check in one process", measure: () => hives.flatMap((hive) => checkAgainstWalk(hive, rounds)) },
    { title: "search in one process", measure: () => hives.flatMap((hive) => searchesAgainstWalk(hive, rounds)) },
    { title: "diff in one process", measure: () => hives.flatMap((hive) => diffAgainstWalk(hive, rounds)) },
    { title: "one by one: growth and edits", measure: () => fillLimits(userHive(), fillCount, folder) },
    { title: "open, edit and commit: in process", measure: () => cycleLimits(userHive(), cycleCount, folder) },
    { title: "set a value and commit: bytes", measure: () => hives.flatMap((hive) => commitBytes(hive, folder)) },
    { title: "memory of imports", measure: () => importMemory(smoke ? 1 : 100, folder) },
    {
      title: "profiles: bytes read",
      measure: () =>
        (smoke ? [1] : [5, 50]).flatMap((size) => profileReads({ count: 10, size: size * MEGABYTE, folder })),
    },
    {
      title: "profiles: memory",
      measure: () => (smoke ? [3] : [200, 2000]).flatMap((count) => profileMemory({ count, size: userSize, folder })),
    },
    { title: "start", measure: () => [startUp(rounds)] },
  ];
}

function isAsked(title: string): boolean {
  return values.only === undefined || title.includes(values.only);
}

/** Results are compared first, on the hive itself where it is small enough to be held in memory a few times over. */
function runRace(one: Race): RacedPair[] {
  const { title, target } = one;
  console.log(`\n${title}`);
  const peers = presentPeers(one);
  if (smoke) compareResults(one, peers);
  if (smoke) return [];
  return peers.map((peer) => {
    const pair = race(values.pairs === undefined ? one : { ...one, pairs: Number(values.pairs) }, peer);
    console.log(`  ${pair.ratio.median.toFixed(2)} times faster than ${peer.name}`);
    return { title, ...pair, ...(target === undefined ? {} : { target }) };
  });
}

/** In a smoke run only what counts bytes is judged: times and memory of small hives say nothing. */
function runLimits({ title, measure }: { title: string; measure: () => Limit[] }): Limit[] {
  console.log(`\n${title}`);
  const limits = measure();
  for (const limit of limits) {
    console.log(`  ${limit.title}: ${limit.figure.toFixed(1)} ${limit.unit}, at most ${limit.limit.toFixed(0)}`);
    if (smoke && limit.unit === "KiB read" && !isKept(limit)) throw new Error(`too much was read: ${limit.title}`);
  }
  return limits;
}
