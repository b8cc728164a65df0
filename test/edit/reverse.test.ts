import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../../src/edit/operations.ts";
import type { Plan } from "../../src/edit/plan.ts";
import { reversePlan } from "../../src/edit/reverse.ts";
import type { Hive } from "../../src/hive/hive.ts";
import { validateHive } from "../support/hive-validator.ts";
import { caught } from "./ops/caught.ts";
import { contentOf, edited, smallHive } from "./ops/edited-hive.ts";

const planOf = (...changes: Change[]): Plan => ({ version: 1, changes });
/** A deleted value comes back at the end of its key's list, so the order of values says nothing. */
const sorted = (hive: Hive): string[] => contentOf(hive).sort();

const ONE = { type: 3, data: "31" };
const REVERSIBLE: readonly Change[] = [
  { op: "set-data", key: "A", value: "one", data: "ff", expect: ONE },
  { op: "set-value", key: "A", value: "one", type: 4, data: "00000000", expect: ONE },
  { op: "set-value", key: "A", value: "new", type: 4, data: "00000000", expect: "absent" },
  { op: "delete-value", key: "A", value: "one", expect: ONE },
  { op: "rename-value", key: "A", value: "one", name: "uno" },
  { op: "create-key", key: "B\\C", expect: "absent" },
  { op: "rename-key", key: "A\\Below", name: "Under" },
  { op: "move-key", key: "A\\Below", to: "B\\Below" },
  { op: "copy-key", key: "A", to: "B\\A" },
];

test.each(REVERSIBLE)("$op is taken back by its reverse", (change) => {
  const hive = smallHive();
  const before = sorted(hive);
  edited(hive, change);
  expect(sorted(hive)).not.toEqual(before);
  edited(hive, ...reversePlan(planOf(change)).changes);
  expect(sorted(hive)).toEqual(before);
});

test("a whole plan is taken back from its last change on", () => {
  const hive = smallHive();
  const before = sorted(hive);
  const changes: Change[] = [
    { op: "rename-key", key: "A", name: "Z" },
    { op: "set-value", key: "Z", value: "one", type: 3, data: "ff", expect: ONE },
    { op: "rename-value", key: "Z", value: "one", name: "uno" },
    { op: "move-key", key: "Z", to: "B\\Z" },
    { op: "delete-value", key: "B\\Z", value: "uno", expect: { type: 3, data: "ff" } },
  ];
  edited(hive, ...changes);
  edited(hive, ...reversePlan(planOf(...changes)).changes);
  expect(sorted(hive)).toEqual(before);
});

test.each<Change>([
  { op: "set-value", key: "A", value: "one", type: 3, data: "" },
  { op: "delete-value", key: "A", value: "one" },
  { op: "create-key", key: "C" },
  { op: "delete-key", key: "A", recursive: true },
])("$op that does not tell what was there is refused, with its place", (change) => {
  expect(caught(() => reversePlan(planOf(REVERSIBLE[0] as Change, change)))).toMatchObject({
    code: "bad-plan",
    message: expect.stringContaining("changes[1] cannot be reversed"),
  });
});

test("any plan that can be applied is foretold, verifies, leaves a sound hive, and is taken back by undo", () => {
  const keys = ["", "A", "a\\below", "A\\Below\\Deep", "B", "B\\New", "C\\D"];
  const names = ["", "one", "TWO", "ünü"];
  const key = fc.constantFrom(...keys);
  const name = fc.constantFrom(...names);
  const data = fc.constantFrom("", "01", "31", "ab".repeat(5000));
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ op: fc.constant("set-value" as const), key, value: name, type: fc.constantFrom(3, 4), data }),
    fc.record({ op: fc.constant("delete-value" as const), key, value: name }),
    fc.record({ op: fc.constant("rename-value" as const), key, value: name, name }),
    fc.record({ op: fc.constant("create-key" as const), key, class: fc.constantFrom("", "kind") }),
    fc.record({ op: fc.constant("delete-key" as const), key, recursive: fc.boolean() }),
    fc.record({ op: fc.constant("rename-key" as const), key, name: fc.constantFrom("A", "B", "below", "X") }),
    fc.record({ op: fc.constant("move-key" as const), key, to: key }),
    fc.record({ op: fc.constant("copy-key" as const), key, to: key, times: fc.boolean() }),
  );
  const codes = new Set<string>();
  let applied = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      using hive = smallHive();
      const before = contentOf(hive);
      const bytes = hive.toBytes();
      const failure = caught(() => edited(hive, ...changes)) as { code?: string } | undefined;
      if (failure === undefined) {
        applied++;
        expect(validateHive(hive.toBytes())).toEqual([]);
        hive.engine.editing.undo();
      } else codes.add(failure.code ?? String(failure));
      expect(contentOf(hive)).toEqual(before);
      expect(Buffer.compare(hive.toBytes(), bytes), "byte for byte").toBe(0);
    }),
    { numRuns: 300 },
  );
  const refusals = ["key-not-found", "value-not-found", "name-taken", "key-not-empty", "root-stays", "into-itself"];
  expect([...codes].filter((code) => !refusals.includes(code))).toEqual([]);
  expect(applied).toBeGreaterThan(50);
});
