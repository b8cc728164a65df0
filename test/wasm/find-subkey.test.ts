import type { Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import type { WrittenHive } from "../../fixtures/build/hive-writer.ts";
import type { LeafKind, ListDescription } from "../../fixtures/build/subkey-list.ts";
import { compareNames, upcase } from "../../fixtures/build/upcase.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";

interface Case {
  readonly name: string;
  readonly list: ListDescription;
}

const KINDS: readonly LeafKind[] = ["li", "lf", "lh"];
const LISTS: readonly Case[] = [
  ...KINDS.map((kind) => ({ name: kind, list: { kinds: [kind], leafCount: 10_000 } })),
  ...KINDS.map((kind) => ({
    name: `ri over one ${kind}`,
    list: { kinds: [kind], leafCount: 10_000, indexRoot: true },
  })),
  ...KINDS.map((kind) => ({ name: `ri over many ${kind}`, list: { kinds: [kind], leafCount: 7, indexRoot: true } })),
  { name: "ri over leaves of one element", list: { kinds: ["lh"], leafCount: 1, indexRoot: true } },
  { name: "ri over all kinds", list: { kinds: KINDS, leafCount: 5, indexRoot: true } },
];

const WORDS = [
  "Software",
  "software_",
  "SoftwareX",
  "_",
  "A",
  "a1",
  "ä",
  "Ωmega",
  "ÿ",
  "日本",
  "Ab",
  "ABC",
  "abd",
  "aBc1",
  "{guid}",
  ".txt",
  ".TXT\uf00d",
  "x\uf00dyz",
  "\uf00dabc",
  "😀",
];

const upper = (name: string): string =>
  String.fromCharCode(...[...Array(name.length).keys()].map((at) => upcase(name.charCodeAt(at))));

/** Every key by its own name and in capitals, then names that lie just before and just after each: those are misses. */
function expectAllFound(engine: Engine, { records }: WrittenHive, names: readonly string[]): void {
  const root = engine.baseBlock.rootOffset;
  const taken = new Set(names.map(upper));
  for (const name of names) {
    const { nodeOffset } = records.key(name);
    expect(engine.findSubkey(root, name), name).toBe(nodeOffset);
    expect(engine.findSubkey(root, upper(name)), `${name} in capitals`).toBe(nodeOffset);
    const last = name.charCodeAt(name.length - 1);
    const beside = [
      `${name}\0`,
      `${name}!`,
      name.slice(0, -1),
      `${name.slice(0, -1)}${String.fromCharCode(last - 1)}\uffff`,
    ];
    for (const miss of beside) {
      if (!taken.has(upper(miss)))
        expect(engine.findSubkey(root, miss), `${JSON.stringify(miss)} beside ${name}`).toBeUndefined();
    }
  }
  for (const miss of ["", "\0", "\u0001", "\uffff\uffff", "\ud83d"])
    expect(engine.findSubkey(root, miss), JSON.stringify(miss)).toBeUndefined();
}

describe.each(LISTS)("$name", ({ list }) => {
  it.each([1, 2, 3, 4, 8, WORDS.length])("finds each of %d keys, and no other", (count) => {
    const names = WORDS.slice(0, count);
    const hive = hiveOf({ keys: names.map((name) => ({ name })), list });
    expectAllFound(openEngine(hive.bytes), hive, names);
  });

  it("finds a key whatever stands beside its offset", () => {
    const names = WORDS;
    const written = hiveOf({ keys: names.map((name) => ({ name })), list });
    const sorted = names.toSorted(compareNames);
    for (const spoiled of names) {
      const hive = new HiveBytes(written);
      const { leafOffsets = [] } = hive.records.key("");
      const index = sorted.indexOf(spoiled);
      const leafCount = list.leafCount ?? 0;
      const leaf = hive.data(leafOffsets[Math.floor(index / leafCount)] ?? 0);
      if (String.fromCharCode(hive.bytes[leaf + 1] ?? 0) === "i") continue; // an index leaf has nothing beside
      for (const wrong of [0x21212121, 0x7e7e7e7e, 0, 0xffffffff]) {
        hive.u32(leaf + 4 + (index % leafCount) * 8 + 4, wrong);
        const engine = openEngine(hive.bytes);
        for (const name of [spoiled, upper(spoiled)]) {
          expect(engine.findSubkey(engine.baseBlock.rootOffset, name), `${name}, 0x${wrong.toString(16)}`).toBe(
            hive.records.key(spoiled).nodeOffset,
          );
        }
        engine.close();
      }
    }
  });
});

it.each(LISTS.filter(({ list }) => list.leafCount !== 1))("3,000 siblings: $name", ({ list }) => {
  const names = Array.from({ length: 3000 }, (_, index) => `Key ${(index * 7919) % 3001} of ${index}`);
  const leafCount = Math.max(list.leafCount ?? 0, 250);
  const hive = hiveOf({ keys: names.map((name) => ({ name })), list: { ...list, leafCount } });
  const engine = openEngine(hive.bytes);
  for (const [index, name] of names.entries()) {
    expect(engine.findSubkey(engine.baseBlock.rootOffset, index % 2 ? name : name.toUpperCase())).toBe(
      hive.records.key(name).nodeOffset,
    );
    expect(engine.findSubkey(engine.baseBlock.rootOffset, `${name}.`)).toBeUndefined();
  }
});

describe("a damaged list", () => {
  const written = hiveOf({
    keys: ["a", "b", "c", "d", "e"].map((name) => ({ name })),
    list: { kinds: ["li"], leafCount: 2 },
  });
  const root = written.records.key("").nodeOffset;

  it.each<[name: string, code: string, structure: string, spoil: (hive: HiveBytes) => void]>([
    [
      "a root below itself",
      "bad-subkey-list",
      "index root",
      (hive) => hive.u32(list(hive) + 8, hive.records.key("").listOffset ?? 0),
    ],
    ["a leaf that is no list", "bad-subkey-list", "subkey list", (hive) => hive.u32(list(hive) + 8, root)],
    ["an empty leaf", "bad-subkey-list", "subkey list", (hive) => hive.u16(leaf(hive) + 2, 0)],
    ["more elements than room", "bad-subkey-list", "subkey list", (hive) => hive.u16(leaf(hive) + 2, 500)],
    ["a leaf behind the bins", "cell-out-of-range", "subkey list", (hive) => hive.u32(list(hive) + 8, 0x10_0000)],
    [
      "an element that is no key",
      "bad-signature",
      "key node",
      (hive) => hive.u32(leaf(hive) + 4, hive.records.key("").securityOffset),
    ],
    ["no list at all", "cell-out-of-range", "subkey list", (hive) => hive.u32(hive.data(root) + 28, 0xffffffff)],
  ])("%s is refused", (_, code, structure, spoil) => {
    const hive = new HiveBytes(written);
    spoil(hive);
    const engine = openEngine(hive.bytes);
    expect(refusal(() => engine.findSubkey(root, "c"))).toMatchObject({ code, structure });
    expect(engine.key(root).name).toBe("ROOT");
  });

  it("a key that counts no subkeys has none, whatever its list says", () => {
    const hive = new HiveBytes(written);
    hive.u32(hive.data(root) + 20, 0);
    const engine = openEngine(hive.bytes);
    expect([engine.findSubkey(root, "a"), engine.subkeys(root)]).toEqual([undefined, []]);
  });

  function list(hive: HiveBytes): number {
    return hive.data(hive.records.key("").listOffset ?? 0);
  }

  function leaf(hive: HiveBytes): number {
    return hive.data(hive.records.key("").leafOffsets?.[1] ?? 0);
  }
});
