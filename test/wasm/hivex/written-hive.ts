import { HIVEX_OPEN_WRITE, type Hivex, type HivexSetValue, hiveTypes } from "hivex-wasm";
import { expect } from "vitest";
import { pattern, utf16 } from "../../../fixtures/build/encoding.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { type ReferenceKey, readHive, walkKeys } from "../../support/reference-reader.ts";
import { hiveOf } from "../open-engine.ts";
import { openHivex } from "./open-hivex.ts";

export const TIME = 0x01d0_0000_0000_0000n; // of every key that the tests' writer makes
export const LATER = 0x01dc_1234_5678_9abcn;
export const binary = (key: string, ...bytes: number[]): HivexSetValue => ({
  key,
  t: hiveTypes.REG_BINARY,
  value: Uint8Array.from(bytes),
});

export const TREE = {
  keys: [
    {
      name: "Software",
      keys: [{ name: "Acme", className: "class", values: [{ name: "v", type: 3, data: pattern(9, 1) }] }],
    },
    { name: "System" },
  ],
  values: [
    { name: "", type: 1, data: utf16("text\0") },
    { name: "Two", type: 3, data: pattern(100, 1) },
    { name: "Three", type: 3, data: pattern(2, 1) },
  ],
};

export function opened(minor = 5) {
  const { bytes } = hiveOf(TREE, minor);
  const hivex = openHivex(bytes, HIVEX_OPEN_WRITE);
  const node = (path: string): number =>
    path
      .split("\\")
      .reduce((key, name) => hivex.nodeGetChild(key, name) ?? expect.fail(`no key ${name}`), hivex.root());
  return { bytes, hivex, root: hivex.root(), node };
}

/** What the plain reader finds in the bytes, which must be a sound hive. */
export function keysOf(hivex: Hivex): Map<string, ReferenceKey> {
  const bytes = hivex.toBytes();
  expect(validateHive(bytes)).toEqual([]);
  return new Map([...walkKeys(readHive(bytes).root)].map((key) => [key.path.join("\\"), key]));
}

export const valuesOf = (key: ReferenceKey | undefined): (readonly [string, number, number[]])[] =>
  (key?.values ?? []).map(({ name, type, data }) => [name, type, [...data]] as const);
export const namesOf = (key: ReferenceKey | undefined): string[] => (key?.values ?? []).map(({ name }) => name);
