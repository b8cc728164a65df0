import { describe, expect, it } from "vitest";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import type { ListDescription } from "../../fixtures/build/subkey-list.ts";
import { HIVE_BIN, offsetOf } from "./layout-transcription.ts";
import { styleFindings } from "./style-validator.ts";

function hiveOf(root: Omit<KeyDescription, "name">, minor: number): Uint8Array {
  return writeHive({ minor, sequence: 1, time: 5n, fileName: "", root: { name: "ROOT", ...root } }).bytes;
}

function listed(count: number, list: ListDescription = {}): Omit<KeyDescription, "name"> {
  return { keys: [...Array(count).keys()].map((index) => ({ name: `${index}` })), list };
}

describe("the validator of style", () => {
  const value = { name: "narrow", type: 3, data: new Uint8Array(9), utf16: true };
  const written: [what: string, root: Omit<KeyDescription, "name">, minor: number, finding: RegExp][] = [
    ["a leaf larger than a page", listed(508, { leafCount: 508 }), 5, /an lh leaf of 508 elements/],
    ["a fast leaf like that", listed(508, { kinds: ["lf"], leafCount: 508 }), 3, /an lf leaf of 508 elements/],
    ["an index leaf like that", listed(1013, { leafCount: 1013 }), 3, /an li leaf of 1013 elements/],
    ["a leaf of a newer version", listed(1, { kinds: ["lh"] }), 4, /an lh leaf in a hive of version 1.4/],
    ["a leaf of an older version", listed(1, { kinds: ["lf"] }), 5, /an lf leaf in a hive of version 1.5/],
    ["leaves of several kinds", listed(4, { kinds: ["lf", "li"], leafCount: 2 }), 3, /leaves of several kinds/],
    ["a wide name", { keys: [{ name: "narrow", utf16: true }] }, 5, /key narrow: two bytes a letter/],
    ["a wide name of a value", { values: [value] }, 5, /two bytes a letter/],
  ];

  it.each(written)("finds %s", (_, root, minor, finding) => {
    expect(styleFindings(hiveOf(root, minor)).join("\n")).toMatch(finding);
  });

  it("finds something in the unused fields of a bin", () => {
    const hive = hiveOf({}, 5);
    hive[4096 + offsetOf(HIVE_BIN, "spare")] = 1;
    expect(styleFindings(hive)).toEqual(["the bin at 0 has something in its unused fields"]);
  });

  const sizes: [minor: number, count: number][] = [
    [1, 1012],
    [2, 1013],
    [3, 507],
    [3, 1012],
    [3, 1013],
    [4, 508],
    [5, 508],
    [6, 1015],
  ];

  it.each(sizes)("finds nothing in a hive of version 1.%i with %i subkeys", (minor, count) => {
    expect(styleFindings(hiveOf(listed(count), minor))).toEqual([]);
  });
});
