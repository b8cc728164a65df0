import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import type { KeyDescription } from "../../fixtures/build/hive-writer.ts";
import { hashLeafHash } from "../../fixtures/build/name.ts";
import { upcase } from "../../fixtures/build/upcase.ts";
import type { ValueDescription } from "../../fixtures/build/value.ts";
import { hiveOf, openEngine } from "./open-engine.ts";

const value = (name: string, more: Partial<ValueDescription> = {}): ValueDescription => ({
  name,
  type: 4,
  data: new Uint8Array(4),
  ...more,
});
const letter = (unit: number): string => String.fromCharCode(unit);
const units = [...Array(0x10000).keys()];

/** Opens a hive with these values in the root and looks names up among them. */
function lookUpAmong(names: readonly string[]) {
  const { bytes, records } = hiveOf({ values: names.map((name) => value(name)) });
  const engine = openEngine(bytes);
  const root = engine.baseBlock.rootOffset;
  const offsets = new Map([...records.key("").values].map(([name, { valueOffset }]) => [valueOffset, name]));
  return (name: string): string | undefined => offsets.get(engine.findValue(root, name) ?? 0);
}

describe("the NT upcase table", () => {
  const pairs = units.filter((unit) => upcase(unit) !== unit);

  it("has 973 pairs, and each letter finds the other", () => {
    expect(pairs).toHaveLength(973);
    const stored = pairs.flatMap((unit, index) => [`l${index}${letter(unit)}`, `u${index}${letter(upcase(unit))}`]);
    const find = lookUpAmong(stored);
    pairs.forEach((unit, index) => {
      expect(find(`L${index}${letter(upcase(unit))}`), unit.toString(16)).toBe(`l${index}${letter(unit)}`);
      expect(find(`U${index}${letter(unit)}`), unit.toString(16)).toBe(`u${index}${letter(upcase(unit))}`);
    });
  });

  it("leaves alone what only JavaScript changes", () => {
    const changed = units.filter((unit) => {
      const upper = letter(unit).toUpperCase();
      return upper.length === 1 && upper !== letter(unit) && upcase(unit) === unit;
    });
    expect(changed.length).toBeGreaterThan(200);
    const find = lookUpAmong(changed.map((unit) => letter(unit).toUpperCase()));
    for (const unit of changed) expect(find(letter(unit)), unit.toString(16)).toBeUndefined();
  });

  it.each([
    ["ÿ", "Ÿ", true],
    ["é", "É", true],
    ["÷", "×", false],
    ["µ", "Μ", false],
    ["ß", "ẞ", false],
    ["ß", "SS", false],
    ["ı", "I", false],
    ["i", "İ", false],
    ["ſ", "S", false],
    ["ǅ", "Ǆ", false],
    ["ǆ", "Ǆ", true],
    ["ς", "Σ", false],
    ["σ", "Σ", true],
    ["ᾀ", "ᾈ", true],
    ["ა", "Ა", false],
    ["ⓐ", "Ⓐ", true],
    ["ａ", "Ａ", true],
    ["𐐨", "𐐀", false],
  ])("%s and %s are one name: %s", (stored, asked, same) => {
    expect(lookUpAmong([stored])(asked)).toBe(same ? stored : undefined);
    expect(lookUpAmong([asked])(stored)).toBe(same ? asked : undefined);
  });
});

describe("names as they are stored", () => {
  const name = "Größe ÿ";
  it.each([true, false])("found by any spelling, stored as UTF-16: %s", (utf16) => {
    const { bytes, records } = hiveOf({ keys: [{ name, utf16 }], values: [value(name, { utf16 })] });
    const engine = openEngine(bytes);
    for (const asked of [name, "GRÖSSE Ÿ".replace("SS", "ß"), "größe ÿ"]) {
      expect(engine.findSubkey(engine.baseBlock.rootOffset, asked), asked).toBe(records.key(name).nodeOffset);
      expect(engine.findValue(engine.baseBlock.rootOffset, asked), asked).toBe(records.value("", name).valueOffset);
    }
    expect(engine.findSubkey(engine.baseBlock.rootOffset, "größe y")).toBeUndefined();
  });

  const strange = ["\ud800", "\udc00x", "a\0b", "\0", "\u009f", "😀", "\uffff", "x\ud83d", "with/slash", "\u001b[31m"];
  it.each(strange)("%j keeps every unit", (odd) => {
    const { bytes, records } = hiveOf({ keys: [{ name: odd }], values: [value(odd)] });
    const engine = openEngine(bytes);
    expect(engine.key(records.key(odd).nodeOffset).name).toBe(odd);
    expect(engine.value(records.value("", odd).valueOffset).name).toBe(odd);
    expect(engine.findSubkey(engine.baseBlock.rootOffset, odd)).toBe(records.key(odd).nodeOffset);
    expect(engine.findSubkey(engine.baseBlock.rootOffset, `${odd}\0`)).toBeUndefined();
    expect(engine.findSubkey(engine.baseBlock.rootOffset, odd.slice(0, -1))).toBeUndefined();
  });
});

describe("the order of names", () => {
  // Only binary search by name can find in an index leaf: each name is found only where the engine's order is the right one.
  const names = [
    "_",
    "a_b",
    "aZb",
    "azc",
    "Z",
    "[",
    "~",
    "é",
    "F",
    "ÿ",
    "Ÿ2",
    "µ",
    "Μ",
    "😀",
    "\ud800",
    "\udfff",
    "\ue000",
    "\uffff",
    "a",
    "ab",
    "A B",
    "0",
    "10",
    "2",
  ];
  it("is unit by unit of the upcased names, unsigned, a prefix first", () => {
    const { bytes, records } = hiveOf({ keys: names.map((name) => ({ name })), list: { kinds: ["li"] } });
    const engine = openEngine(bytes);
    for (const name of names)
      expect(engine.findSubkey(engine.baseBlock.rootOffset, name), name).toBe(records.key(name).nodeOffset);
  });
});

describe("the hash of a hash leaf", () => {
  /** A leaf in an order in which bisecting by name misses the first key: only its hash can lead there. */
  function findByHash(name: string, hash: number): boolean {
    const { bytes, records } = hiveOf({ keys: [{ name }, { name: `${name}0` }], list: { kinds: ["lh"] } });
    const hive = new HiveBytes({ bytes, records });
    const leaf = hive.data(records.key("").listOffset ?? 0);
    hive
      .u32(leaf + 4, records.key(name).nodeOffset)
      .u32(leaf + 8, hash)
      .u32(leaf + 12, records.key("").nodeOffset)
      .u32(leaf + 16, 1);
    // The second element is now the root itself, under a name that sorts before all others.
    hive.u16(hive.data(records.key("").nodeOffset) + 2, 0x20).u16(hive.data(records.key("").nodeOffset) + 72, 1);
    hive.bytes[hive.data(records.key("").nodeOffset) + 76] = 1;
    const engine = openEngine(hive.bytes);
    return engine.findSubkey(engine.baseBlock.rootOffset, name) === records.key(name).nodeOffset;
  }

  it.each([
    ["A", 0x00000041],
    ["Software", 0xe9fe1463],
    ["Microsoft", 0x7f00cd26],
    ["CurrentVersion", 0x7e25f69d],
    ["ControlSet001", 0x8f3ba9a2],
    ["ä", 0xc4],
    ["ÿ", 0x178],
    ["日本語", hashLeafHash("日本語")],
    ["\ud800", 0xd800],
  ])("of %s is %d", (name, hash) => {
    expect(findByHash(name, hash)).toBe(true);
    expect(findByHash(name.toUpperCase(), hash)).toBe(true);
    expect(findByHash(name, (hash + 1) >>> 0)).toBe(false);
  });
});

describe("names of any length that are asked for", () => {
  const lengths = [1, 255, 256, 8191, 8192, 8193, 16383];
  const keys: KeyDescription[] = [{ name: "k".repeat(255) }, { name: "ā".repeat(255) }];
  const values = [value(""), ...lengths.flatMap((length) => [value("v".repeat(length)), value("ā".repeat(length))])];
  const { bytes, records } = hiveOf({ keys, values });

  it.each(lengths)("%d units, in a value", (length) => {
    const engine = openEngine(bytes);
    for (const name of ["V".repeat(length), "Ā".repeat(length)]) {
      const offset = records.value("", name.toLowerCase()).valueOffset;
      expect(engine.findValue(engine.baseBlock.rootOffset, name)).toBe(offset);
      expect(engine.value(offset).name).toBe(name.toLowerCase());
      expect(engine.findValues(engine.baseBlock.rootOffset, name)).toHaveLength(1);
    }
  });

  it("0 units: the default value, and no key", () => {
    const engine = openEngine(bytes);
    expect(engine.findValue(engine.baseBlock.rootOffset, "")).toBe(records.value("", "").valueOffset);
    expect(engine.findSubkey(engine.baseBlock.rootOffset, "")).toBeUndefined();
    expect(engine.findValues(engine.baseBlock.rootOffset, "")).toHaveLength(1);
  });

  it.each([254, 256, 16383, 16384, 32768, 32769, 70_000, 1_000_000])(
    "%d units, in vain, and nothing is the worse for it",
    (length) => {
      const name = letter(0x7a).repeat(length);
      const engine = openEngine(bytes);
      expect(engine.findSubkey(engine.baseBlock.rootOffset, name)).toBeUndefined();
      expect(engine.findValue(engine.baseBlock.rootOffset, name)).toBeUndefined();
      expect(engine.findValues(engine.baseBlock.rootOffset, name)).toEqual([]);
      engine.close();
      // The next hive gets the same memory: it must still tell its letters apart.
      const next = openEngine(bytes);
      expect(next.findSubkey(next.baseBlock.rootOffset, "q".repeat(255))).toBeUndefined();
      expect(next.findSubkey(next.baseBlock.rootOffset, "K".repeat(255))).toBe(records.key("k".repeat(255)).nodeOffset);
    },
  );

  it("a key's name of 20,000 letters, which no Windows writes, is read whole", () => {
    const long = "n".repeat(20_000);
    const hive = hiveOf({ keys: [{ name: long }] });
    expect(openEngine(hive.bytes).key(hive.records.key(long).nodeOffset).name).toBe(long);
  });
});
