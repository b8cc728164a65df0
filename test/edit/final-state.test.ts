import { describe, expect, test } from "vitest";
import type { Change } from "../../src/edit/operations.ts";
import { verifyPlan } from "../../src/edit/verify.ts";
import { Hive } from "../../src/hive/hive.ts";
import { caught } from "./ops/caught.ts";
import { edited, smallHive } from "./ops/edited-hive.ts";

const set = (key: string, value: string, data: string): Change => ({ op: "set-value", key, value, type: 3, data });

/** Plans whose changes take something back that earlier ones wanted: the end is what counts. */
const PLANS: readonly [string, Change[]][] = [
  ["a value that is set twice", [set("A", "v", "01"), set("a", "V", "02")]],
  ["a value that is set and deleted", [set("A", "v", "01"), { op: "delete-value", key: "A", value: "V" }]],
  ["a value that is deleted and set", [{ op: "delete-value", key: "A", value: "one" }, set("A", "ONE", "02")]],
  ["a value that is set and renamed", [set("A", "v", "01"), { op: "rename-value", key: "A", value: "V", name: "w" }]],
  [
    "a value that is renamed, and changed under another spelling",
    [{ op: "rename-value", key: "A", value: "one", name: "Uno" }, set("A", "UNO", "01")],
  ],
  [
    "names that change places",
    [
      { op: "rename-value", key: "A", value: "one", name: "x" },
      { op: "rename-value", key: "A", value: "two", name: "one" },
      { op: "rename-value", key: "A", value: "x", name: "two" },
    ],
  ],
  ["a key that is created and deleted", [set("C\\D", "v", "01"), { op: "delete-key", key: "c", recursive: true }]],
  [
    "a key that is deleted, and created again by what is put below it",
    [{ op: "delete-key", key: "A", recursive: true }, set("A\\Below\\Deep", "d", "01")],
  ],
  [
    "a key that is edited and moved",
    [set("A\\Below", "v", "01"), { op: "move-key", key: "A", to: "B\\A" }, set("b\\a\\below", "v", "02")],
  ],
  [
    "a key that is moved, and another in its place",
    [{ op: "rename-key", key: "A", name: "C" }, { op: "create-key", key: "A" }, set("A", "one", "ff")],
  ],
  ["a key that gets another spelling", [{ op: "rename-key", key: "A", name: "a" }, set("A", "v", "01")]],
  [
    "a copy that is edited, and one whose source is",
    [
      { op: "copy-key", key: "A", to: "C" },
      set("C\\Below", "v", "01"),
      { op: "copy-key", key: "A", to: "D" },
      { op: "delete-key", key: "A", recursive: true },
    ],
  ],
  [
    "a class that is changed twice",
    ["one", "two"].map((name) => ({ op: "create-key", key: "B", class: name }) as const),
  ],
  ["letters with an upper case of their own", [set("ß", "ÿ", "01"), set("ẞ", "Ÿ", "02")]],
];

/** All that they want of a hive holds before as well. */
const LEAVE_IT_AS_IT_WAS = [
  "a value that is set and deleted",
  "names that change places",
  "a key that is created and deleted",
];

test.each(PLANS)("%s", (name, changes) => {
  const hive = smallHive();
  edited(hive, ...changes);
  const again = Hive.fromBytes(hive.toBytes());
  verifyPlan(again, { version: 1, changes });
  if (LEAVE_IT_AS_IT_WAS.includes(name)) return;
  const untouched = smallHive();
  expect(caught(() => verifyPlan(untouched, { version: 1, changes }))).toMatchObject({ code: "read-back-differs" });
});

describe("what is not as the plan wants is met", () => {
  test.each<[string, Change, Change]>([
    ["another value", set("A", "one", "01"), set("A", "one", "02")],
    ["another type", set("A", "one", "01"), { ...set("A", "one", "01"), type: 4 } as Change],
    ["no value", set("A", "v", "01"), { op: "delete-value", key: "A", value: "v" }],
    ["a value that should be gone", { op: "delete-value", key: "A", value: "one" }, set("A", "one", "01")],
    ["no key", { op: "create-key", key: "C" }, { op: "delete-key", key: "C" }],
    ["a key that should be gone", { op: "delete-key", key: "B" }, { op: "create-key", key: "B" }],
    ["another class", { op: "create-key", key: "B", class: "a" }, { op: "create-key", key: "B", class: "b" }],
    ["a key of another spelling", { op: "rename-key", key: "A", name: "a" }, { op: "rename-key", key: "a", name: "A" }],
    ["a key in its old place", { op: "move-key", key: "A", to: "B\\A" }, { op: "move-key", key: "B\\A", to: "A" }],
    ["a copy that is none", { op: "copy-key", key: "A", to: "C" }, set("C\\Below", "b", "01")],
    [
      "a value of another spelling",
      { op: "rename-value", key: "A", value: "one", name: "ONE" },
      { op: "rename-value", key: "A", value: "ONE", name: "one" },
    ],
  ])("%s", (_, wanted, other) => {
    const hive = smallHive();
    edited(hive, wanted);
    edited(hive, other);
    expect(caught(() => verifyPlan(hive, { version: 1, changes: [wanted] }))).toMatchObject({
      code: "read-back-differs",
    });
  });
});
