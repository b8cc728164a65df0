import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { bytesSource, HiveError } from "hivex-wasm";
import { expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { applyPlan } from "../../src/edit/apply.ts";
import { verifyPlan } from "../../src/edit/verify.ts";
import { Hive } from "../../src/hive/hive.ts";
import { describeOutlook } from "../../src/outlook/describe.ts";
import { planFixPort } from "../../src/outlook/fix-port.ts";

const SOUND = new Uint8Array(readFileSync(join(FIXTURES, "hives", "outlook-user.dat")));
const RUNS = process.env.HIVETOOL_FULL === "1" ? 2000 : 300;

/** Runs that came to an end without an error, and with one. */
const ends = { result: 0, error: 0 };

function mayFail(action: () => void): void {
  try {
    action();
    ends.result++;
  } catch (error) {
    expect(error).toBeInstanceOf(HiveError);
    expect((error as HiveError).code).not.toBe("engine-bug");
    ends.error++;
  }
}

test("whatever bytes are damaged, the outcome is a result or a HiveError, within a second", {
  timeout: 120_000,
}, () => {
  const place = fc.integer({ min: 4096, max: SOUND.length - 1 });
  const damage = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = SOUND.slice();
      for (const [position, byte] of changes) bytes[position] = byte;
      const start = performance.now();
      const hive = Hive.open(bytesSource(bytes), { mode: "edit" });
      mayFail(() => describeOutlook(hive, { showSecrets: true }));
      mayFail(() => {
        const { plan } = planFixPort(hive, { anyType: true });
        applyPlan(hive, plan, { time: 1n });
        verifyPlan(hive, plan);
      });
      hive.close();
      expect(performance.now() - start).toBeLessThan(1000);
    }),
    { seed: 13, numRuns: RUNS },
  );
  expect(Math.min(ends.result, ends.error), "both kinds of ends are met").toBeGreaterThan(10);
});
