import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource } from "hivex-wasm";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { Hive } from "../../src/hive/hive.ts";

/** The bundled user hives with many profiles. */
export const USER_HIVES = ["outlook-user.dat", "outlook-user-1.5.dat"];

/** A bundled hive, open from memory. */
export function fixtureHive(name: string, mode: "read" | "edit" = "read"): Hive {
  return Hive.open(bytesSource(new Uint8Array(readFileSync(join(FIXTURES, "hives", name)))), { mode });
}

/** A hive made for one test, open from memory. */
export function madeHive(...keys: KeyDescription[]): Hive {
  const { bytes } = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "root", keys } });
  return Hive.open(bytesSource(bytes), { mode: "edit" });
}

/** A key with others around it: `below("a\\b", { name: "c" })`. */
export function below(path: string, ...keys: KeyDescription[]): KeyDescription {
  const [last = "", ...rest] = path.split("\\").reverse();
  return rest.reduce<KeyDescription>((key, name) => ({ name, keys: [key] }), { name: last, keys });
}
