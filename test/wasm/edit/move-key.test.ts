import { describe, expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { HiveBytes } from "../../../fixtures/build/hive-bytes.ts";
import type { KeyDescription } from "../../../fixtures/build/hive-writer.ts";
import { KEY_FLAG } from "../../../fixtures/build/key-node.ts";
import { KEY_READ, securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { KEY_NODE, offsetOf } from "../../support/layout-transcription.ts";
import { readHive } from "../../support/reference-reader.ts";
import { hiveOf } from "../open-engine.ts";
import { find, keyOf, NOW, openForEdit, outline, refusesWith, soundHive } from "./edited-hive.ts";

const moved: KeyDescription = {
  name: "Moved",
  className: "a class",
  time: 5n,
  security: securityDescriptor([USER, KEY_READ]),
  values: [{ name: "v", type: 3, data: pattern(30_000) }],
  keys: Array.from({ length: 600 }, (_, at) => ({
    name: `k${at}`,
    time: 6n,
    keys: at === 7 ? [{ name: "deep" }] : [],
  })),
};
const described = [moved, { name: "Other", time: 5n, keys: [{ name: "Taken" }] }, { name: "Last" }];

describe.each([3, 5])("in version 1.%i", (minor) => {
  const { bytes } = hiveOf({ keys: described }, minor);
  const before = keyOf(readHive(bytes), "Moved");

  it.each<[string, string]>([
    ["of the same length", "Gone!"],
    ["that is shorter", "M"],
    ["that needs another cell", `Moved to ${"a longer name ".repeat(10)}`],
    ["in UTF-16", "Moved €"],
    ["in other letter case", "mOVED"],
    ["that sorts last", "zzz"],
  ])("a key gets a name %s, and keeps what it has", (_, name) => {
    const engine = openForEdit(bytes);
    const key = engine.editing.moveKey(find(engine, "Moved"), engine.baseBlock.rootOffset, name);
    const hive = soundHive(engine); // checks order, hashes, hints, and the parent that each subkey names
    const after = keyOf(hive, name);
    expect(after.offset).toBe(key);
    expect(outline(after).slice(1)).toEqual(outline(before).slice(1));
    expect([after.className, after.values, after.node.number("security")]).toEqual([
      before.className,
      before.values,
      before.node.number("security"),
    ]);
    expect(after.node.time("lastWritten")).toBe(NOW);
    expect(hive.root.node.time("lastWritten")).toBe(NOW);
    expect(hive.root.keys).toHaveLength(3);
    engine.editing.undo();
    expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
  });

  it("a key goes to another parent, by another name or its own", () => {
    const engine = openForEdit(bytes);
    engine.editing.moveKey(find(engine, "Moved"), find(engine, "Last"), "Moved");
    engine.editing.moveKey(find(engine, "Last"), find(engine, "Other"), "A new name");
    const hive = soundHive(engine);
    const after = keyOf(hive, "Other", "A new name", "Moved");
    expect(outline(after).slice(1)).toEqual(outline(before).slice(1));
    expect(hive.root.keys.map(({ name }) => name)).toEqual(["Other"]);
    const { node } = keyOf(hive, "Other", "A new name");
    expect([node.number("largestSubkeyNameSize"), node.number("largestSubkeyClassSize")]).toEqual([10, 14]);
  });

  it("hints go with the only subkey, and come back with the next one", () => {
    const engine = openForEdit(
      hiveOf({ keys: [{ name: "P", keys: [{ name: "a long name", className: "c" }] }] }, minor).bytes,
    );
    const hints = (): number[] => {
      const { node } = keyOf(soundHive(engine), "P");
      return [node.number("largestSubkeyNameSize"), node.number("largestSubkeyClassSize")];
    };
    engine.editing.moveKey(find(engine, "P", "a long name"), find(engine, "P"), "s");
    expect(hints()).toEqual([2, 2]);
    engine.editing.moveKey(find(engine, "P", "s"), engine.baseBlock.rootOffset, "s");
    expect(hints()).toEqual([0, 0]);
  });

  it("by its own name to its own place nothing happens", () => {
    const engine = openForEdit(bytes);
    expect(engine.editing.moveKey(find(engine, "Moved"), engine.baseBlock.rootOffset, "Moved")).toBe(
      find(engine, "Moved"),
    );
    expect(engine.isChanged).toBe(false);
  });

  it("keeps times where that is asked for", () => {
    const engine = openForEdit(bytes);
    engine.editing.time = "keep";
    engine.editing.moveKey(find(engine, "Moved"), find(engine, "Other"), "Moved");
    expect(keyOf(soundHive(engine), "Other").node.time("lastWritten")).toBe(5n);
    expect(keyOf(soundHive(engine), "Other", "Moved").node.time("lastWritten")).toBe(5n);
  });

  it.each<[string, string[], string[], string, string]>([
    ["the root", [], ["Other"], "x", "root-stays"],
    ["into itself", ["Moved"], ["Moved"], "x", "into-itself"],
    ["into a key below it", ["Moved"], ["Moved", "k7", "deep"], "x", "into-itself"],
    ["to a name that is taken", ["Moved"], ["Other"], "tAKEN", "name-taken"],
    ["to a name of a neighbour", ["Moved"], [], "Last", "name-taken"],
    ["to an empty name", ["Moved"], [], "", "name-refused"],
    ["to a name with a backslash", ["Moved"], [], "a\\b", "name-refused"],
    ["to a name that is too long", ["Moved"], [], "x".repeat(256), "name-refused"],
  ])("%s is refused", (_, from, to, name, code) => {
    const engine = openForEdit(bytes);
    refusesWith(engine, code, () => engine.editing.moveKey(find(engine, ...from), find(engine, ...to), name));
  });
});

it("a tree goes as deep as 512 levels, and no deeper", () => {
  const engine = openForEdit(
    hiveOf({ keys: [{ name: "Tree", keys: [{ name: "a", keys: [{ name: "b" }] }, { name: "c" }] }] }).bytes,
  );
  let key = engine.baseBlock.rootOffset;
  const levels: number[] = [key];
  for (let level = 1; level < 512; level++) {
    key = engine.editing.createKey(key, "k");
    levels.push(key);
  }
  refusesWith(engine, "limit-exceeded", () => engine.editing.moveKey(find(engine, "Tree"), levels[509] ?? 0, "Tree"));
  engine.editing.moveKey(find(engine, "Tree"), levels[508] ?? 0, "Tree");
  soundHive(engine);
  engine.editing.moveKey(engine.findSubkey(levels[508] ?? 0, "Tree") ?? 0, levels[508] ?? 0, "Renamed at that depth");
  soundHive(engine);
});

it("a link and a key with a handle are moved, but take none in", () => {
  const link = {
    name: "Link",
    flags: KEY_FLAG.symbolicLink,
    values: [{ name: "SymbolicLinkValue", type: 6, data: pattern(8) }],
  };
  const engine = openForEdit(
    hiveOf({ keys: [link, { name: "Handle", predefinedHandle: 0x80000050 }, { name: "To" }] }, 3).bytes,
  );
  for (const name of ["Link", "Handle"]) {
    refusesWith(engine, "key-refused", () => engine.editing.moveKey(find(engine, "To"), find(engine, name), "x"));
    engine.editing.moveKey(find(engine, name), find(engine, "To"), `${name} by a much longer name`);
  }
  const { keys } = keyOf(soundHive(engine), "To");
  expect(keys.map(({ node }) => node.number("flags") & 0x50)).toEqual([0x40, 0x10]);
  expect(keys[0]?.node.number("valueCount")).toBe(0x80000050);
});

it("is refused where a subkey names another parent, if it must be told", () => {
  const written = hiveOf({ keys: [{ name: "Moved", keys: [{ name: "a" }, { name: "b" }] }] });
  const hive = new HiveBytes(written);
  hive.u32(hive.data(written.records.key("Moved\\b").nodeOffset) + offsetOf(KEY_NODE, "parent"), 32);
  const engine = openForEdit(hive.bytes);
  const rename = (name: string) => () =>
    engine.editing.moveKey(find(engine, "Moved"), engine.baseBlock.rootOffset, name);
  refusesWith(engine, "wrong-parent", rename("x".repeat(100)));
  rename("Other")();
  expect(find(engine, "Other")).toBe(written.records.key("Moved").nodeOffset);
});
