import { HIVEX_OPEN_WRITE, type Hivex, type HivexSetValue } from "hivex-wasm";
import { expect, onTestFinished } from "vitest";
import type { FileSystem } from "../../../wasm/node/file-system.ts";
import { type HivexOpenOptions, hivexOpen } from "../../../wasm/node/hivex-open.ts";
import type { memoryFolder } from "../../storage/memory-folder.ts";
import { smallHive } from "../../storage/small-hive.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { readHive } from "../../support/reference-reader.ts";

export const PATH = "/u/NTUSER.DAT";
export const HIVE = smallHive({ minor: 5 }); // sequence 41

/** A hive that is open to write until the test ends. */
export function open(
  fs: FileSystem | undefined,
  path = PATH,
  flags = HIVEX_OPEN_WRITE,
  options: HivexOpenOptions = {},
): Hivex {
  const hivex = hivexOpen(path, flags, { ...options, ...(fs !== undefined && { fs }) });
  onTestFinished(() => hivex.close());
  return hivex;
}

export function add(hivex: Hivex, name: string): void {
  hivex.nodeAddChild(hivex.root(), name);
}

export type Memory = ReturnType<typeof memoryFolder>;
export const sequencesOf = (bytes: Uint8Array): number[] => [4, 8].map((at) => Buffer.from(bytes).readUInt32LE(at));

/** The names of the root's subkeys in a file that must be a sound hive. */
export function keysIn(bytes: Uint8Array): string[] {
  expect(validateHive(bytes)).toEqual([]);
  return readHive(bytes).root.keys.map(({ name }) => name);
}

/** Binary data of so many bytes. */
export function filled(key: string, size: number): HivexSetValue {
  return { key, t: 3, value: new Uint8Array(size).fill(0x5a) };
}
