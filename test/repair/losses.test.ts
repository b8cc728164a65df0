import { describe, expect, it } from "vitest";
import { faultyHive } from "../../fixtures/build/faulty-hive.ts";
import type { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { planRepair } from "../../src/repair/plan-repair.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { readHive, walkKeys } from "../support/reference-reader.ts";
import { FIELD, faultsOf, repairedHive } from "./spoiled-hive.ts";

const { node: NODE, value: VALUE, security: SECURITY } = FIELD;

interface Loss {
  readonly spoil: (hive: HiveBytes) => unknown;
  /** Keys, and values behind a space, that the sound hive has and the repaired one has not, or not so. */
  readonly lost: readonly string[];
  readonly gained?: readonly string[];
  /** The notes: kind, code, key. */
  readonly notes: readonly (readonly [kind: string, code: string, key: string])[];
}

/** Damage that takes something away: each costs itself alone, and is told. */
const LOSSES: Readonly<Record<string, Loss>> = {
  "a value whose data is nowhere": {
    spoil: (hive) => hive.u32(value(hive, "Faulty", "text") + VALUE.data, 0x700020),
    lost: ["Faulty text"],
    notes: [["lost", "I30", "Faulty"]],
  },
  "a value whose place in the list is no cell's": {
    spoil: (hive) => hive.u32(hive.data(hive.records.key("Faulty").valueListOffset ?? 0), 0x700020),
    lost: ["Faulty text"],
    notes: [["lost", "I30", "Faulty"]],
  },
  "the end of data that is longer than its cell": {
    spoil: (hive) => hive.u32(value(hive, "Faulty", "text") + VALUE.dataSize, 5000),
    lost: [], // the cell has just the room that the data needs
    notes: [["lost", "I69", "Faulty"]],
  },
  "a list of values": {
    spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.valueList, 0x700020),
    lost: ["Faulty text", "Faulty number", "Faulty big"],
    notes: [["lost", "I30", "Faulty"]],
  },
  "one segment of two": {
    spoil: (hive) => {
      const segments = hive.records.value("Faulty", "big").segmentListOffset ?? 0;
      return hive.u32(hive.data(segments) + 4, 0x700020);
    },
    lost: ["Faulty big"],
    gained: ["Faulty big"],
    notes: [["lost", "I71", "Faulty"]],
  },
  "a class name": {
    spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.className, 0x700020),
    lost: [],
    notes: [["lost", "I45", "Faulty"]],
  },
  "a subkey whose record is gone, with what is below it": {
    spoil: (hive) => hive.bytes.fill(0xee, node(hive, "Faulty\\b"), node(hive, "Faulty\\b") + 77),
    lost: ["Faulty\\b", "Faulty\\b\\inner"],
    notes: [
      ["lost", "I62", "Faulty"],
      ["lost", "I27", ""],
    ],
  },
  "a name with a backslash": {
    spoil: (hive) => hive.text(node(hive, "Faulty\\c") + 76, "\\"),
    lost: ["Faulty\\c"],
    gained: ["Faulty\\_"],
    notes: [["changed", "I37", "Faulty\\_"]],
  },
  "a name that its brother has": {
    spoil: (hive) => hive.text(node(hive, "Faulty\\c") + 76, "B"),
    lost: ["Faulty\\c"],
    gained: ["Faulty\\B (2)"],
    notes: [["changed", "I57", "Faulty\\B (2)"]],
  },
  "a descriptor": {
    spoil: (hive) => hive.u32(node(hive, "Faulty") + NODE.security, 0x700020),
    lost: [],
    notes: [["lost", "I77", "Faulty"]],
  },
  "all descriptors": {
    spoil: (hive) => hive.u32(security(hive) + SECURITY.size, 0x10000),
    lost: [],
    notes: ["", "Faulty", "Faulty\\a", "Faulty\\b", "Faulty\\b\\inner", "Faulty\\c", "Sound", "Sound\\Größe €"].map(
      (key) => ["lost", "I82", key],
    ),
  },
  "the root's own record": {
    spoil: (hive) => hive.bytes.fill(0xee, node(hive, ""), node(hive, "") + 80),
    lost: [], // its time is that of the base block
    notes: [["lost", "I13", ""]],
  },
};

describe("what cannot be read costs itself alone, and is told", () => {
  for (const [name, { spoil, lost, gained = [], notes }] of Object.entries(LOSSES)) {
    it(name, () => {
      const result = repairedHive(spoil);
      expect(result.lost).toEqual(lost);
      expect(result.gained).toEqual(gained);
      const told = result.plan.notes.filter(({ kind }) => kind !== "found");
      expect(told.map(({ kind, code, keyPath }) => [kind, code, keyPath])).toEqual(notes);
      expect(result.plan.after.counts).toEqual({});
      expect(faultsOf(result.plan)).toEqual([]);
    });
  }
});

it("says what is known of a lost value: its name, type and size", () => {
  const { plan } = repairedHive((hive) => hive.u32(value(hive, "Faulty", "text") + VALUE.data, 0x700020));
  const [note] = plan.notes;
  expect(note?.message).toBe('value "text" of type 1: the place of its 20 bytes of data leads nowhere');
});

it("gives a key without a descriptor its parent's", () => {
  const { plan } = repairedHive((hive) => hive.u32(node(hive, "Faulty") + NODE.security, 0x700020));
  const { root } = readHive(plan.bytes);
  const [faulty] = root.keys;
  expect(faulty?.node.number("security")).toBe(root.node.number("security"));
});

describe("keys that nothing leads to", () => {
  const orphaned = (): HiveBytes => {
    const hive = faultyHive(5);
    hive.bytes.fill(0xee, node(hive, "Faulty\\b"), node(hive, "Faulty\\b") + 77);
    return hive;
  };

  it("are told of, and left out", () => {
    const { notes, bytes } = planRepair(orphaned().bytes);
    expect(notes.find(({ code }) => code === "I27")?.message).toBe(
      'key "inner" with 0 keys below it: nothing leads to it, and where it belongs is unknown',
    );
    expect(pathsIn(bytes)).not.toContain("Lost\\inner");
  });

  it("go below a key of their own when that is wanted", () => {
    const { notes, bytes, after } = planRepair(orphaned().bytes, { lostAndFound: "Lost" });
    expect(pathsIn(bytes)).toContain("Lost\\inner");
    expect(notes.find(({ code }) => code === "I27")).toMatchObject({ kind: "found", keyPath: "Lost\\inner" });
    expect(after.counts).toEqual({});
  });

  it("get a place beside a key that has its name already", () => {
    const { bytes } = planRepair(orphaned().bytes, { lostAndFound: "sound" });
    expect(pathsIn(bytes)).toContain("sound (2)\\inner");
  });

  it("leave no trace where there are none", () => {
    expect(planRepair(faultyHive(5).bytes, { lostAndFound: "Lost" }).way).toBe("nothing");
  });
});

describe("a hive with nothing to save says so", () => {
  it("ends before its first bin", () => {
    expect(() => planRepair(faultyHive().cut(4096).bytes)).toThrow(
      expect.objectContaining({ code: "nothing-to-save" }),
    );
  });

  it("holds no key", () => {
    const hive = faultyHive();
    hive.bytes.fill(0, 4096 + 32);
    expect(() => planRepair(hive.bytes)).toThrow(expect.objectContaining({ code: "nothing-to-save" }));
  });

  it("is of another format", () => {
    expect(() => planRepair(faultyHive().u32(20, 2).seal().bytes)).toThrow(
      expect.objectContaining({ code: "unsupported-version" }),
    );
  });
});

it("does not grow a small hive whose values all share one large cell", () => {
  const hive = faultyHive(5);
  const list = hive.data(hive.records.key("Faulty").valueListOffset ?? 0);
  const big = hive.records.value("Faulty", "big").valueOffset;
  hive.u32(list, big).u32(list + 4, big);
  for (const key of ["Faulty\\a", "Faulty\\b", "Faulty\\c", "Faulty\\b\\inner", "Sound\\Größe €"]) {
    hive.u32(node(hive, key) + NODE.valueList, hive.records.key("Faulty").valueListOffset ?? 0);
    hive.u32(node(hive, key) + NODE.valueCount, 3);
  }
  const { bytes, after } = planRepair(hive.bytes);
  expect(after.counts).toEqual({});
  expect(bytes.length).toBeLessThan(hive.bytes.length * 3);
});

function pathsIn(bytes: Uint8Array): string[] {
  const hive = readHive(bytes);
  expect(goldenDump(hive).length).toBeGreaterThan(0);
  return [...walkKeys(hive.root)].map(({ path }) => path.join("\\"));
}

function node(hive: HiveBytes, path: string): number {
  return hive.data(hive.records.key(path).nodeOffset);
}

function value(hive: HiveBytes, path: string, name: string): number {
  return hive.data(hive.records.value(path, name).valueOffset);
}

function security(hive: HiveBytes): number {
  return hive.data(hive.records.key("").securityOffset);
}
