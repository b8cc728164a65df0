import { writeFileSync } from "node:fs";
import { goldenDump } from "../support/golden-dump.ts";
import { hivexDumps } from "../support/oracles.ts";
import { type ReferenceHive, walkKeys } from "../support/reference-reader.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { mutated } from "./mutation.ts";
import { type RepairOutcome, repairDamaged } from "./repair-damaged.ts";
import { drawRun } from "./run.ts";
import type { Subject } from "./subjects.ts";

/** What many repairs came to. */
export interface RepairCampaign {
  /** How often each way was gone, or each refusal met. */
  readonly ways: ReadonlyMap<string, number>;
  /** What must not happen, with what brings it back. */
  readonly finds: readonly string[];
  /** The repaired hives, for libhivex. */
  readonly repaired: readonly Repaired[];
}

interface Repaired {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly hive: ReferenceHive;
}

/** Those whose damage is the hive's own, and of versions that are written. */
export function isRepairable({ name }: Subject): boolean {
  return !/^fixtures\/(?:dirty\/|hives\/version-1)/.test(name);
}

/** Damages hives in ways that follow from the seed and the numbers `from` to `end`, and repairs each. */
export function repairMany(subjects: readonly Subject[], seed: number, from: number, end: number): RepairCampaign {
  const ways = new Map<string, number>();
  const finds: string[] = [];
  const repaired: Repaired[] = [];
  for (let index = from; index < end; index++) {
    const { subject, mutations } = drawRun(subjects, seed, index);
    const name = `seed ${seed}, run ${index}, ${subject.name}`;
    const damaged = mutated(subject.files, mutations).get("hive") ?? new Uint8Array();
    const outcome: RepairOutcome = repairDamaged(damaged);
    ways.set(outcome.way, (ways.get(outcome.way) ?? 0) + 1);
    for (const find of outcome.finds) finds.push(`${name}: ${find}\n  ${JSON.stringify(mutations)}`);
    if (outcome.repaired) repaired.push({ name, ...outcome.repaired });
  }
  return { ways, finds, repaired };
}

/** Repairs are told of, and libhivex is asked, so many at a time. */
const BATCH = 200;

/** Repairs as many as one likes, prints what must not happen, and gives how often it did. */
export function runRepairCampaign(subjects: readonly Subject[], seed: number, from: number, end: number): number {
  const begin = Date.now();
  let findCount = 0;
  const ways = new Map<string, number>();
  for (let first = from; first < end; first += BATCH) {
    const next = Math.min(end, first + BATCH);
    const campaign = repairMany(subjects.filter(isRepairable), seed, first, next);
    for (const [way, count] of campaign.ways) ways.set(way, (ways.get(way) ?? 0) + count);
    const finds = [...campaign.finds, ...libhivexFinds(campaign.repaired)];
    for (const find of finds) console.log(`FIND ${find}`);
    findCount += finds.length;
    const told = [...ways].map(([way, count]) => `${way} ${count}`).join(", ");
    console.log(`run ${next} of ${end}, ${findCount} finds, ${Math.round((Date.now() - begin) / 1000)} s: ${told}`);
  }
  return findCount;
}

/** What libhivex does not open, or reads otherwise than the plain reader does. */
export function libhivexFinds(repaired: readonly Repaired[]): string[] {
  using folder = new TemporaryFolder();
  const known = repaired.filter(({ hive }) => isKnownToLibhivex(hive));
  const paths = known.map(({ bytes }, index) => {
    const path = folder.file(`${index}.dat`);
    writeFileSync(path, bytes);
    return path;
  });
  return hivexDumps(paths).flatMap((found, index) => {
    const { name, hive } = known[index] as Repaired;
    const expected = goldenDump(hive);
    const at = expected.findIndex((line, number) => line !== found[number]);
    return at === -1 && found.length === expected.length
      ? []
      : [`${name}: libhivex reads ${found[at]} for ${expected[at]}`];
  });
}

/**
 * It has names as C strings in UTF-8, takes a handle for a count of values, refuses base blocks whose bare sum is 0 or all
 * ones, gives no time of more than 63 bits, and ends the process at empty data without its mark.
 */
function isKnownToLibhivex({ root, baseBlock }: ReferenceHive): boolean {
  if ([1, 0xfffffffe].includes(baseBlock.number("checksum"))) return false;
  const isPlain = (name: string): boolean => !/[\0\p{Surrogate}]/u.test(name);
  return [...walkKeys(root)].every(
    ({ name, node, values }) =>
      isPlain(name) &&
      (node.number("flags") & 0x40) === 0 &&
      node.time("lastWritten") < 2n ** 63n &&
      values.every((value) => isPlain(value.name) && value.record.number("dataSize") !== 0),
  );
}
