import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource, type CommitStep, type LogRole, planRecovery, recoverHive } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { sealBaseBlock } from "../../../fixtures/build/checksum.ts";
import { writeHive } from "../../../fixtures/build/hive-writer.ts";
import { FIXTURES } from "../../../fixtures/build/index.ts";
import { dirtyVectorLog, entryLog } from "../../../fixtures/build/log-writer.ts";
import { crashStates, type Files } from "../../support/crash-states.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { isDirty, recoverHive as referenceRecovery } from "../../support/reference-recovery.ts";

const ROLES: readonly LogRole[] = ["LOG", "LOG1", "LOG2"];

function dirtyFixture(name: string): Map<string, Uint8Array> {
  const file = (part: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "dirty", name, part)));
  const files = new Map([
    ["hive", file("NTUSER.DAT")],
    ["LOG1", file("NTUSER.DAT.LOG1")],
  ]);
  return name === "entry-logs" ? files.set("LOG2", file("NTUSER.DAT.LOG2")) : files;
}

/** The same folder after the base block's write was torn. */
function torn(files: Map<string, Uint8Array>): Map<string, Uint8Array> {
  const hive = files.get("hive")?.slice() ?? new Uint8Array();
  hive.fill(0, 256, 512);
  return new Map(files).set("hive", hive);
}

/** What recovering the folder would do; nothing for a clean hive. */
function planOf(files: Files): CommitStep[] {
  const hive = files.get("hive") ?? new Uint8Array();
  const logs = ROLES.flatMap((role) => {
    const bytes = files.get(role);
    return bytes === undefined ? [] : [{ role, size: bytes.length, source: bytesSource(bytes) }];
  });
  const recovered = recoverHive(bytesSource(hive), logs);
  if (recovered === undefined) return [];
  if (recovered.image === undefined) throw new Error("the hive is dirty and can't be recovered any more");
  expect(recovered.recovery.doubts.filter(({ isGrave }) => isGrave)).toEqual([]);
  return planRecovery(recovered.image, logs);
}

/** The folder when all steps have reached the disk. */
function carriedOut(files: Files, steps: readonly CommitStep[]): Files {
  return steps.reduce(
    (now, step) =>
      [...crashStates(now, [step])].findLast(({ description }) => !description.includes("torn"))?.files ?? now,
    files,
  );
}

/** A hive that grew and was made smaller again: the smaller one stands in a log of either kind. */
function shrinking(kind: "entries" | "dirty vector"): Map<string, Uint8Array> {
  const named = (count: number): Uint8Array => {
    const keys = Array.from({ length: count }, (_, index) => ({ name: `Key ${index}`, fillerBefore: 4096 }));
    return writeHive({ minor: 5, sequence: 40, time: 7n, fileName: "x", root: { name: "root", keys } }).bytes;
  };
  const [large, small] = [named(9), named(3)];
  const numbers = new DataView(large.buffer, large.byteOffset);
  numbers.setUint32(4, 41, true);
  sealBaseBlock(large);
  const binsSize = new DataView(small.buffer, small.byteOffset).getUint32(40, true);
  const pages = [{ offset: 0, bytes: small.slice(4096, 4096 + binsSize) }];
  const log =
    kind === "entries"
      ? entryLog(large, [{ sequence: 40, binsSize, pages }])
      : dirtyVectorLog(large, { sequence: 41, binsSize, time: 7n, pages });
  return new Map([
    ["hive", large],
    ["LOG1", log],
  ]);
}

const bins = (hive: Uint8Array | undefined): Buffer => Buffer.from(hive ?? []).subarray(4096);

const CASES: readonly [string, Map<string, Uint8Array>][] = [
  ["a chain over two logs that makes the hive grow", dirtyFixture("entry-logs")],
  ["a log of the old kind", dirtyFixture("dirty-vector-log")],
  ["a broken base block and the latest of two logs", torn(dirtyFixture("entry-logs"))],
  ["a broken base block and a log of the old kind", torn(dirtyFixture("dirty-vector-log"))],
  ["an entry that makes the hive smaller", shrinking("entries")],
  ["a log of the old kind that makes the hive smaller", shrinking("dirty vector")],
];

describe.each(CASES)("recovering in place, cut anywhere: %s", (_, before) => {
  const steps = planOf(before);
  const after = carriedOut(before, steps);

  it("ends with a clean, sound hive and empty logs", () => {
    const hive = after.get("hive") as Uint8Array;
    expect(isDirty(hive)).toBe(false);
    expect(validateHive(hive)).toEqual([]);
    const reference = referenceRecovery(before.get("hive") as Uint8Array, Object.fromEntries(before));
    expect(bins(hive).equals(bins(reference))).toBe(true);
    expect(ROLES.map((role) => after.get(role)?.length ?? 0)).toEqual([0, 0, 0]);
  });

  it("touches no log before the hive is whole and durable", () => {
    const firstOnLog = steps.findIndex((step) => "target" in step && step.target !== "hive");
    const lastOnHive = steps.findLastIndex((step) => "target" in step && step.target === "hive");
    expect(lastOnHive).toBeLessThan(firstOnLog);
    expect(steps[lastOnHive]?.kind).toBe("sync");
  });

  it("a second run after any cut gives the same bytes", () => {
    let [states, runs] = [0, 0];
    for (const { description, files } of crashStates(before, steps)) {
      states += 1;
      const again = planOf(files);
      if (again.length > 0) runs += 1;
      const hive = (again.length > 0 ? carriedOut(files, again) : files).get("hive");
      expect(Buffer.from(hive ?? []).equals(after.get("hive") ?? new Uint8Array()), description).toBe(true);
    }
    expect(states).toBeGreaterThan(20);
    expect(runs).toBeGreaterThan(15);
    expect(runs).toBeLessThan(states);
  });

  it("nobody's entry is lost: another recoverer finishes any cut as well", () => {
    for (const { description, files } of crashStates(before, steps)) {
      const finished = referenceRecovery(files.get("hive") as Uint8Array, Object.fromEntries(files));
      expect(bins(finished).equals(bins(after.get("hive"))), description).toBe(true);
    }
  });
});
