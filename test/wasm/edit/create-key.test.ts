import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../../fixtures/build/hive-bytes.ts";
import type { KeyDescription } from "../../../fixtures/build/hive-writer.ts";
import { KEY_FLAG } from "../../../fixtures/build/key-node.ts";
import { KEY_NODE, offsetOf, SECURITY } from "../../support/layout-transcription.ts";
import { securityAt } from "../../support/reference-reader.ts";
import { styleFindings } from "../../support/style-validator.ts";
import { hiveOf, refusal } from "../open-engine.ts";
import { find, keyOf, NOW, openForEdit, refusesWith, soundHive } from "./edited-hive.ts";

const NIL = 0xffffffff;

describe.each([3, 4, 5, 6])("a new key in a hive of version 1.%i", (minor) => {
  const { bytes, records } = hiveOf({ keys: [{ name: "Parent", time: 77n }] }, minor);

  it("is empty, secured as its parent, and listed in order", () => {
    const engine = openForEdit(bytes);
    const parent = find(engine, "Parent");
    const created = ["middle", "Zulu", "alpha"].map((name) => engine.editing.createKey(parent, name));
    const hive = soundHive(engine);
    expect(styleFindings(engine.toBytes())).toEqual([]);
    const key = keyOf(hive, "Parent");
    expect(key.keys.map(({ name }) => name)).toEqual(["alpha", "middle", "Zulu"]);
    expect(key.leaves).toMatchObject([{ kind: minor >= 5 ? "lh" : "lf", count: 3 }]);
    expect(key.keys.map(({ offset }) => offset).toSorted()).toEqual(created.toSorted());
    expect(key.node.time("lastWritten")).toBe(NOW);
    expect(key.node.number("largestSubkeyNameSize")).toBe(12);
    expect(hive.root.node.time("lastWritten")).not.toBe(NOW);
    for (const { node, values, keys, className } of key.keys) {
      expect([values, keys, className]).toEqual([[], [], undefined]);
      expect(node.time("lastWritten")).toBe(NOW);
      expect(node.number("flags")).toBe(KEY_FLAG.compressedName);
      expect(node.number("security")).toBe(records.key("").securityOffset);
      expect(node.bytes("spare")).toEqual(new Uint8Array(node.bytes("spare").length));
      expect(["subkeyList", "valueList", "className"].map((field) => node.number(field))).toEqual([NIL, NIL, NIL]);
    }
    expect(securityAt(engine.toBytes(), records.key("").securityOffset).number("referenceCount")).toBe(5);
  });

  it("is gone when it is undone, byte for byte", () => {
    const engine = openForEdit(bytes);
    engine.editing.createKey(find(engine, "Parent"), "a");
    expect(engine.isChanged).toBe(true);
    expect(engine.editing.undo()).toBe(true);
    expect(engine.isChanged).toBe(false);
    expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
  });
});

it("keeps times where that is asked for, and gives a new key none", () => {
  const engine = openForEdit(hiveOf({ keys: [{ name: "Parent", time: 77n }] }).bytes);
  engine.editing.time = "keep";
  engine.editing.createKey(find(engine, "Parent"), "a");
  const hive = soundHive(engine);
  expect(keyOf(hive, "Parent").node.time("lastWritten")).toBe(77n);
  expect(keyOf(hive, "Parent", "a").node.time("lastWritten")).toBe(0n);
});

describe("names", () => {
  const names = [
    "a",
    "Ünïcode",
    "ÿ", // its uppercase is beyond Latin-1
    "€uro",
    "a€",
    ".txt\uf00d",
    "zero\0key",
    "\0",
    "\ud800",
    "\udc00\ud800",
    "𝄞 clef",
    "x".repeat(255),
    "€".repeat(255),
    " ",
    "a/b",
  ];

  it.each([3, 5])("of every kind are stored, sorted and found, in version 1.%i", (minor) => {
    const engine = openForEdit(hiveOf({}, minor).bytes);
    const root = engine.baseBlock.rootOffset;
    const offsets = names.map((name) => engine.editing.createKey(root, name));
    const hive = soundHive(engine); // checks order, hints and hashes by code of its own
    expect(styleFindings(engine.toBytes())).toEqual([]);
    expect(hive.root.keys.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    for (const [index, name] of names.entries()) expect(engine.findSubkey(root, name)).toBe(offsets[index]);
    expect(engine.findSubkey(root, "ÜNÏCODE")).toBe(offsets[1]);
    expect(hive.root.node.number("largestSubkeyNameSize")).toBe(510);
  });

  it.each<[string, string, RegExp]>([
    ["an empty one", "", /empty/],
    ["one with a backslash", "a\\b", /backslash/],
    ["one of 256 units", "x".repeat(256), /too long/],
    ["one that is longer than any value's", "x".repeat(40_000), /too long/],
  ])("%s is refused", (_, name, statement) => {
    const engine = openForEdit(hiveOf({}).bytes);
    const create = (): number => engine.editing.createKey(engine.baseBlock.rootOffset, name);
    refusesWith(engine, "name-refused", create);
    expect(refusal(create).statement).toMatch(statement);
  });

  it.each([3, 5])("that are taken are refused, whatever their case, in version 1.%i", (minor) => {
    const engine = openForEdit(hiveOf({ keys: [{ name: "Größe" }, { name: "b" }] }, minor).bytes);
    for (const name of ["Größe", "GRÖßE", "größe", "B"])
      refusesWith(engine, "name-taken", () => engine.editing.createKey(engine.baseBlock.rootOffset, name));
  });
});

describe("a key that cannot have subkeys is refused as a parent:", () => {
  it.each<[string, number, Partial<KeyDescription>]>([
    ["a symbolic link", 5, { flags: KEY_FLAG.symbolicLink }],
    ["a predefined handle", 3, { predefinedHandle: 0x80000050 }],
    ["a tombstone", 6, { bits: { layer: 0x81 } }],
  ])("%s", (_, minor, description) => {
    const engine = openForEdit(hiveOf({ keys: [{ name: "Special", ...description }] }, minor).bytes);
    refusesWith(engine, "key-refused", () => engine.editing.createKey(find(engine, "Special"), "a"));
  });
});

it("makes 512 levels of keys, and not one more", () => {
  const engine = openForEdit(hiveOf({}).bytes);
  let key = engine.baseBlock.rootOffset;
  for (let level = 1; level < 512; level++) key = engine.editing.createKey(key, "k");
  refusesWith(engine, "limit-exceeded", () => engine.editing.createKey(key, "k"));
  soundHive(engine);
  expect(engine.findValues(engine.baseBlock.rootOffset, "none")).toEqual([]);
});

describe("in a damaged hive", () => {
  const written = hiveOf({ keys: [{ name: "Parent", keys: ["b", "d", "f"].map((name) => ({ name })) }] });
  const key = (hive: HiveBytes, path: string, field: string): number =>
    hive.data(hive.records.key(path).nodeOffset) + offsetOf(KEY_NODE, field);
  const element = (hive: HiveBytes, index: number): number =>
    hive.data(hive.records.key("Parent").listOffset ?? 0) + 4 + index * 8;
  const references = (hive: HiveBytes): number =>
    hive.data(hive.records.key("").securityOffset) + offsetOf(SECURITY, "referenceCount");
  const swapNames = (hive: HiveBytes, one: string, other: string): HiveBytes =>
    hive
      .text(hive.data(hive.records.key(`Parent\\${one}`).nodeOffset) + 76, other)
      .text(hive.data(hive.records.key(`Parent\\${other}`).nodeOffset) + 76, one);

  it.each<[string, (hive: HiveBytes) => HiveBytes, string, string]>([
    ["a wrong hash beside the place", (hive) => hive.u32(element(hive, 1) + 4, 7), "e", "bad-subkey-list"],
    ["a neighbour of another parent", (hive) => hive.u32(key(hive, "Parent\\d", "parent"), 8), "c", "wrong-parent"],
    ["a list that is not sorted", (hive) => swapNames(hive, "b", "f"), "a", "bad-subkey-list"],
    ["a key that counts more", (hive) => hive.u32(key(hive, "Parent", "subkeyCount"), 9), "e", "bad-subkey-list"],
    ["a security cell that counts none", (hive) => hive.u32(references(hive), 0), "e", "bad-security-ring"],
    ["one that counts too many", (hive) => hive.u32(references(hive), 0xffffffff), "e", "bad-security-ring"],
    ["a parent without security", (hive) => hive.u32(key(hive, "Parent", "security"), NIL), "e", "cell-out-of-range"],
    [
      "ancestors that loop",
      (hive) => hive.u32(key(hive, "Parent", "parent"), hive.records.key("Parent").nodeOffset),
      "e",
      "tree-too-deep",
    ],
  ])("%s", (_, spoil, name, code) => {
    const spoiled = spoil(new HiveBytes(written)).bytes;
    const engine = openForEdit(spoiled);
    refusesWith(engine, code, () => engine.editing.createKey(written.records.key("Parent").nodeOffset, name));
  });

  it("finds a name that a search by order does not meet, by its hash", () => {
    // b, d, f become f, d, b: a search for f ends behind b
    const hive = swapNames(new HiveBytes(written), "b", "f");
    const hashOf = (index: number): number => hive.view.getUint32(element(hive, index) + 4, true);
    const [first, last] = [hashOf(0), hashOf(2)];
    hive.u32(element(hive, 0) + 4, last).u32(element(hive, 2) + 4, first);
    const engine = openForEdit(hive.bytes);
    refusesWith(engine, "bad-subkey-list", () => engine.editing.createKey(find(engine, "Parent"), "F"));
  });

  it("damage elsewhere in the list is left alone", () => {
    const hive = new HiveBytes(written);
    const engine = openForEdit(hive.u32(element(hive, 0) + 4, 7).bytes);
    engine.editing.createKey(find(engine, "Parent"), "g");
    expect(engine.subkeys(find(engine, "Parent"))).toHaveLength(4);
  });
});

it("what is no key node is no parent", () => {
  const { bytes, records } = hiveOf({ keys: [{ name: "a" }] });
  const engine = openForEdit(bytes);
  refusesWith(engine, "bad-signature", () => engine.editing.createKey(records.key("").securityOffset, "a"));
  refusesWith(engine, "cell-out-of-range", () => engine.editing.createKey(0x7fffff00, "a"));
});
