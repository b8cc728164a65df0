import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/edit/operations.ts";
import { type Plan, parsePlan } from "../../src/edit/plan.ts";
import { reversePlan } from "../../src/edit/reverse.ts";

const CHANGE = {
  op: "set-data",
  key: "Software\\A",
  value: "v",
  data: "3a00",
  expect: { type: 3, data: "2d00" },
} as const;
const plan = (change: object): string => JSON.stringify({ version: 1, changes: [CHANGE, change] });

describe("a plan in JSON", () => {
  test("is read as it was written", () => {
    const written: Plan = { version: 1, changes: [CHANGE] };
    expect(parsePlan(JSON.stringify(written))).toEqual(written);
  });

  test("may have its hexadecimal digits in upper case", () => {
    expect(parsePlan(plan({ ...CHANGE, data: "3A00" })).changes[1]).toMatchObject({ data: "3a00" });
  });

  test.each([
    ["{", "the plan is not JSON"],
    ["[]", "the plan must be an object"],
    ["null", "the plan must be an object"],
    ["{}", 'the plan lacks the member "version"'],
    ['{"version":2,"changes":[]}', "version must be the number 1"],
    ['{"version":1,"changes":{}}', "changes must be a list"],
    ['{"version":1,"changes":[],"more":1}', 'the plan must not have a member "more"'],
    [plan([]), "changes[1] must be an object"],
    [plan({ ...CHANGE, op: "delete" }), 'changes[1].op must be one of "set-data", "set-value", '],
    [plan({ ...CHANGE, key: 1 }), "changes[1].key must be a text"],
    [plan({ ...CHANGE, value: null }), "changes[1].value must be a text"],
    [plan({ ...CHANGE, data: "3a0" }), "changes[1].data must be pairs of hexadecimal digits"],
    [plan({ ...CHANGE, data: "zz" }), "changes[1].data must be"],
    [plan({ ...CHANGE, expect: { type: 3 } }), 'changes[1].expect lacks the member "data"'],
    [
      plan({ ...CHANGE, expect: { type: -1, data: "" } }),
      "changes[1].expect.type must be a whole number from 0 to 4294967295",
    ],
    [plan({ ...CHANGE, expect: { type: "3", data: "" } }), "changes[1].expect.type must be"],
    [plan({ ...CHANGE, comment: "" }), "changes[1] must not have a member"],
  ])("%s is refused with its place", (json, message) => {
    const failure = caught(() => parsePlan(json));
    expect(failure).toBeInstanceOf(HiveError);
    expect(failure).toMatchObject({ code: "bad-plan", message: expect.stringContaining(message) });
  });
});

const OPTIONAL = ["existing", "recursive", "class", "security", "times", "classes", "userFlags", "evenOfApp"];

describe("every kind of change", () => {
  const state = { type: 3, data: "2d00" };
  const value = { key: "A", value: "v" };
  const KINDS: readonly Change[] = [
    CHANGE,
    { op: "set-time", key: "A", time: "2026-11-22T10:00:00.0000001Z" },
    { op: "set-flags", key: "A", flags: 8, userFlags: 1 },
    { op: "order-values", key: "A", values: ["", "v"] },
    { op: "set-descriptor", key: "A", descriptor: "01", recursive: true, evenOfApp: true },
    { op: "set-value", ...value, type: 4, data: "01000000" },
    { op: "set-value", ...value, type: 0xffff_ffff, data: "", existing: true, expect: "absent" },
    { op: "set-value", ...value, type: 3, data: "", existing: false, expect: state },
    { op: "delete-value", ...value },
    { op: "delete-value", ...value, expect: state },
    { op: "rename-value", ...value, name: "" },
    { op: "rename-value", ...value, name: "w", expect: state },
    { op: "create-key", key: "A" },
    { op: "create-key", key: "A", class: "", expect: "absent" },
    { op: "delete-key", key: "A" },
    { op: "delete-key", key: "A", recursive: true },
    { op: "rename-key", key: "A", name: "B" },
    { op: "move-key", key: "A", to: "B\\A" },
    { op: "copy-key", key: "A", to: "B" },
    { op: "copy-key", key: "A", to: "B", security: true, times: true, classes: false },
  ];

  test.each(KINDS)("$op is read as it was written", (change) => {
    expect(parsePlan(plan(change)).changes[1]).toEqual(change);
  });

  test.each(KINDS)("$op has no other members, and needs each that has no default", (change) => {
    expect(caught(() => parsePlan(plan({ ...change, more: 1 })))).toMatchObject({
      code: "bad-plan",
      message: expect.stringContaining('changes[1] must not have a member "more"'),
    });
    for (const member of Object.keys(change)) {
      if (OPTIONAL.includes(member)) continue;
      if (member === "expect" && change.op !== "set-data") continue;
      const { [member]: _, ...rest } = change as unknown as Record<string, unknown>;
      expect(
        caught(() => parsePlan(plan(rest))),
        member,
      ).toMatchObject({
        message: expect.stringContaining(`changes[1] lacks the member "${member}"`),
      });
    }
  });

  test.each([
    [{ op: "set-value", ...value, type: 3, data: "", expect: "there" }, "changes[1].expect must be an object"],
    [{ op: "set-value", ...value, type: 3.5, data: "" }, "changes[1].type must be a whole number"],
    [{ op: "set-value", ...value, type: 3, data: "", existing: 1 }, "changes[1].existing must be true or false"],
    [{ op: "delete-value", ...value, expect: "absent" }, "changes[1].expect must be an object"],
    [{ op: "create-key", key: "A", expect: state }, 'changes[1].expect must be "absent"'],
    [{ op: "create-key", key: "A", class: 1 }, "changes[1].class must be a text"],
    [{ op: "delete-key", key: "A", recursive: "yes" }, "changes[1].recursive must be true or false"],
    [{ key: "A" }, 'changes[1] lacks the member "op"'],
  ])("%j is refused with its place", (change, message) => {
    expect(caught(() => parsePlan(plan(change)))).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe("the reverse of a plan", () => {
  const other = { ...CHANGE, value: "w", data: "01", expect: { type: 4, data: "02" } };
  const both: Plan = { version: 1, changes: [CHANGE, other] };

  test("expects what the plan wrote, and undoes the last change first", () => {
    expect(reversePlan(both).changes).toEqual([
      { ...other, data: "02", expect: { type: 4, data: "01" } },
      { ...CHANGE, data: "2d00", expect: { type: 3, data: "3a00" } },
    ]);
  });

  test("of the reverse is the plan", () => {
    expect(reversePlan(reversePlan(both))).toEqual(both);
  });
});

function caught(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
