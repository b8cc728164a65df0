import { describe, expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { HiveBytes } from "../../../fixtures/build/hive-bytes.ts";
import type { KeyDescription } from "../../../fixtures/build/hive-writer.ts";
import { KEY_FLAG } from "../../../fixtures/build/key-node.ts";
import { KEY_READ, SYSTEM, securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { KEY_NODE, offsetOf, SECURITY } from "../../support/layout-transcription.ts";
import { readHive, securityAt } from "../../support/reference-reader.ts";
import { hiveOf } from "../open-engine.ts";
import { find, keyOf, NOW, openForEdit, outline, refusesWith, soundHive } from "./edited-hive.ts";

const OWN = securityDescriptor([USER, KEY_READ]);
const THIRD = securityDescriptor([SYSTEM, KEY_READ]);
const values = [
  { name: "", type: 1, data: pattern(3) },
  { name: "none", type: 0, data: new Uint8Array() },
  { name: "plain", type: 3, data: pattern(5000) },
  { name: "big", type: 3, data: pattern(60_000) },
  { name: "€", type: 7, data: pattern(16_344) },
];
const subtree: KeyDescription = {
  name: "Gone",
  className: "class",
  values,
  keys: [
    { name: "a", security: OWN, keys: [{ name: "deep", values, className: "deeper" }] },
    { name: "b", predefinedHandle: 0x80000050 },
    { name: "c", flags: KEY_FLAG.symbolicLink, values: [{ name: "SymbolicLinkValue", type: 6, data: pattern(20) }] },
    { name: "many", list: { leafCount: 50 }, keys: Array.from({ length: 400 }, (_, at) => ({ name: `k${at}` })) },
  ],
};
const kept: KeyDescription = { name: "Kept", security: THIRD, className: "x", values, keys: [{ name: "inner" }] };

describe.each([3, 5])("deleting a tree in version 1.%i", (minor) => {
  const { bytes, records } = hiveOf({ keys: [kept, subtree, { name: "Own", security: OWN }] }, minor);

  it("leaves the others as they are, and no cell behind", () => {
    const engine = openForEdit(bytes);
    engine.editing.deleteKey(find(engine, "Gone"));
    const hive = soundHive(engine);
    expect(hive.root.keys.map(({ name }) => name)).toEqual(["Kept", "Own"]);
    expect(outline(keyOf(hive, "Kept"))).toEqual(outline(keyOf(readHive(bytes), "Kept")));
    expect(hive.root.node.time("lastWritten")).toBe(NOW);
    expect(securityAt(engine.toBytes(), records.key("Own").securityOffset).number("referenceCount")).toBe(1);
    // what is left is what the same hive has without that tree
    const without = readHive(hiveOf({ keys: [kept, { name: "Own", security: OWN }] }, minor).bytes);
    expect(hive.reached.size).toBe(without.reached.size);
  });

  it("is undone byte for byte", () => {
    const engine = openForEdit(bytes);
    engine.editing.deleteKey(find(engine, "Gone"));
    engine.editing.undo();
    expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
  });

  it("with the last keys that share a descriptor, that goes as well", () => {
    const engine = openForEdit(bytes);
    engine.editing.deleteKey(find(engine, "Own"));
    soundHive(engine);
    engine.editing.deleteKey(find(engine, "Gone"));
    const hive = soundHive(engine);
    expect(hive.reached.has(records.key("Own").securityOffset)).toBe(false);
    engine.editing.deleteKey(find(engine, "Kept"));
    const { root, reached } = soundHive(engine);
    expect(reached.size).toBe(2); // the root and its security
    expect(
      ["subkeyCount", "subkeyList", "largestSubkeyNameSize", "largestSubkeyClassSize"].map((field) =>
        root.node.number(field),
      ),
    ).toEqual([0, 0xffffffff, 0, 0]);
  });

  it("zeroes what was there where that is asked for", () => {
    const engine = openForEdit(bytes);
    engine.editing.wipeFreed(true);
    engine.editing.deleteKey(find(engine, "Gone"));
    soundHive(engine);
    const text = Buffer.from(engine.toBytes()).toString("latin1");
    for (const word of ["many", "k399", "SymbolicLinkValue", "d\0e\0e\0p\0e\0r"]) {
      expect(Buffer.from(bytes).toString("latin1")).toContain(word);
      expect(text).not.toContain(word);
    }
  });
});

it("deletes 511 levels at once", () => {
  const engine = openForEdit(hiveOf({}).bytes);
  let key = engine.baseBlock.rootOffset;
  for (let level = 1; level < 512; level++) key = engine.editing.createKey(key, "k");
  engine.editing.deleteKey(find(engine, "k"));
  expect(soundHive(engine).reached.size).toBe(2);
});

it("deletes many keys at once", { timeout: 60_000 }, () => {
  const count = process.env.HIVETOOL_FULL === "1" ? 100_000 : 10_000;
  const engine = openForEdit(hiveOf({}).bytes);
  const parent = engine.editing.createKey(engine.baseBlock.rootOffset, "Wide");
  engine.editing.transaction(() => {
    for (let at = 0; at < count; at++) engine.editing.createKey(parent, `${at}`);
  });
  engine.editing.deleteKey(parent);
  expect(soundHive(engine).reached.size).toBe(2);
});

describe("is refused", () => {
  const written = hiveOf({
    keys: [
      { name: "Kept", values: [{ name: "plain", type: 3, data: pattern(100) }], keys: [{ name: "inner" }] },
      { ...subtree, keys: (subtree.keys ?? []).slice(0, 3) },
    ],
  });
  const field = (hive: HiveBytes, path: string, name: string): number =>
    hive.data(hive.records.key(path).nodeOffset) + offsetOf(KEY_NODE, name);
  const ofSecurity = (hive: HiveBytes, path: string, name: string): number =>
    hive.data(hive.records.key(path).securityOffset) + offsetOf(SECURITY, name);
  const element = (hive: HiveBytes, path: string, index: number): number =>
    hive.data(hive.records.key(path).listOffset ?? 0) + 4 + index * 8;

  it("for the root", () => {
    const engine = openForEdit(written.bytes);
    refusesWith(engine, "root-stays", () => engine.editing.deleteKey(engine.baseBlock.rootOffset));
  });

  it.each<[string, (hive: HiveBytes) => HiveBytes, string]>([
    ["a key that is marked against it", (hive) => hive.u16(field(hive, "Gone\\a", "flags"), 0x28), "key-refused"],
    ["a subkey of another parent", (hive) => hive.u32(field(hive, "Gone\\a\\deep", "parent"), 32), "wrong-parent"],
    [
      "a key that its parent does not list",
      (hive) => hive.u32(field(hive, "Gone", "parent"), hive.records.key("Kept").nodeOffset),
      "bad-subkey-list",
    ],
    [
      "a parent that lists it twice",
      (hive) => hive.u32(element(hive, "", 1), hive.records.key("Gone").nodeOffset),
      "bad-subkey-list",
    ],
    ["a parent that lists nothing", (hive) => hive.u32(field(hive, "", "subkeyCount"), 0), "bad-subkey-list"],
    ["a count beyond the list", (hive) => hive.u32(field(hive, "Gone", "subkeyCount"), 4), "bad-subkey-list"],
    [
      "a subkey that is listed twice",
      (hive) => hive.u32(element(hive, "Gone", 1), hive.records.key("Gone\\a").nodeOffset),
      "cell-not-allocated",
    ],
    [
      "a list that names its own key",
      (hive) => hive.u32(element(hive, "Gone", 1), hive.records.key("Gone").nodeOffset),
      "wrong-parent",
    ],
    [
      "data that lies in a list",
      (hive) =>
        hive
          .u32(hive.data(hive.records.value("Gone", "plain").valueOffset) + 4, 8)
          .u32(
            hive.data(hive.records.value("Gone", "plain").valueOffset) + 8,
            hive.records.key("Gone").listOffset ?? 0,
          ),
      "bin-not-proved",
    ],
    [
      "values that share their data",
      (hive) =>
        hive.u32(
          hive.data(hive.records.value("Gone\\a\\deep", "plain").valueOffset) + 8,
          hive.records.data("Gone", "plain"),
        ),
      "cell-not-allocated",
    ],
    [
      "data in the middle of a cell",
      (hive) =>
        hive
          .u32(hive.records.data("Gone", "plain") + 4096 + 8, -64 >>> 0)
          .u32(hive.data(hive.records.value("Gone", "plain").valueOffset) + 4, 8)
          .u32(hive.data(hive.records.value("Gone", "plain").valueOffset) + 8, hive.records.data("Gone", "plain") + 8),
      "bin-not-proved",
    ],
    [
      "a value that is none",
      (hive) => hive.text(hive.data(hive.records.value("Gone", "plain").valueOffset), "xx"),
      "bad-signature",
    ],
    ["a value list that lacks room", (hive) => hive.u32(field(hive, "Gone", "valueCount"), 4000), "cell-too-small"],
    [
      "big data without its record",
      (hive) => hive.text(hive.data(hive.records.data("Gone", "big")), "xx"),
      "bad-value-data",
    ],
    ["a class beyond its cell", (hive) => hive.u16(field(hive, "Gone", "classSize"), 400), "cell-too-small"],
    [
      "a security cell that counts too few",
      (hive) => hive.u32(ofSecurity(hive, "Kept", "referenceCount"), 2),
      "bad-security-ring",
    ],
    [
      "a ring that is broken behind it",
      (hive) => hive.u32(ofSecurity(hive, "", "previous"), 8192),
      "bad-security-ring",
    ],
    [
      "a ring that is broken before it",
      (hive) => hive.u32(ofSecurity(hive, "", "next"), hive.records.key("").securityOffset),
      "bad-security-ring",
    ],
    [
      "a ring that leads nowhere",
      (hive) => hive.u32(ofSecurity(hive, "Gone\\a", "next"), hive.records.key("Kept").nodeOffset),
      "bad-signature",
    ],
  ])("with %s", (_, spoil, code) => {
    const engine = openForEdit(spoil(new HiveBytes(written)).bytes);
    const remove = (): void => engine.editing.deleteKey(written.records.key("Gone").nodeOffset);
    refusesWith(engine, code, remove);
    expect(engine.isChanged).toBe(false);
  });

  it.each<[string, string, string]>([
    ["its parent shares a descriptor that counts one key only", "Own\\a", "cell-not-allocated"],
    ["the root does", "Plain", "bad-security-ring"],
  ])("where %s", (_, path, code) => {
    const hive = hiveOf({
      keys: [
        { name: "Own", security: OWN, keys: [{ name: "a" }] },
        { name: "Plain" },
        { name: "Third", security: THIRD },
      ],
    });
    const spoiled = new HiveBytes(hive);
    const engine = openForEdit(spoiled.u32(ofSecurity(spoiled, path, "referenceCount"), 1).bytes);
    refusesWith(engine, code, () => engine.editing.deleteKey(find(engine, ...path.split("\\"))));
  });

  it("never of a key that is not there any more", () => {
    const engine = openForEdit(written.bytes);
    const key = find(engine, "Gone");
    engine.editing.deleteKey(key);
    refusesWith(engine, "cell-not-allocated", () => engine.editing.deleteKey(key));
  });

  it("not for a key in a list that is not sorted: it is looked for everywhere", () => {
    const hive = new HiveBytes(written);
    const [first, second] = [element(hive, "Gone", 0), element(hive, "Gone", 2)];
    for (const at of [0, 4]) {
      const other = hive.view.getUint32(second + at, true);
      hive.u32(second + at, hive.view.getUint32(first + at, true)).u32(first + at, other);
    }
    const engine = openForEdit(hive.bytes);
    engine.editing.deleteKey(written.records.key("Gone\\a").nodeOffset);
    expect(readHive(engine.toBytes()).root.keys[0]?.keys.map(({ name }) => name)).toEqual(["c", "b"]);
  });
});
