import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/edit/apply.ts";
import type { SetData } from "../../src/edit/ops/set-data.ts";
import type { Plan } from "../../src/edit/plan.ts";
import { previewPlan } from "../../src/edit/preview.ts";
import { reversePlan } from "../../src/edit/reverse.ts";
import { verifyPlan } from "../../src/edit/verify.ts";
import { bytesToHex } from "../../src/hive/hex.ts";
import type { Hive } from "../../src/hive/hive.ts";
import { planFixPort } from "../../src/outlook/fix-port.ts";
import { fixtureHive, USER_HIVES } from "../outlook/fixture-hive.ts";

const TIME = 0x01d5_0403_0201_0000n;

/** Replaces a value's data by others; `expect` is what stands there. */
function change(hive: Hive, key: string, value: string, data: string): SetData {
  const found = hive.key(key).value(value);
  return { op: "set-data", key, value, data, expect: { type: found.type, data: bytesToHex(found.data()) } };
}
const planOf = (...changes: SetData[]): Plan<SetData> => ({ version: 1, changes });
const dataOf = (hive: Hive, key: string, value: string): string => bytesToHex(hive.key(key).value(value).data());

describe.each(USER_HIVES)("%s", (name) => {
  test("a plan is applied, and reads as it was wanted", () => {
    const hive = fixtureHive(name, "edit");
    const { plan } = planFixPort(hive);
    expect(() => verifyPlan(hive, plan)).toThrow(expect.objectContaining({ code: "read-back-differs" }));
    const applied = applyPlan(hive, plan, { time: TIME });
    expect(applied.map(({ change, isDone }) => [change, isDone])).toEqual(plan.changes.map((each) => [each, false]));
    verifyPlan(hive, plan);
    for (const { key } of plan.changes) expect(hive.key(key).lastWritten).toBe(TIME);
    expect(hive.engine.isChanged).toBe(true);
  });

  test("applied a second time it changes nothing, and says so", () => {
    const hive = fixtureHive(name, "edit");
    const { plan } = planFixPort(hive);
    applyPlan(hive, plan, { time: TIME });
    expect(previewPlan(hive, plan)).toMatchObject({ changesAnything: false });
    expect(applyPlan(hive, plan, { time: TIME + 1n }).every(({ isDone }) => isDone)).toBe(true);
    for (const { key } of plan.changes) expect(hive.key(key).lastWritten).toBe(TIME);
  });

  test("its reverse gives everything back", () => {
    const hive = fixtureHive(name, "edit");
    const { plan } = planFixPort(hive);
    applyPlan(hive, plan, { time: "keep" });
    applyPlan(hive, reversePlan(plan), { time: "keep" });
    const untouched = fixtureHive(name);
    for (const { key, value } of plan.changes) {
      expect(dataOf(hive, key, value)).toBe(dataOf(untouched, key, value));
      expect(hive.key(key).lastWritten).toBe(untouched.key(key).lastWritten);
    }
  });
});

describe("a plan that does not fit the hive is refused before anything is changed", () => {
  const hive = fixtureHive("outlook-user.dat", "edit");
  const good = change(hive, "Network\\H", "ConnectionType", "02000000");

  test.each<[string, SetData, string]>([
    ["key-not-found", { ...good, key: "Network\\G" }, "Network\\G"],
    ["value-not-found", { ...good, value: "Other" }, "Network\\H"],
    ["precondition-failed", { ...good, expect: { type: 4, data: "03000000" } }, "Network\\H"],
    ["precondition-failed", { ...good, expect: { ...good.expect, type: 3 } }, "Network\\H"],
    ["bad-plan", { ...good, data: "0" }, "Network\\H"],
  ])("%s", (code, bad, keyPath) => {
    const other = change(hive, "Network\\H", "ProviderType", "00000300");
    const failure = caught(() => applyPlan(hive, planOf(other, bad), { time: TIME }));
    expect(failure).toBeInstanceOf(HiveError);
    expect(failure).toMatchObject({ code, keyPath });
    expect(hive.engine.isChanged).toBe(false);
  });

  test("limit-exceeded", () => {
    const bad = change(hive, "Network\\H", "RemotePath", "00".repeat((1 << 20) + 1));
    const failure = caught(() => applyPlan(hive, planOf(good, bad), { time: TIME }));
    expect(failure).toMatchObject({ code: "limit-exceeded" });
    expect(hive.engine.isChanged).toBe(false);
  });

  test("a second change of one value that starts from what the first took away", () => {
    const second = { ...good, key: "HKCU\\network\\h", value: "CONNECTIONTYPE", data: "03000000" };
    expect(caught(() => applyPlan(hive, planOf(good, second), { time: TIME }))).toMatchObject({
      code: "precondition-failed",
    });
    expect(hive.engine.isChanged).toBe(false);
  });
});

test("a change to what already stands there is done, whatever the plan expects", () => {
  const hive = fixtureHive("outlook-user.dat", "edit");
  const done = change(hive, "Network\\H", "ConnectionType", "01000000");
  expect(previewPlan(hive, planOf({ ...done, expect: { type: 4, data: "ffffffff" } }))).toMatchObject({
    changesAnything: false,
    changes: [{ isDone: true }],
  });
});

test("a preview changes nothing", () => {
  const hive = fixtureHive("outlook-user.dat", "edit");
  previewPlan(hive, planFixPort(hive).plan);
  expect(hive.engine.isChanged).toBe(false);
});

test("a value that has become another type does not verify", () => {
  const hive = fixtureHive("outlook-user.dat");
  const plan = planOf({ ...change(hive, "Network\\H", "ConnectionType", "01000000") });
  verifyPlan(hive, plan);
  const [first] = plan.changes;
  if (first === undefined) throw new Error("no change");
  const otherType = planOf({ ...first, expect: { ...first.expect, type: 3 } });
  for (const wrong of [
    otherType,
    planOf({ ...first, data: "0100000000" }),
    planOf({ ...first, value: "gone" }),
    planOf({ ...first, key: "gone" }),
  ]) {
    expect(caught(() => verifyPlan(hive, wrong))).toMatchObject({ code: "read-back-differs" });
  }
});

function caught(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
