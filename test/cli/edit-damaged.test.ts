import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { commandLine } from "./command-line.ts";

const HIVE = "/broken.dat";
const of = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "malformed", `${name}.dat`)));

/** Hives in which something about the key `Faulty`, its values or its subkeys is damaged, and nothing else. */
const DAMAGED = [
  "I38--names-its-brother",
  "I56--out-of-order",
  "I59--other-hint",
  "cell-not-allocated--value-list",
  "I64--no-signature",
  "cell-not-allocated--value",
  "bad-subkey-list--key-counts-more",
];

describe.each(DAMAGED)("%s", (name) => {
  test.each([[[]], [["--dry-run"]]])(
    "an edit within the damage is refused, with the advice to repair: %j",
    async (more) => {
      const line = commandLine({ [HIVE]: of(name) });
      const before = line.snapshot();
      const { stdout, stderr, exit } = await line.run("set", HIVE, "Faulty", "new", "text", "--type", "sz", ...more);
      expect([3, 4]).toContain(exit);
      expect(stdout + stderr).toContain("hivetool repair");
      expect(line.snapshot()).toEqual(before);
    },
  );
});

test("the code says so", async () => {
  const { stdout } = await commandLine({ [HIVE]: of("I38--names-its-brother") }).run(
    "set",
    HIVE,
    "Faulty",
    "n",
    "x",
    "--type",
    "sz",
    "--json",
  );
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: "damaged-part", exitCode: 4, structure: "key node" },
  });
});

test("elsewhere in the same hive an edit is done", async () => {
  const line = commandLine({ [HIVE]: of("I38--names-its-brother") });
  expect(await line.run("set", HIVE, "Sound", "new", "text", "--type", "sz")).toMatchObject({ exit: 0 });
  expect((await line.run("get", HIVE, "Sound", "new")).stdout).toContain("text");
});

test("a hint that is too small is told, and hinders nobody", async () => {
  const line = commandLine({ [HIVE]: of("I46--subkey-name") });
  const { stderr, exit } = await line.run("set", HIVE, "Sound", "new", "text", "--type", "sz");
  expect(exit).toBe(0);
  expect(stderr).toContain("not in order, and not before the edit either");
});
