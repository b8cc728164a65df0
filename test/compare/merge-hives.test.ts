import { describe, expect, test } from "vitest";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { ADMINISTRATORS, SYSTEM, securityDescriptor } from "../../fixtures/build/security.ts";
import { compareHives } from "../../src/compare/compare-hives.ts";
import { type MergeSide, mergeHives } from "../../src/compare/merge-hives.ts";
import { applyPlan } from "../../src/edit/apply.ts";
import { Hive } from "../../src/hive/hive.ts";
import { walkKeys } from "../../src/hive/walk-keys.ts";
import { validateHive } from "../support/hive-validator.ts";

/** Keys by path; each with its class in front of `;`, and with values as `name=data`. */
type Content = Readonly<Record<string, string>>;

function hiveOf(content: Content): Hive {
  const root = { name: "root", keys: [] as KeyDescription[] };
  for (const [path, text] of Object.entries(content)) {
    const names = path.split("\\");
    let parent = root;
    for (const name of names.slice(0, -1)) parent = parent.keys.find((each) => each.name === name) as typeof root;
    const [className = "", values = ""] = text.includes(";") ? text.split(";") : ["", text];
    const pairs = values
      .split(" ")
      .filter(Boolean)
      .map((pair) => pair.split("="));
    parent.keys.push({
      name: names.at(-1) ?? "",
      keys: [],
      ...(className && { className }),
      values: pairs.map(([name = "", data = ""]) => ({ name, type: 3, data: new Uint8Array(Buffer.from(data)) })),
    });
  }
  const { bytes } = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root });
  return Hive.fromBytes(bytes, { mode: "edit" });
}

function contentOf(hive: Hive): Content {
  const keys = [...walkKeys(hive.root)].slice(1).map(({ key }) => {
    const values = Array.from(key.values(), (value) => `${value.name}=${Buffer.from(value.data()).toString()}`);
    return [key.path, `${key.className === undefined ? "" : `${key.className};`}${values.sort().join(" ")}`];
  });
  return Object.fromEntries(keys);
}

function merged(base: Content, ours: Content, theirs: Content, favour?: MergeSide) {
  using hive = hiveOf(ours);
  const { plan, conflicts } = mergeHives(hiveOf(base), hive, hiveOf(theirs), favour && { favour });
  applyPlan(hive, plan, { time: 5n });
  expect(validateHive(hive.toBytes())).toEqual([]);
  return { content: contentOf(hive), conflicts };
}

const BASE = { A: "x=1 y=2", "A\\Below": "z=3", B: "" };

describe("a merge without conflicts", () => {
  test.each<[string, Content, Content, Content]>([
    ["nothing", BASE, BASE, BASE],
    ["what only we have changed", { ...BASE, A: "x=9" }, BASE, { ...BASE, A: "x=9" }],
    ["what only they have changed", BASE, { ...BASE, A: "x=9 n=1" }, { ...BASE, A: "n=1 x=9" }],
    ["changes in different values", { ...BASE, A: "x=7 y=2" }, { ...BASE, A: "x=1 y=8" }, { ...BASE, A: "x=7 y=8" }],
    ["the same change on both sides", { ...BASE, A: "x=7 y=2" }, { ...BASE, A: "x=7 y=2" }, { ...BASE, A: "x=7 y=2" }],
    ["a value that both have deleted", { ...BASE, A: "x=1" }, { ...BASE, A: "x=1" }, { ...BASE, A: "x=1" }],
    ["a value that they have deleted", BASE, { ...BASE, A: "x=1" }, { ...BASE, A: "x=1" }],
    [
      "keys that they have made",
      { ...BASE, C: "" },
      { ...BASE, D: "v=1", "D\\E": "w=2" },
      { ...BASE, C: "", D: "v=1", "D\\E": "w=2" },
    ],
    ["keys that both have made", { ...BASE, C: "v=1" }, { ...BASE, C: "w=2" }, { ...BASE, C: "v=1 w=2" }],
    ["a key that they have deleted", BASE, { B: "" }, { B: "" }],
    ["a key that both have deleted", { B: "" }, { B: "" }, { B: "" }],
    ["a key that we have deleted, of which they took a value", { B: "" }, { ...BASE, A: "x=1" }, { B: "" }],
    ["a key that they have deleted, of which we took a value", { ...BASE, A: "x=1" }, { B: "" }, { B: "" }],
    [
      "class names",
      { ...BASE, B: "ours;" },
      { ...BASE, A: "theirs;x=1 y=2" },
      { ...BASE, A: "theirs;x=1 y=2", B: "ours;" },
    ],
    [
      "another spelling of a key's name",
      { ...BASE, A: "x=7 y=2" },
      { a: "x=1 y=2", "a\\Below": "z=3", B: "" },
      { a: "x=7 y=2", "a\\Below": "z=3", B: "" },
    ],
    ["another spelling of a value's name", BASE, { ...BASE, A: "X=1 y=2" }, { ...BASE, A: "X=1 y=2" }],
  ])("takes %s", (_, ours, theirs, expected) => {
    expect(merged(BASE, ours, theirs)).toEqual({ content: expected, conflicts: [] });
  });

  test("takes descriptors and flags", () => {
    const described = (name: string): Hive => {
      const keys = ["A", "B"].map((each) => ({
        name: each,
        security: each === name ? securityDescriptor([ADMINISTRATORS, 0x20019]) : securityDescriptor([SYSTEM, 0xf003f]),
      }));
      const root = { name: "root", keys };
      const { bytes } = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root });
      return Hive.fromBytes(bytes, { mode: "edit" });
    };
    const [base, ours, theirs] = [described(""), described("A"), described("B")];
    const key = theirs.key("B");
    theirs.engine.editing.setKeyFlags(key.offset, key.flags | 0x80);
    const { plan, conflicts } = mergeHives(base, ours, theirs);
    expect(conflicts).toEqual([]);
    applyPlan(ours, plan, { time: 5n });
    const left = [...compareHives(ours, theirs, { security: true, flags: true })];
    expect(left.map(({ path }) => path)).toEqual(["A"]);
  });
});

describe("conflicts", () => {
  const state = (name: string, text: string) => ({ name, type: 3, data: new Uint8Array(Buffer.from(text)) });
  test.each<[string, Content, Content, object, Content]>([
    [
      "a value that both have changed",
      { ...BASE, A: "x=7 y=2" },
      { ...BASE, A: "x=8 y=2" },
      { kind: "value", path: "A", name: "x", ours: state("x", "7"), theirs: state("x", "8") },
      { ...BASE, A: "x=8 y=2" },
    ],
    [
      "a value that we have deleted and they have changed",
      { ...BASE, A: "y=2" },
      { ...BASE, A: "x=8 y=2" },
      { kind: "value", path: "A", name: "x", theirs: state("x", "8") },
      { ...BASE, A: "x=8 y=2" },
    ],
    [
      "a value that they have deleted and we have changed",
      { ...BASE, A: "x=7 y=2" },
      { ...BASE, A: "y=2" },
      { kind: "value", path: "A", name: "x", ours: state("x", "7") },
      { ...BASE, A: "y=2" },
    ],
    [
      "a value that both have made",
      { ...BASE, B: "n=1" },
      { ...BASE, B: "n=2" },
      { kind: "value", path: "B", name: "n", ours: state("n", "1"), theirs: state("n", "2") },
      { ...BASE, B: "n=2" },
    ],
    [
      "a value in a key that both have made",
      { ...BASE, C: "n=1" },
      { ...BASE, C: "n=2" },
      { kind: "value", path: "C", name: "n", ours: state("n", "1"), theirs: state("n", "2") },
      { ...BASE, C: "n=2" },
    ],
    [
      "a class name that both have changed",
      { ...BASE, B: "one;" },
      { ...BASE, B: "two;" },
      { kind: "fact", path: "B", fact: "class", ours: "one", theirs: "two" },
      { ...BASE, B: "two;" },
    ],
    [
      "a key that we have deleted, in which they have changed something further down",
      { B: "" },
      { ...BASE, "A\\Below": "z=4", "A\\New": "n=1" },
      { kind: "deleted", path: "A", by: "ours", changed: "A\\Below" },
      { ...BASE, "A\\Below": "z=4", "A\\New": "n=1" },
    ],
    [
      "a key that they have deleted, in which we have changed something further down",
      { ...BASE, "A\\Below": "z=4" },
      { B: "" },
      { kind: "deleted", path: "A", by: "theirs", changed: "A\\Below" },
      { B: "" },
    ],
  ])("%s", (_, ours, theirs, conflict, asTheirs) => {
    const sorted = (content: Content) => Object.fromEntries(Object.entries(content).sort());
    expect(merged(BASE, ours, theirs)).toEqual({ content: ours, conflicts: [conflict] });
    expect(merged(BASE, ours, theirs, "ours")).toEqual({ content: ours, conflicts: [conflict] });
    const taken = merged(BASE, ours, theirs, "theirs");
    expect({ content: sorted(taken.content), conflicts: taken.conflicts }).toEqual({
      content: sorted(asTheirs),
      conflicts: [conflict],
    });
  });
});
