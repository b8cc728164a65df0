import fc from "fast-check";
import { newHive } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/edit/apply.ts";
import type { Change } from "../../src/edit/operations.ts";
import type { Plan } from "../../src/edit/plan.ts";
import { Hive } from "../../src/hive/hive.ts";
import { applyImport } from "../../src/import/apply-import.ts";
import { planOfReg } from "../../src/import/plan-of-reg.ts";
import { polItems } from "../../src/import/pol-items.ts";
import { regItems } from "../../src/import/reg-items.ts";
import { regOfPlan } from "../../src/import/reg-of-plan.ts";
import { writeRegFile } from "../../src/reg-file/write-reg-file.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { polBytes } from "../support/pol-bytes.ts";
import { readHive } from "../support/reference-reader.ts";

const ROOT = "HKEY_LOCAL_MACHINE\\Hive";
const planOf = (...changes: Change[]): Plan => ({ version: 1, changes });

function emptyHive(): Hive {
  return Hive.fromBytes(newHive({ minorVersion: 5, like: "machine", time: 0n }), { mode: "edit" });
}

function regOf(plan: Plan): Uint8Array[] {
  return [...writeRegFile(regOfPlan(plan, ROOT))];
}

function planFrom(hive: Hive, reg: readonly Uint8Array[]): Plan {
  return planOfReg(regItems(hive, reg, { prefix: ROOT, strict: true }));
}

/** Keys without times, and values, as the plain reader finds them. */
function content(hive: Hive): string[] {
  return goldenDump(readHive(hive.toBytes())).map((line) => line.replace(/^(K\t.*)\t\d+$/, "$1"));
}

const name = fc.constantFrom("A", "b", "Äö", "x y", 'q"]');
const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("\\"));
const data = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString("hex"));
const type = fc.constantFrom(0, 1, 2, 3, 4, 7, 11, 0xffff0012);
const set = fc.record({ op: fc.constant("set-value" as const), value: name, type, data });
const remove = fc.record({ op: fc.constant("delete-value" as const), value: name });

/** What a section says: a key alone; a key whose first value is set; one whose first value is deleted; or a deleted key. */
const section: fc.Arbitrary<Change[]> = fc
  .tuple(
    key,
    fc.constantFrom("alone", "values", "deleting", "deleted"),
    set,
    fc.array(fc.oneof(set, remove), { maxLength: 4 }),
  )
  .map(([path, kind, first, others]): Change[] => {
    if (kind === "deleted") return [{ op: "delete-key", key: path, recursive: true }];
    const below = (changes: readonly (typeof first | (typeof others)[number])[]): Change[] =>
      changes.map((change) => ({ ...change, key: path }));
    if (kind === "values") return below([first, ...others]);
    const created: Change = { op: "create-key", key: path };
    return kind === "alone" ? [created] : [created, ...below([{ op: "delete-value", value: first.value }, ...others])];
  });
/** Two sections of one key, one behind the other, are one. */
const plans = fc
  .array(section, { maxLength: 6 })
  .map((sections) => sections.filter((each, at) => keyOf(each) !== keyOf(sections[at - 1])))
  .map((sections) => planOf(...sections.flat()));

function keyOf(changes: readonly Change[] | undefined): string | undefined {
  const [first] = changes ?? [];
  return first && "key" in first ? first.key : undefined;
}

test("a plan is the same as a .reg file and back, and the file does what the plan does", () => {
  fc.assert(
    fc.property(plans, plans, (before, plan) => {
      using one = emptyHive();
      using other = emptyHive();
      for (const hive of [one, other]) applyPlan(hive, before, { time: "keep" });
      const reg = regOf(plan);
      expect(planFrom(one, reg)).toEqual(plan);
      applyPlan(one, plan, { time: "keep" });
      applyImport(other, () => regItems(other, reg, { prefix: ROOT, strict: true }));
      expect(content(one)).toEqual(content(other));
    }),
    { numRuns: 60 },
  );
});

test("a section says once what a plan may say twice, and creates the key of a value that it deletes", () => {
  using hive = emptyHive();
  const change: Change = { op: "set-value", key: "K", value: "v", type: 4, data: "01000000" };
  expect(planFrom(hive, regOf(planOf({ op: "create-key", key: "K" }, change)))).toEqual(planOf(change));
  const deletion: Change = { op: "delete-value", key: "K", value: "v" };
  expect(planFrom(hive, regOf(planOf(deletion)))).toEqual(planOf({ op: "create-key", key: "K" }, deletion));
});

test("lines that Windows passes over are in no plan", () => {
  using hive = emptyHive();
  const reg = Buffer.from(`REGEDIT4\r\n[${ROOT}\\K]\r\njunk\r\n"v"=dword:xyz\r\n`);
  expect(planOfReg(regItems(hive, [reg], { prefix: ROOT }))).toEqual(planOf({ op: "create-key", key: "K" }));
});

describe("what no .reg file can say is refused with its place", () => {
  test.each<[Change, RegExp]>([
    [{ op: "set-value", key: "K", value: "v", type: 4, data: "00", existing: true }, /creates its key/],
    [{ op: "set-value", key: "K", value: "v", type: 4, data: "00", expect: "absent" }, /precondition/],
    [{ op: "delete-value", key: "K", value: "v", expect: { type: 1, data: "" } }, /precondition/],
    [{ op: "create-key", key: "K", class: "c" }, /class names/],
    [{ op: "create-key", key: "K", expect: "absent" }, /precondition/],
    [{ op: "delete-key", key: "K" }, /with all that is in them/],
    [{ op: "rename-key", key: "K", name: "L" }, /knows no rename-key/],
    [{ op: "set-security", key: "K", sddl: "O:BA" }, /knows no set-security/],
  ])("%j", (change, message) => {
    expect(() => regOf(planOf({ op: "create-key", key: "A" }, change))).toThrowError(
      expect.objectContaining({ code: "bad-plan", message: expect.stringMatching(message) }),
    );
    expect(() => regOf(planOf({ op: "create-key", key: "A" }, change))).toThrow(/changes\[1\]/);
  });

  test("and so is what a Registry.pol file says and no plan", () => {
    using hive = emptyHive();
    const items = polItems(hive, [polBytes(["Hive\\K", "**delvals.", 1, " "])], { prefix: ROOT });
    expect(() => planOfReg(items)).toThrowError(expect.objectContaining({ code: "bad-plan" }));
  });
});
