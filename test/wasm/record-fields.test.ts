import { type RecordStructure, recordFields } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { offsetOf, STRUCTURES, sizeOf, widthOf } from "../support/layout-transcription.ts";

const NAMES: Record<RecordStructure, keyof typeof STRUCTURES> = {
  "base block": "baseBlock",
  "hive bin": "hiveBin",
  "key node": "keyNode",
  "subkey list": "subkeyList",
  value: "value",
  "big data": "bigData",
  "security cell": "security",
};
const structures = Object.entries(NAMES) as [RecordStructure, keyof typeof STRUCTURES][];

describe("the fields that inspection shows", () => {
  it.each(structures)("of the %s are where the independent transcription has fields", (structure, name) => {
    const table = STRUCTURES[name];
    const shown = recordFields(structure, 5);
    const places = shown.map(({ offset, size }) => `${offset}+${size}`);
    const fields = table.filter(([field]) => !field.startsWith("reserved") || structure !== "base block");
    expect(places).toEqual(fields.map(([field]) => `${offsetOf(table, field)}+${widthOf(table, field)}`));
    expect(new Set(shown.map(({ name: field }) => field)).size).toBe(shown.length);
  });

  it.each(structures)("of the %s cover it in version 1.1 as well", (structure, name) => {
    const covered = recordFields(structure, 1).reduce((size, field) => size + field.size, 0);
    const reserved = structure === "base block" ? 324 + 3520 : 0;
    expect(covered).toBe(sizeOf(STRUCTURES[name]) - reserved);
  });
});
