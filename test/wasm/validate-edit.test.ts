import { bytesSource, changedRuns, dirtyRuns, Engine, engineBefore, validateEdit } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { securityDescriptor, USER } from "../../fixtures/build/security.ts";
import { corpusFile, corpusHives, describeCorpus, SIZE_LIMIT } from "../support/corpus.ts";
import { BIG_DATA, KEY_NODE, offsetOf, SECURITY, VALUE } from "../support/layout-transcription.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";
import { RecordingSource } from "./recording-source.ts";

type Places = Parameters<typeof validateEdit>[1];

/** Every key of the hive, as if all of it had been edited; all of it has been read. */
function everything(engine: Engine): Places {
  const keys = [engine.baseBlock.rootOffset];
  for (const key of keys) keys.push(...engine.subkeys(key));
  for (const key of keys) for (const value of engine.values(key)) engine.valueData(value);
  return { keys, runs: [{ offset: 0, size: engine.baseBlock.binsSize }] };
}

/** Hives that are made so, or were written by something that did not know better. */
const OUT_OF_ORDER: Readonly<Record<string, string>> = {
  // A key of which Windows 2000 did not keep the largest class name of its subkeys.
  "log2timeline+dfwinreg/SYSTEM": "bad-key-hint",
  // Made by hand to try names out; a hash in it is that of another name.
  "msuhanov+yarp/CompHive": "bad-subkey-list",
};

describeCorpus("real hives are found to be in order", () => {
  for (const { file, size, golden, checksumValid } of corpusHives()) {
    if (golden === null || golden.includes("partial") || size > SIZE_LIMIT) continue;
    it(file, () => {
      using engine = Engine.open(bytesSource(corpusFile(file)), { ignoreChecksum: !checksumValid });
      const places = everything(engine);
      const code = OUT_OF_ORDER[file];
      if (code === undefined) expect(validateEdit(engine, places)).toEqual([]);
      else expect(refusal(() => validateEdit(engine, places)).code).toBe(code);
    });
  }
});

const WRITTEN = hiveOf({
  className: "class",
  values: [
    { name: "small", type: 4, data: Uint8Array.of(1, 2, 3, 4) },
    { name: "plain", type: 3, data: new Uint8Array(100) },
    { name: "big", type: 3, data: new Uint8Array(40_000) },
  ],
  keys: ["a", "b", "c", "d"].map((name, index) => ({
    name: `key ${name}`,
    className: `class of ${name}`,
    security: securityDescriptor([USER, index + 1]),
  })),
  list: { leafCount: 2 },
});

describe("what is wrong is found", () => {
  const root = (hive: HiveBytes, field: string): number =>
    hive.data(hive.records.key("").nodeOffset) + offsetOf(KEY_NODE, field);
  const node = (hive: HiveBytes, field: string): number =>
    hive.data(hive.records.key("key b").nodeOffset) + offsetOf(KEY_NODE, field);
  const value = (hive: HiveBytes, name: string, field: string): number =>
    hive.data(hive.records.key("").values.get(name)?.valueOffset ?? 0) + offsetOf(VALUE, field);
  const big = (hive: HiveBytes, field: string): number =>
    hive.data(hive.records.key("").values.get("big")?.dataOffset ?? 0) + offsetOf(BIG_DATA, field);
  const security = (hive: HiveBytes, path: string, field: string): number =>
    hive.data(hive.records.key(path).securityOffset) + offsetOf(SECURITY, field);
  const leaf = (hive: HiveBytes, index: number): number => hive.data(hive.records.key("").leafOffsets?.[index] ?? 0);
  const offset = (hive: HiveBytes, path: string): number => hive.records.key(path).nodeOffset;

  it.each<[string, string, (hive: HiveBytes) => HiveBytes]>([
    ["a hash that is another name's", "bad-subkey-list", (hive) => hive.u32(leaf(hive, 0) + 8, 7)],
    ["a hash far from the change", "bad-subkey-list", (hive) => hive.u32(leaf(hive, 1) + 16, 7)],
    ["names in another order", "bad-subkey-list", (hive) => hive.text(node(hive, "classSize") + 2, "zey b")],
    ["a leaf that counts less", "bad-subkey-list", (hive) => hive.u16(leaf(hive, 1) + 2, 1)],
    ["a leaf that counts more", "bad-subkey-list", (hive) => hive.u16(leaf(hive, 0) + 2, 3)],
    ["a key that counts more", "bad-subkey-list", (hive) => hive.u32(root(hive, "subkeyCount"), 5)],
    [
      "a key that its parent's list has not",
      "bad-subkey-list",
      (hive) => hive.u32(leaf(hive, 0) + 12, offset(hive, "key c")),
    ],
    [
      "a subkey of another parent",
      "wrong-parent",
      (hive) => hive.u32(hive.data(offset(hive, "key d")) + 16, offset(hive, "key a")),
    ],
    ["a longest subkey name that is not", "bad-key-hint", (hive) => hive.u16(root(hive, "largestSubkeyNameSize"), 8)],
    ["a longest class that is not", "bad-key-hint", (hive) => hive.u32(root(hive, "largestSubkeyClassSize"), 18)],
    ["a longest value name that is not", "bad-key-hint", (hive) => hive.u32(root(hive, "largestValueNameSize"), 9)],
    ["a largest value that is not", "bad-key-hint", (hive) => hive.u32(root(hive, "largestValueDataSize"), 39_999)],
    ["a value list that is too short", "cell-too-small", (hive) => hive.u32(root(hive, "valueCount"), 9)],
    ["a value that is none", "bad-signature", (hive) => hive.u16(value(hive, "plain", "signature"), 7)],
    ["data that its cell does not hold", "cell-too-small", (hive) => hive.u32(value(hive, "plain", "dataSize"), 109)],
    ["big data without its list", "cell-out-of-range", (hive) => hive.u32(big(hive, "segmentList"), 0xffffffff)],
    ["big data with a segment less", "bad-value-data", (hive) => hive.u16(big(hive, "segmentCount"), 2)],
    [
      "a class name that is free",
      "cell-not-allocated",
      (hive) => hive.size(hive.records.key("key b").classOffset ?? 0, 24),
    ],
    [
      "a security cell that counts none",
      "bad-security-ring",
      (hive) => hive.u32(security(hive, "key b", "referenceCount"), 0),
    ],
    ["a neighbour that names another", "bad-security-ring", (hive) => hive.u32(security(hive, "key a", "next"), 32)],
    ["no security at all", "cell-out-of-range", (hive) => hive.u32(node(hive, "security"), 0xffffffff)],
    ["cells that do not fill their bin", "bin-not-proved", (hive) => hive.size(offset(hive, "key b"), -8)],
    [
      "a key that is free",
      "cell-not-allocated",
      (hive) => hive.size(offset(hive, "key b"), -hive.sizeAt(offset(hive, "key b"))),
    ],
  ])("%s", (_, code, spoil) => {
    const spoiled = openEngine(spoil(new HiveBytes(WRITTEN)).seal().bytes);
    const keys = [WRITTEN.records.key("").nodeOffset, WRITTEN.records.key("key b").nodeOffset];
    const places = { keys, runs: [{ offset: 0, size: 4096 }] };
    expect(refusal(() => validateEdit(spoiled, places)).code).toBe(code);
    // The same faults in the hive before the edit are none of the edit's.
    const before = (): Engine => openEngine(spoiled.memory.source);
    const old = validateEdit(spoiled, places, { before });
    expect(old.map(({ error }) => error.code)).toContain(code);
    expect(validateEdit(spoiled, places, { known: old })).toEqual(old);
  });

  it("nothing, where nothing is", () => {
    const engine = openEngine(WRITTEN.bytes);
    expect(validateEdit(engine, everything(engine))).toEqual([]);
  });
});

it("edits leave hives that are in order, and the old faults of a list are not theirs", () => {
  const hive = new HiveBytes(WRITTEN);
  const list = hive.data(hive.records.key("").leafOffsets?.[1] ?? 0);
  const engine = openEngine(hive.u32(list + 16, 7).seal().bytes, { mode: "edit" });
  const root = engine.baseBlock.rootOffset;
  const key = engine.editing.createKey(root, "key aa");
  engine.editing.setValue(key, "x", 1, new Uint8Array(20_000));
  const places = { keys: [root, key], runs: dirtyRuns(engine) };
  expect(refusal(() => validateEdit(engine, places)).code).toBe("bad-subkey-list");
  expect(validateEdit(engine, places, { before: () => engineBefore(engine) })).toMatchObject([
    { place: `subkeys of ${root}`, error: { code: "bad-subkey-list" } },
  ]);
});

it("reads little more than the edit did, however long the list: 16 KiB, or what it is told", () => {
  const names = Array.from({ length: 3_000 }, (_, index) => `Key number ${String(index).padStart(5, "0")}`);
  const { bytes } = hiveOf({
    keys: [...names.map((name) => ({ name })), { name: "Last", fillerBefore: 5 * 1024 * 1024 }],
    list: { leafCount: 500 },
  });
  const source = new RecordingSource(bytes);
  const engine = openEngine(source, { mode: "edit" });
  const root = engine.baseBlock.rootOffset;
  const key = engine.editing.createKey(root, "Key number 01500 and a half");
  const places = { keys: [root, key], runs: changedRuns(engine) };
  const reading = (pages?: number): number => {
    const before = source.bytesRead;
    validateEdit(engine, places, pages === undefined ? {} : { pages });
    return source.bytesRead - before;
  };
  expect(reading(0)).toBe(0);
  expect(reading()).toBe(16 * 1024);
  expect(reading(16)).toBe(64 * 1024);
});
