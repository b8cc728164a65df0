import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { planSchema } from "../../docs/build/plan-schema.ts";
import { checkPlan, HiveError, readPlan } from "../../src/index.ts";
import { PLAN_CHANGES } from "../../src/plan/plan-changes.ts";
import { ROOT } from "../setup/clone.ts";

const page = readFileSync(join(ROOT, "docs/plans.md"), "utf8");
const published = JSON.parse(readFileSync(join(ROOT, "docs/plan.schema.json"), "utf8")) as object;
const isPlan = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(published);

/** Whether the reader takes it. */
function isTaken(text: string): boolean {
  try {
    checkPlan(readPlan(text));
    return true;
  } catch (error) {
    if (error instanceof HiveError && error.code === "bad-plan") return false;
    throw error;
  }
}

test("the published schema is what `npm run docs` makes", () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(planSchema())));
});

test("every example of the page is a plan, for the reader and for the schema", () => {
  const examples = [...page.matchAll(/^```(?:yaml|json)\n(.*?)^```$/gms)].map(([, text = ""]) => text);
  expect(examples).toHaveLength(3);
  for (const example of examples) {
    checkPlan(readPlan(example));
    expect(isPlan(parse(example)), JSON.stringify(isPlan.errors)).toBe(true);
  }
});

test("the page names every kind of change, with its members", () => {
  for (const [op, { required, optional, oneOf = [] }] of Object.entries(PLAN_CHANGES)) {
    expect(page).toContain(`\`${op}\``);
    const row = page.split("\n").find((line) => line.startsWith("|") && line.split("|")[1]?.includes(`\`${op}\``));
    const members = [...required, ...optional, ...oneOf.flatMap((group) => (group.length === 2 ? [group[0]] : []))];
    for (const member of row === undefined ? [] : members) expect(row, op).toContain(`\`${member}\``);
  }
});

/** What is put into a change, one after the other. */
const CONTENT = [{ text: "a" }, { texts: ["a"] }, { number: 1 }, { number: "0x10" }, { dword: 1 }, { data: "01 02" }];
const CHANGES: readonly object[] = [
  { op: "set-value", key: "K", value: "v", type: "multi-sz", texts: [] },
  { op: "set-value", keys: "K*", value: "v", type: 4, number: 1, existing: true, expect: "absent", comment: "c" },
  { op: "set-value", key: "K", value: "v", type: "sz", text: "a", expect: { type: "dword", number: 1 } },
  { op: "set-if-absent", key: "K", value: "v", type: "none", data: "" },
  { op: "set-value", keys: ["K*", "L"], value: "v", type: "binary", dword: 1, holding: "w*", given: "user" },
  { op: "set-connection-settings", key: "K", connection: "c", proxy: "p", bypass: "b", script: "s", detect: true },
  { op: "set-data", key: "K", values: "*", text: "a", given: ["user", "sid"] },
  {
    op: "replace-text",
    keys: "**",
    values: ["*", "b"],
    type: 3,
    pattern: "a",
    replace: "b",
    ignoreCase: true,
    within: false,
  },
  { op: "set-bits", key: "K", value: "v", bits: "0xff" },
  { op: "clear-bits", key: "K", value: "v", mask: "ff", offset: 3 },
  { op: "delete-value", key: "K", value: "v", expect: { type: 3, data: "00" } },
  { op: "rename-value", key: "K", value: "v", name: "w" },
  { op: "create-key", key: "K", class: "c", expect: "absent" },
  { op: "delete-key", keys: "K*", recursive: true, mustMatch: true },
  { op: "rename-key", key: "K", name: "L" },
  { op: "move-key", key: "K", to: "L" },
  { op: "copy-key", key: "K", to: "L", security: true, times: false, classes: true },
  { op: "set-security", key: "K", sddl: "O:SY", recursive: true },
  { op: "set-descriptor", key: "K", descriptor: "00" },
  { op: "set-time", key: "K", time: "2026-01-31T12:00:00.0000000Z" },
  { op: "set-flags", key: "K", flags: 32, userFlags: 1 },
  { op: "order-values", key: "K", values: ["a", "b"] },
  { op: "add-ace", key: "K", ace: "(A;;KA;;;SY)" },
  { op: "remove-aces", key: "K", sid: "SY" },
  { op: "set-owner", key: "K", owner: "SY" },
  { op: "protect-acl", key: "K", protected: true },
  { op: "replace-sid", old: "SY", new: "BA" },
];

describe("reader and schema take the same, and refuse the same", () => {
  test("every kind of change, and none that lacks a member or has one too many", () => {
    expect(new Set(CHANGES.map((change) => (change as { op: string }).op))).toEqual(new Set(Object.keys(PLAN_CHANGES)));
    for (const change of CHANGES) {
      const whole = { version: 1, changes: [change] };
      expect([change, isTaken(JSON.stringify(whole)), isPlan(whole)]).toEqual([change, true, true]);
      const lacking = Object.keys(change).map((name) => Object.entries(change).filter(([each]) => each !== name));
      const others = [...lacking.map((entries) => Object.fromEntries(entries)), { ...change, nix: 1 }];
      for (const other of [...others, ...CONTENT.map((content) => ({ ...change, ...content }))]) {
        const plan = { version: 1, changes: [other] };
        const [reader, schema] = [isTaken(JSON.stringify(plan)), isPlan(plan)];
        // The schema knows no types' data: it may take what the reader refuses, and never the other way round.
        if (reader || !("type" in other)) expect([other, schema]).toEqual([other, reader]);
      }
    }
  });

  test.each([
    [{ when: { hive: "nix" } }],
    [{ when: [] }],
    [{ when: {} }],
    [{ require: { exists: { key: "K", keys: "K" } } }],
    [{ require: { exists: { keys: "K", value: "a", values: "b" } } }],
    [{ when: { holds: { key: "K", value: "v" } } }],
    [{ when: { any: [] } }],
    [{ variables: { "1a": null } }],
    [{ variables: { a: { nix: 1 } } }],
    [{ version: 2 }],
    [{ name: 1 }],
    [{ changes: {} }],
    [{ changes: [{ op: "nix" }] }],
    [{ changes: [{ op: "create-key", key: "K", notGiven: [] }] }],
    [{ changes: [{ op: "create-key", key: "K", given: 1 }] }],
  ])("a plan with %j is refused by both", (more) => {
    const plan = { version: 1, changes: [], ...more };
    expect([isTaken(JSON.stringify(plan)), isPlan(plan)]).toEqual([false, false]);
  });
});
