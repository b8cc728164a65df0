import { bytesSource, HiveError } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { checkHive } from "../../src/check/check-hive.ts";
import { planRepair } from "../../src/repair/plan-repair.ts";
import { repairDamaged } from "../fuzz/repair-damaged.ts";
import { judge } from "../support/judge/judge.ts";
import { type UnsoundFixture, unsoundFixtures } from "../support/malformed-fixtures.ts";
import { recoverHive } from "../support/reference-recovery.ts";

/** Versions that are read only, those of which nothing is known, and more levels than there may be. */
const REFUSED: Readonly<Record<string, string>> = {
  "I3--major-2": "unsupported-version",
  "I4--minor-2": "version-read-only",
  "I4--minor-7": "unsupported-version",
  "I40--520-levels": "tree-too-deep",
  "I51--mark-of-one-byte-in-1.1": "version-read-only",
};

/** A hive's own file, as its logs complete it: what a repair begins with. */
function completed({ hive, logs }: UnsoundFixture): Uint8Array {
  return recoverHive(hive, logs) ?? hive;
}

const codesOf = (findings: readonly { readonly code: string; readonly severity: string }[]): string[] => [
  ...new Set(findings.filter(({ severity }) => severity !== "info").map(({ code }) => code)),
];

describe("repaired, a hive that breaks an invariant keeps all of them, and all that could be read", () => {
  const fixtures = unsoundFixtures();

  it.each(fixtures.filter(({ name }) => !(name in REFUSED)).map((fixture) => [fixture.name, fixture] as const))(
    "%s",
    (_, fixture) => {
      const file = completed(fixture);
      expect(repairDamaged(file).finds).toEqual([]);
      const { bytes, way, before } = planRepair(file);
      // What nothing mends stays; nothing else does.
      const lasting = codesOf(before.findings.filter(({ mendable }) => !mendable));
      expect(lasting).toEqual(expect.arrayContaining(codesOf(judge(bytes))));
      expect(lasting).toEqual(expect.arrayContaining(codesOf(checkHive(bytesSource(bytes)).findings)));
      if (way === "nothing") expect(bytes).toBe(file);
    },
  );

  it.each(Object.entries(REFUSED))("%s is refused: %s", (name, code) => {
    const fixture = fixtures.find((each) => each.name === name);
    if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
    try {
      planRepair(completed(fixture));
      expect.unreachable();
    } catch (error) {
      expect(error instanceof HiveError && error.code).toBe(code);
    }
  });
});
