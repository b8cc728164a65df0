import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type HiveDescription, type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { Hive } from "../../src/hive/hive.ts";

/** A committed sound fixture, open until the test ends. */
export function openFixture(name: string): Hive {
  const path = fileURLToPath(new URL(`../../fixtures/hives/${name}`, import.meta.url));
  return opened(new Uint8Array(readFileSync(path)));
}

/** A hive of the independent writer with these keys, open until the test ends. */
export function openHiveOf(keys: readonly KeyDescription[], changes: Partial<HiveDescription> = {}): Hive {
  const description = { minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "ROOT", keys } };
  return opened(writeHive({ ...description, ...changes }).bytes);
}

function opened(bytes: Uint8Array): Hive {
  const hive = Hive.fromBytes(bytes);
  onTestFinished(() => hive.close());
  return hive;
}
