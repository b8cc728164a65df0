import { faultyHive } from "../../fixtures/build/faulty-hive.ts";
import type { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { planRepair, type RepairPlan } from "../../src/repair/plan-repair.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";

/** Where the fields of records lie in their cells' data. */
export const FIELD = {
  node: {
    flags: 2,
    parent: 16,
    subkeyCount: 20,
    volatileCount: 24,
    subkeyList: 28,
    valueCount: 36,
    valueList: 40,
    security: 44,
    className: 48,
    largestSubkeyName: 52,
    largestClass: 56,
    largestValueName: 60,
    largestValueData: 64,
    nameSize: 72,
    classSize: 74,
  },
  value: { nameSize: 2, dataSize: 4, data: 8, type: 12, flags: 16 },
  security: { next: 4, previous: 8, count: 12, size: 16, descriptor: 20 },
} as const;

/** A hive of this version with damage done to it, and its repair. */
export function repairedHive(
  spoil: (hive: HiveBytes) => unknown,
  minor = 5,
): { readonly plan: RepairPlan; readonly damaged: Uint8Array; readonly lost: string[]; readonly gained: string[] } {
  const hive = faultyHive(minor);
  const sound = goldenDump(readHive(hive.bytes));
  spoil(hive);
  const plan = planRepair(hive.bytes);
  const dump = goldenDump(readHive(plan.bytes));
  return {
    plan,
    damaged: hive.bytes,
    lost: sound.filter((line) => !dump.includes(line)).map(shortened),
    gained: dump.filter((line) => !sound.includes(line)).map(shortened),
  };
}

/** What an independent judge of whole hives says; warnings about what repair leaves alone are none. */
export function faultsOf({ bytes }: RepairPlan): string[] {
  return validateHive(bytes);
}

/** Places in the file where two hives of one size differ, in runs of bytes. */
export function changedPlaces(one: Uint8Array, other: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = 0; at < one.length; at++) {
    if (one[at] !== other[at] && one[at - 1] === other[at - 1]) places.push(at);
  }
  return places;
}

/** A line of a dump without times, sizes and digests. */
function shortened(line: string): string {
  const [kind = "", path = "", name = ""] = line.split("\t");
  return kind === "K" ? path : `${path} ${name}`;
}
