import { writeFileSync } from "node:fs";
import type { Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import type { HiveDescription } from "../../../fixtures/build/hive-writer.ts";
import { compareNames } from "../../../fixtures/build/upcase.ts";
import { goldenDump } from "../../support/golden-dump.ts";
import { describeOracle, hivexDump } from "../../support/oracles.ts";
import { readHive } from "../../support/reference-reader.ts";
import { styleFindings } from "../../support/style-validator.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { hiveOf } from "../open-engine.ts";
import { draws, find, keyOf, openForEdit, refusesWith, shuffled, soundHive } from "./edited-hive.ts";

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `Key ${String(at).padStart(5, "0")}`);

function create(engine: Engine, parent: string, list: readonly string[]): void {
  const key = find(engine, parent);
  for (const name of list) engine.editing.createKey(key, name);
}

const parentWith = (minor: number, list: readonly string[], description: HiveDescription["root"]["list"]) =>
  hiveOf(
    { keys: [{ name: "Parent", keys: list.map((name) => ({ name })), ...(description && { list: description }) }] },
    minor,
  );

describe.each([3, 5])("subkeys made one by one in version 1.%i", (minor) => {
  const kind = minor >= 5 ? "lh" : "lf";
  const all = names(1600);

  it("in order leave full leaves", () => {
    const engine = openForEdit(hiveOf({ keys: [{ name: "Parent" }] }, minor).bytes);
    create(engine, "Parent", all);
    const { leaves, keys } = keyOf(soundHive(engine), "Parent");
    expect(keys.map(({ name }) => name)).toEqual(all);
    expect(leaves).toMatchObject([507, 507, 507, 79].map((count) => ({ kind, count })));
    expect(styleFindings(engine.toBytes())).toEqual([]);
  });

  it.each<[string, (list: string[]) => string[]]>([
    ["in the opposite order", (list) => list.toReversed()],
    ["in any order", (list) => shuffled(list, minor)],
    [
      "inwards from both ends",
      (list) => list.map((_, at) => list[at % 2 === 0 ? at / 2 : list.length - (at + 1) / 2] ?? ""),
    ],
  ])("%s leave leaves that are at least half full", (_, order) => {
    const engine = openForEdit(hiveOf({ keys: [{ name: "Parent" }] }, minor).bytes);
    create(engine, "Parent", order(all));
    const { leaves, keys } = keyOf(soundHive(engine), "Parent");
    expect(keys.map(({ name }) => name)).toEqual(all);
    for (const { count } of leaves.slice(0, -1)) expect(count).toBeGreaterThanOrEqual(253);
    expect(styleFindings(engine.toBytes())).toEqual([]);
  });

  it("take little more room than they need", () => {
    const engine = openForEdit(hiveOf({ keys: [{ name: "Parent" }] }, minor).bytes);
    const before = engine.toBytes().length;
    create(engine, "Parent", shuffled(all, 7));
    expect(engine.toBytes().length - before).toBeLessThan(1.3 * all.length * (4 + 76 + 12 + 8));
  });

  it("go again in any order, and leave nothing behind", () => {
    const { bytes } = hiveOf({ keys: [{ name: "Parent" }] }, minor);
    const engine = openForEdit(bytes);
    create(engine, "Parent", all);
    const full = engine.toBytes().length;
    for (const [at, name] of shuffled(all, 3).entries()) {
      engine.editing.deleteKey(find(engine, "Parent", name));
      if (at % 400 === 0) expect(styleFindings(engine.toBytes())).toEqual([]);
      if (at % 400 === 0) soundHive(engine);
    }
    const hive = soundHive(engine);
    const { node } = keyOf(hive, "Parent");
    expect(["subkeyCount", "subkeyList", "largestSubkeyNameSize"].map((field) => node.number(field))).toEqual([
      0, 0xffffffff, 0,
    ]);
    expect(hive.reached.size).toBe(readHive(bytes).reached.size);
    for (const round of [1, 2, 3]) {
      create(engine, "Parent", shuffled(all, round));
      for (const name of shuffled(all, round + 10)) engine.editing.deleteKey(find(engine, "Parent", name));
    }
    soundHive(engine);
    expect(engine.toBytes().length).toBeLessThanOrEqual(full + 16 * 4096);
  });
});

describe("lists of another style keep theirs:", () => {
  const even = names(1200).filter((_, at) => at % 2 === 0);
  const odd = names(1200).filter((_, at) => at % 2 === 1);

  it.each<[string, number, HiveDescription["root"]["list"], (counts: number[], kinds: string[]) => void]>([
    [
      "li in 1.5",
      5,
      { kinds: ["li"] },
      (counts, kinds) => {
        expect(new Set(kinds)).toEqual(new Set(["li"]));
        expect(Math.max(...counts)).toBeLessThanOrEqual(1012);
        expect(counts).toHaveLength(2);
      },
    ],
    ["lf in 1.5", 5, { kinds: ["lf"] }, (_, kinds) => expect(new Set(kinds)).toEqual(new Set(["lf"]))],
    ["lh in 1.3", 3, { kinds: ["lh"] }, (_, kinds) => expect(new Set(kinds)).toEqual(new Set(["lh"]))],
    ["a leaf of 600", 5, { leafCount: 1100 }, (counts) => expect(Math.max(...counts)).toBeLessThanOrEqual(507)],
    ["a root above one leaf", 5, { indexRoot: true }, (counts) => expect(counts.length).toBeGreaterThan(2)],
    ["leaves of one element", 3, { leafCount: 1 }, (counts) => expect(counts).toHaveLength(600)],
    [
      "leaves of several kinds",
      3,
      { leafCount: 100, kinds: ["li", "lf"] },
      (_, kinds) => expect(new Set(kinds)).toEqual(new Set(["li", "lf"])),
    ],
  ])("%s", (_, minor, list, judge) => {
    const engine = openForEdit(parentWith(minor, even, list).bytes);
    create(engine, "Parent", shuffled(odd, 5));
    const { leaves, keys } = keyOf(soundHive(engine), "Parent");
    expect(keys.map(({ name }) => name)).toEqual([...even, ...odd].toSorted(compareNames));
    judge(
      leaves.map(({ count }) => count),
      leaves.map(({ kind }) => kind),
    );
    for (const name of shuffled([...even, ...odd], 6)) engine.editing.deleteKey(find(engine, "Parent", name));
    expect(keyOf(soundHive(engine), "Parent").node.number("subkeyList")).toBe(0xffffffff);
  });

  it("a leaf far beyond what is written is parted until there is room", () => {
    const engine = openForEdit(parentWith(5, names(5000), { leafCount: 5000 }).bytes);
    create(engine, "Parent", ["Key 00000a", "Key 02500a", "Key 04999a"]);
    const { leaves, keys } = keyOf(soundHive(engine), "Parent");
    expect(keys).toHaveLength(5003);
    expect(leaves.at(-1)?.count).toBe(1); // the last one came behind all others
    expect(leaves.length).toBeGreaterThan(3);
  });
});

it("an index root grows over many leaves, and shrinks with them", () => {
  const engine = openForEdit(parentWith(5, names(3000), { leafCount: 2 }).bytes);
  create(
    engine,
    "Parent",
    names(3000).map((name) => `${name}x`),
  );
  expect(keyOf(soundHive(engine), "Parent").leaves).toHaveLength(1500);
  for (const name of names(3000).filter((_, at) => at % 50 > 2)) {
    engine.editing.deleteKey(find(engine, "Parent", name));
    engine.editing.deleteKey(find(engine, "Parent", `${name}x`));
  }
  const { leaves, keys } = keyOf(soundHive(engine), "Parent");
  expect(keys).toHaveLength(3000 - (3000 / 50) * 47 + 180);
  expect(leaves.length).toBeLessThan(200);
});

it("a list of 65,535 leaves takes no more", { timeout: 60_000 }, () => {
  const engine = openForEdit(parentWith(5, names(65_535), { leafCount: 1 }).bytes);
  engine.editing.createKey(find(engine, "Parent"), "Key 30000x"); // into a leaf that has room
  expect(engine.subkeys(find(engine, "Parent"))).toHaveLength(65_536);
  const last = names(507).map((name) => `x${name}`);
  create(engine, "Parent", last.slice(0, 506)); // fill the last leaf
  refusesWith(engine, "limit-exceeded", () => create(engine, "Parent", ["xx"]));
});

describe("random changes in a list", () => {
  it.each([1, 2, 3, 4])("keep it equal to a sorted set of names (%i)", (seed) => {
    const minor = seed % 2 === 0 ? 3 : 5;
    const engine = openForEdit(parentWith(minor, names(300), seed === 3 ? { leafCount: 40 } : undefined).bytes);
    const parent = find(engine, "Parent");
    const model = new Map(names(300).map((name) => [name.toUpperCase(), name]));
    const random = draws(seed);
    const draw = (below: number): number => Math.floor(random.next().value * below);
    for (let step = 0; step < 1500; step++) {
      const name = `${["Key ", "KEY ", "é", "€", "_", "^"][draw(6)]}${String(draw(900)).padStart(5, "0")}`;
      const present = model.get(name.toUpperCase());
      if (present === undefined) {
        engine.editing.createKey(parent, name);
        model.set(name.toUpperCase(), name);
      } else if (draw(2) === 0) {
        engine.editing.deleteKey(find(engine, "Parent", name));
        model.delete(name.toUpperCase());
      } else {
        engine.editing.moveKey(find(engine, "Parent", name), parent, name);
        model.set(name.toUpperCase(), name);
      }
    }
    expect(keyOf(soundHive(engine), "Parent").keys.map(({ name }) => name)).toEqual(
      [...model.values()].toSorted(compareNames),
    );
    expect(styleFindings(engine.toBytes())).toEqual([]);
  });
});

it("what comes and goes in a list is undone step by step, byte for byte", () => {
  const { bytes } = parentWith(3, names(700), { leafCount: 300 });
  const engine = openForEdit(bytes);
  const states: Uint8Array[] = [];
  for (const [step, name] of shuffled(names(700), 4).slice(0, 60).entries()) {
    states.push(engine.toBytes());
    if (step % 2 === 0) engine.editing.deleteKey(find(engine, "Parent", name));
    else engine.editing.createKey(find(engine, "Parent"), `${name}x`);
  }
  for (const state of states.toReversed()) {
    expect(engine.editing.undo()).toBe(true);
    expect(Buffer.compare(engine.toBytes(), state)).toBe(0);
  }
  expect(engine.isChanged).toBe(false);
});

describeOracle("libhivex", "long lists are read by others too", () => {
  it.each([3, 5])("in version 1.%i", (minor) => {
    using folder = new TemporaryFolder();
    const engine = openForEdit(hiveOf({ keys: [{ name: "Parent" }] }, minor).bytes);
    create(engine, "Parent", shuffled(names(1600), 9));
    for (const name of shuffled(names(1600), 8).slice(0, 700)) engine.editing.deleteKey(find(engine, "Parent", name));
    writeFileSync(folder.file("hive"), engine.toBytes());
    expect(hivexDump(folder.file("hive"))).toEqual(goldenDump(soundHive(engine)));
  });
});
