import { expect, it } from "vitest";
import type { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { changedPlaces, FIELD, faultsOf, repairedHive } from "./spoiled-hive.ts";

const { node: NODE, security: SECURITY } = FIELD;

interface Mend {
  /** Changes bytes of a sound hive. */
  readonly spoil: (hive: HiveBytes) => unknown;
  readonly minor?: number;
}

/** Damage of which nothing is lost, and that is mended where it lies: by the rule that it breaks. */
const MENDS: Readonly<Record<string, Mend>> = {
  "I2 signature": { spoil: (hive) => hive.text(0, "xegf").seal() },
  "I5 type": { spoil: (hive) => hive.u32(28, 1).seal() },
  "I6 format": { spoil: (hive) => hive.u32(32, 7).seal() },
  "I7 checksum": { spoil: (hive) => hive.u32(508, 7) },
  "I8 sequence numbers": { spoil: (hive) => hive.u32(8, 2).seal() },
  "I9 size of all bins": { spoil: (hive) => hive.u32(40, 0).seal() },
  "I12 clustering factor": { spoil: (hive) => hive.u32(44, 0).seal() },
  "I13 root": { spoil: (hive) => hive.u32(36, 0x7000).seal() },
  "I17 time of the first bin": { spoil: (hive) => hive.u32(4096 + 20, 7) },
  "I18 mark of the root": { spoil: (hive) => flags(hive, "", (old) => old & ~4) },
  "I19 boot fields": { spoil: (hive) => hive.u32(4088, 7) },
  "I20 signature of a bin": { spoil: (hive) => hive.text(4096, "xbin") },
  "I21 place of a bin": { spoil: (hive) => hive.u32(4096 + 4, 0x3000) },
  "I22 size of a bin": { spoil: (hive) => hive.u32(4096 + 8, 0x2340) },
  "I23 header of a bin": { spoil: (hive) => hive.bytes.fill(0xee, 4096 + 4, 4096 + 12) && hive.text(4096, "none") },
  "I32 spare field of a bin": { spoil: (hive) => hive.u32(4096 + 28, 7) },
  "I33 signature of a key": { spoil: (hive) => hive.text(node(hive, "Faulty\\b"), "xx") },
  "I34 size of a name": { spoil: (hive) => hive.u16(node(hive, "Faulty\\b") + NODE.nameSize, 400) },
  "I35 no name, and its hash": { spoil: (hive) => hive.u16(node(hive, "Sound") + NODE.nameSize, 0) },
  "I38 parent": { spoil: (hive) => hive.u32(node(hive, "Faulty\\b") + NODE.parent, 0x20) },
  "I41 flags": { spoil: (hive) => flags(hive, "Faulty\\b", (old) => old | 7) },
  "I43 list without a count": {
    spoil: (hive) => hive.u32(node(hive, "Sound\\Größe €") + NODE.subkeyList, offset(hive, "Faulty")),
  },
  "I44 volatile subkeys": { spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.volatileCount, 3) },
  "I46 largest name of a subkey": { spoil: (hive) => hive.u16(node(hive, "") + NODE.largestSubkeyName, 2) },
  "I47 largest class": { spoil: (hive) => hive.u32(node(hive, "") + NODE.largestClass, 2) },
  "I48 largest name of a value": { spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.largestValueName, 2) },
  "I49 largest data": { spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.largestValueData, 2) },
  "I55 count of subkeys": { spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.subkeyCount, 2) },
  "I55 count of subkeys, too high": { spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.subkeyCount, 70000) },
  "I56 order": { spoil: (hive) => swapElements(hive, "Faulty", 8) },
  "I56 order in an lf": { spoil: (hive) => swapElements(hive, "Faulty", 8), minor: 3 },
  "I58 hash": { spoil: (hive) => hive.u32(list(hive, "Faulty") + 8, 7) },
  "I59 hint": { spoil: (hive) => hive.u32(list(hive, "Faulty") + 8, 0x7a7a7a7a), minor: 3 },
  "I28 element that leads to a security cell": {
    spoil: (hive) => hive.u32(list(hive, "Faulty") + 4, hive.records.key("Faulty").securityOffset),
  },
  "I63 count of values": { spoil: (hive) => hive.u32(node(hive, "Sound") + NODE.valueCount, 9) },
  "I64 signature of a value": { spoil: (hive) => hive.text(value(hive, "Faulty", "text"), "xx") },
  "I77 signature of a security cell": {
    spoil: (hive) => hive.text(hive.data(hive.records.key("Faulty").securityOffset), "xx"),
  },
  "I78 ring, forward": { spoil: (hive) => hive.u32(security(hive) + SECURITY.next, 0x20) },
  "I78 ring, backward": { spoil: (hive) => hive.u32(security(hive) + SECURITY.previous, 0xffffffff) },
  "I79 reference count": { spoil: (hive) => hive.u32(security(hive) + SECURITY.count, 700) },
};

for (const [name, { spoil, minor }] of Object.entries(MENDS)) {
  it(`mends where it lies, and loses nothing: ${name}`, () => {
    const { plan, damaged, lost, gained } = repairedHive(spoil, minor);
    const [code = ""] = name.split(" ");
    expect(Object.keys(plan.before.counts)).toContain(code);
    expect({ way: plan.way, left: plan.after.counts, lost, gained }).toEqual({
      way: "mend",
      left: {},
      lost: [],
      gained: [],
    });
    expect(plan.notes.filter(({ kind }) => kind === "lost")).toEqual([]);
    expect(faultsOf(plan)).toEqual([]);
    expect(changedPlaces(damaged, plan.bytes).length).toBeLessThan(12);
  });
}

/** Damage of which nothing is lost, but which needs cells of its own to be mended. */
const REBUILDS: Readonly<Record<string, Mend>> = {
  "I24 size of a free cell": { spoil: (hive) => hive.size(lastCell(hive), 12) },
  "I25 size of a key's cell": { spoil: (hive) => hive.size(offset(hive, "Faulty\\b"), -0x40000) },
  "I28 data of two values": {
    spoil: (hive) => {
      const { nodeOffset } = hive.records.key("Sound");
      hive.u32(hive.data(nodeOffset) + NODE.className, hive.records.key("Faulty").classOffset ?? 0);
      hive.u16(hive.data(nodeOffset) + NODE.classSize, 10);
    },
  },
  "I29 subkey in a free cell": { spoil: (hive) => free(hive, offset(hive, "Faulty\\b")) },
  "I29 data in a free cell": { spoil: (hive) => free(hive, hive.records.data("Faulty", "text")) },
  "I29 value list in a free cell": { spoil: (hive) => free(hive, hive.records.key("Faulty").valueListOffset ?? 0) },
  "I29 subkey list in a free cell": { spoil: (hive) => free(hive, hive.records.key("Faulty").listOffset ?? 0) },
  "I30 lost subkey list": { spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.subkeyList, 0x700020) },
  "I43 no subkey list": { spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.subkeyList, 0xffffffff) },
  "I52 signature of a list": { spoil: (hive) => hive.text(list(hive, "Faulty"), "zz") },
  "I53 list without elements": { spoil: (hive) => hive.u16(list(hive, "Faulty") + 2, 0) },
  "I71 count of segments": { spoil: (hive) => hive.u16(hive.data(hive.records.data("Faulty", "big")) + 2, 1) },
};

for (const [name, { spoil, minor }] of Object.entries(REBUILDS)) {
  it(`writes anew what has to be moved, and loses nothing: ${name}`, () => {
    const { plan, lost, gained } = repairedHive(spoil, minor);
    const [code = ""] = name.split(" ");
    expect(Object.keys(plan.before.counts)).toContain(code);
    const extra = code === "I28" ? { lost: [], gained: [] } : { lost, gained };
    expect({ way: plan.way, left: plan.after.counts, ...extra }).toEqual({
      way: "rebuild",
      left: {},
      lost: [],
      gained: [],
    });
    expect(plan.noteCounts.lost).toBe(0);
    expect(faultsOf(plan)).toEqual([]);
  });
}

it("leaves a sound hive alone, to the byte", () => {
  const { plan, damaged } = repairedHive(() => undefined);
  expect(plan).toMatchObject({ way: "nothing", notes: [], noteCounts: { lost: 0, changed: 0, found: 0 } });
  expect(plan.bytes).toBe(damaged);
});

function offset(hive: HiveBytes, path: string): number {
  return hive.records.key(path).nodeOffset;
}

function node(hive: HiveBytes, path: string): number {
  return hive.data(offset(hive, path));
}

function list(hive: HiveBytes, path: string): number {
  return hive.data(hive.records.key(path).listOffset ?? 0);
}

function value(hive: HiveBytes, path: string, name: string): number {
  return hive.data(hive.records.value(path, name).valueOffset);
}

function security(hive: HiveBytes): number {
  return hive.data(hive.records.key("").securityOffset);
}

function flags(hive: HiveBytes, path: string, change: (flags: number) => number): HiveBytes {
  const at = node(hive, path) + NODE.flags;
  return hive.u16(at, change(hive.view.getUint16(at, true)));
}

function free(hive: HiveBytes, cell: number): HiveBytes {
  return hive.size(cell, -hive.sizeAt(cell));
}

function swapElements(hive: HiveBytes, path: string, size: number): void {
  const at = list(hive, path) + 4;
  const first = hive.bytes.slice(at, at + size);
  hive.bytes.set(hive.bytes.slice(at + size, at + 2 * size), at);
  hive.bytes.set(first, at + size);
}

/** The free cell at the end of the first bin. */
function lastCell(hive: HiveBytes): number {
  let at = 32;
  while (hive.sizeAt(at) < 0) at -= hive.sizeAt(at);
  return at;
}
