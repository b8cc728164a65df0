import type { Engine } from "hivex-wasm";
import { expect } from "vitest";
import { validateHive } from "../../support/hive-validator.ts";
import { type ReferenceKey, readHive } from "../../support/reference-reader.ts";

/** The file after the edits, which must be a sound hive. */
export function soundBytes(engine: Engine): Uint8Array {
  const bytes = engine.toBytes();
  expect(validateHive(bytes)).toEqual([]);
  return bytes;
}

/** A key directly below the root, as the plain reader sees it. */
export function keyIn(bytes: Uint8Array, name: string): ReferenceKey {
  return readHive(bytes).root.keys.find((key) => key.name === name) ?? expect.fail(`no key ${name}`);
}

/** The values of a key directly below the root: name, type, data. */
export function valuesIn(bytes: Uint8Array, name: string): (readonly [string, number, Uint8Array])[] {
  return keyIn(bytes, name).values.map((value) => [value.name, value.type, value.data.slice()] as const);
}
