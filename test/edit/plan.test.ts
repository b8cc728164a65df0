import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
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
    expect(parsePlan(plan({ ...CHANGE, data: "3A00" })).changes[1]?.data).toBe("3a00");
  });

  test.each([
    ["{", "the plan is not JSON"],
    ["[]", "in the plan, an object is needed"],
    ["null", "in the plan, an object is needed"],
    ["{}", 'in the plan, a member "version" is needed'],
    ['{"version":2,"changes":[]}', "in version, the number 1 is needed"],
    ['{"version":1,"changes":{}}', "in changes, a list is needed"],
    ['{"version":1,"changes":[],"more":1}', 'in the plan, no member "more" is needed'],
    [plan([]), "in changes[1], an object is needed"],
    [plan({ ...CHANGE, op: "delete" }), 'in changes[1].op, "set-data" is needed'],
    [plan({ ...CHANGE, key: 1 }), "in changes[1].key, a text is needed"],
    [plan({ ...CHANGE, value: null }), "in changes[1].value, a text is needed"],
    [plan({ ...CHANGE, data: "3a0" }), "in changes[1].data, pairs of hexadecimal digits is needed"],
    [plan({ ...CHANGE, data: "zz" }), "in changes[1].data"],
    [plan({ ...CHANGE, expect: { type: 3 } }), 'in changes[1].expect, a member "data" is needed'],
    [
      plan({ ...CHANGE, expect: { type: -1, data: "" } }),
      "in changes[1].expect.type, a whole number from 0 to 4294967295 is needed",
    ],
    [plan({ ...CHANGE, expect: { type: "3", data: "" } }), "in changes[1].expect.type"],
    [plan({ ...CHANGE, comment: "" }), "in changes[1]"],
  ])("%s is refused with its place", (json, message) => {
    const failure = caught(() => parsePlan(json));
    expect(failure).toBeInstanceOf(HiveError);
    expect(failure).toMatchObject({ code: "bad-plan", message: expect.stringContaining(message) });
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
