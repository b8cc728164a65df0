import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bytesSource, Engine } from "hivex-wasm";
import { expect, it } from "vitest";
import { cachedHive } from "../../bench/generate/hive.ts";
import { writeHive } from "../../fixtures/build/hive-writer.ts";
import { userHive } from "../../fixtures/build/user-hive.ts";
import { validateHive } from "../support/hive-validator.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const LIBRARY = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
const CYCLE = fileURLToPath(new URL("add-and-delete.mjs", import.meta.url));
const MEGABYTE = 1 << 20;
const isFull = process.env.HIVETOOL_FULL === "1";

/** A key with values and subkeys, deleted again. Rounds of one number are alike; all of them need about as much room. */
function addAndDelete({ editing, baseBlock }: Engine, round: number): void {
  const key = editing.createKey(baseBlock.rootOffset, `round ${round}`);
  for (let index = 0; index < 30; index++) {
    editing.createKey(key, `${index}`.padStart(1 + ((index + round) % 40), "ü"));
    editing.setValue(key, `${index}`, 3, new Uint8Array(((index + round) % 30) * 90));
  }
  editing.setValue(key, "big", 3, new Uint8Array(20_000 + (round % 30)));
  editing.deleteKey(key);
}

it.each([3, 5])(
  "a thousand times added and deleted, a hive of version 1.%i is as large as after the first time",
  (minor) => {
    const { bytes } = writeHive(userHive(minor, false));
    using engine = Engine.open(bytesSource(bytes), { mode: "edit" });
    addAndDelete(engine, 7);
    const { length } = engine.toBytes();
    for (let round = 0; round < 1000; round++) addAndDelete(engine, 7);
    expect(engine.toBytes()).toHaveLength(length);
  },
);

it.each([3, 5])(
  "where it is another thing each time, a hive of version 1.%i finds an end of its growth as well",
  (minor) => {
    const { bytes } = writeHive(userHive(minor, false));
    using engine = Engine.open(bytesSource(bytes), { mode: "edit" });
    for (let round = 0; round < 120; round++) addAndDelete(engine, round);
    const { length } = engine.toBytes();
    for (let round = 120; round < 1120; round++) addAndDelete(engine, round);
    expect(engine.toBytes()).toHaveLength(length);
  },
);

const cycles = isFull ? 200 : 6;
const megabytes = isFull ? 200 : 2;

it(`${cycles} processes that add and delete in ${megabytes} MB make the file grow for the first ones only`, {
  timeout: 400_000,
}, () => {
  using folder = new TemporaryFolder();
  const path = folder.file("NTUSER.DAT");
  copyFileSync(cachedHive(megabytes * MEGABYTE).path, path);
  const original = statSync(path).size;
  const sizes = Array.from({ length: cycles }, () => {
    const { status, stderr } = spawnSync(process.execPath, [CYCLE, LIBRARY, path], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    return statSync(path).size;
  });
  // The second process knows of the first one's free cells, and may spend large ones on small things.
  const [first = 0, , third = 0] = sizes;
  expect(new Set(sizes.slice(2))).toEqual(new Set([third]));
  expect(third - original).toBeLessThan(2 * (first - original));
  if (!isFull) expect(validateHive(new Uint8Array(readFileSync(path)))).toEqual([]);
});
