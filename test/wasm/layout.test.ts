import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import * as layout from "../../wasm/assembly/layout.ts";
import { BASE_BLOCK, KEY_NODE, offsetOf, STRUCTURES, sizeOf, VALUE, widthOf } from "../support/layout-transcription.ts";
import { StructureView } from "../support/structure-view.ts";
import { FACTS, FIELDS, SIGNATURES, SIZES, UNNAMED_FIELDS } from "./layout-names.ts";
import { hiveOf, openEngine } from "./open-engine.ts";

const constants = new Map<string, number>(Object.entries(layout));

describe("the engine's constants are those of the independent transcription", () => {
  it.each(Object.entries(FIELDS))("%s is where %s lies", (name, [structure, field]) => {
    expect(constants.get(name)).toBe(offsetOf(STRUCTURES[structure], field));
  });

  it.each(Object.entries(SIZES))("%s is the size of %s", (name, structures) => {
    for (const structure of structures) expect(constants.get(name), structure).toBe(sizeOf(STRUCTURES[structure]));
  });

  it.each(Object.entries(SIGNATURES))("%s spells %s", (name, letters) => {
    const number = [...letters].reduceRight((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);
    expect(constants.get(name)).toBe(number);
  });

  it.each(Object.entries(FACTS))("%s is %d", (name, value) => {
    expect(constants.get(name)).toBe(value);
  });

  it("covers every constant once, and no other", () => {
    const covered = [FIELDS, SIZES, SIGNATURES, FACTS].flatMap((table) => Object.keys(table));
    expect(covered.toSorted()).toEqual([...constants.keys()].toSorted());
  });

  it("has a constant for every field that has a name", () => {
    const named = new Set(Object.values(FIELDS).map(([structure, field]) => `${structure}.${field}`));
    const all = Object.entries(STRUCTURES).flatMap(([name, table]) => table.map(([field]) => `${name}.${field}`));
    expect(all.filter((field) => !named.has(field))).toEqual(UNNAMED_FIELDS);
  });

  it("notes the width that each field has in the transcription", () => {
    const source = readFileSync(fileURLToPath(new URL("../../wasm/assembly/layout.ts", import.meta.url)), "utf8");
    const widths: Record<string, number> = { u8: 1, u16: 2, u32: 4, u64: 8, i32: 4, FILETIME: 8, GUID: 16 };
    const notes = [...source.matchAll(/const (\w+): u32 = \w+; \/\/ (u8|u16|u32|u64|FILETIME|GUID)\b/g)];
    const noted = new Map(notes.map(([, name = "", width = ""]) => [name, widths[width]]));
    const fields = Object.entries(FIELDS).filter(([name]) => noted.has(name));
    expect(fields.length).toBeGreaterThan(75);
    for (const [name, [structure, field]] of fields) {
      expect(noted.get(name), name).toBe(widthOf(STRUCTURES[structure], field));
    }
  });
});

/** Another pattern for every field and round, with the top bit set, so that signs and widths show. */
const numberFor = (field: number, round: number, width: number): bigint =>
  BigInt.asUintN(width * 8, 0x8a1b2c3d4e5f6071n ^ (BigInt(field * 37 + round * 5 + 1) * 0x0101010101010101n));

/** All fields of a key record, each by its name in the transcription. */
function expectedKey(node: StructureView, name: string) {
  const flags2 = node.number("userAndVirtualizationFlags");
  return {
    name,
    flags: node.number("flags"),
    lastWritten: node.time("lastWritten"),
    parent: node.number("parent"),
    subkeyCount: node.number("subkeyCount"),
    valueCount: node.number("valueCount"),
    valueCountField: node.number("valueCount"),
    classSize: node.number("classSize"),
    classOffset: node.number("className"),
    security: node.number("security"),
    subkeyList: node.number("subkeyList"),
    valueList: node.number("valueList"),
    accessBits: node.number("accessBits"),
    layerBits: node.number("layerBits"),
    userFlags: flags2 % 16,
    virtualizationFlags: Math.floor(flags2 / 16),
    debug: node.number("debug"),
    volatileSubkeyCount: node.number("volatileSubkeyCount"),
    hints: {
      largestSubkeyName: node.number("largestSubkeyNameSize"),
      largestSubkeyClass: node.number("largestSubkeyClassSize"),
      largestValueName: node.number("largestValueNameSize"),
      largestValueData: node.number("largestValueDataSize"),
    },
  };
}

/** The same hive in both modes: its image lies at another address in each. */
function inBothModes(bytes: Uint8Array): Engine[] {
  return [openEngine(bytes, { ignoreChecksum: true }), openEngine(bytes, { mode: "edit", ignoreChecksum: true })];
}

describe("every field that the binding exposes is read from its place", () => {
  const written = hiveOf({
    keys: [
      { name: "first" },
      { name: "between", values: [{ name: "one", type: 3, data: new Uint8Array(99) }] },
      { name: "other" },
    ],
    values: [{ name: "two", type: 1, data: new Uint8Array(5000) }],
  });

  it.each(["first", "other", ""])("of the key %j", (path) => {
    const hive = new HiveBytes(written);
    const { nodeOffset } = hive.records.key(path);
    const node = new StructureView(hive.bytes, KEY_NODE, hive.data(nodeOffset));
    const spared = ["signature", "nameSize"];
    KEY_NODE.forEach(([field, width], index) => {
      if (!spared.includes(field)) node.set(field, numberFor(index, path.length, width));
    });
    node.set("flags", (node.number("flags") & ~0x40) | 0x20);
    for (const engine of inBothModes(hive.bytes)) {
      expect(engine.key(nodeOffset)).toEqual(expectedKey(node, path || "ROOT"));
    }
  });

  it.each([
    ["between", "one"],
    ["", "two"],
  ])("of the value in %j named %s", (path, name) => {
    const hive = new HiveBytes(written);
    const { valueOffset } = hive.records.value(path, name);
    const value = new StructureView(hive.bytes, VALUE, hive.data(valueOffset));
    value.set("dataSize", 0x2a50 + path.length);
    value.set("data", 0x12345678);
    value.set("type", 0x9abcdef0 + path.length);
    value.set("flags", 0xfffd);
    value.set("spare", 0x4321);
    for (const engine of inBothModes(hive.bytes)) {
      const fields = { name, size: value.number("dataSize"), type: value.number("type"), flags: value.number("flags") };
      expect(engine.value(valueOffset)).toEqual(fields);
    }
  });

  it.each([1, 2])("of the base block, pattern %d", (round) => {
    const hive = new HiveBytes(written);
    const block = new StructureView(hive.bytes, BASE_BLOCK, 0);
    const spared = [
      "signature",
      "majorVersion",
      "minorVersion",
      "fileType",
      "fileFormat",
      "rootCell",
      "hiveBinsDataSize",
      "fileName",
    ];
    BASE_BLOCK.forEach(([field, width], index) => {
      if (!spared.includes(field)) block.set(field, numberFor(index, round, width));
    });
    block.set("guidSignature", 0x6d746d72);
    for (const { baseBlock } of inBothModes(hive.bytes)) {
      expect(baseBlock).toMatchObject({
        primarySequence: block.number("primarySequence"),
        secondarySequence: block.number("secondarySequence"),
        lastWritten: block.time("lastWritten"),
        majorVersion: 1,
        minorVersion: 5,
        rootOffset: block.number("rootCell"),
        binsSize: block.number("hiveBinsDataSize"),
        clusteringFactor: block.number("clusteringFactor"),
        checksumStored: block.number("checksum"),
        flags: block.number("flags"),
        lastReorganized: block.time("lastReorganized"),
      });
    }
  });
});
