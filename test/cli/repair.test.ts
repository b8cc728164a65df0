import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource } from "hivex-wasm";
import { expect, test } from "vitest";
import { faultyHive } from "../../fixtures/build/faulty-hive.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { checkHive } from "../../src/check/check-hive.ts";
import { readHive, walkKeys } from "../support/reference-reader.ts";
import { type CommandLine, commandLine } from "./command-line.ts";

const HIVE = "/alice/NTUSER.DAT";
const malformed = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "malformed", name)));
const dirty = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "dirty", "entry-logs", name)));
const LOST_LIST = { [HIVE]: malformed("I52--unknown-signature.dat") };

test("shows what is wrong and what is found again, keeps a backup, writes through the log, and checks again", async () => {
  const line = commandLine(LOST_LIST);
  const { stdout, stderr, exit } = await line.run("repair", HIVE);
  expect({ stdout, stderr, exit }).toMatchInlineSnapshot(`
    {
      "exit": 0,
      "stderr": "",
      "stdout": "/alice/NTUSER.DAT
      To be written anew from all that can be read, since mending what is wrong would not be enough:
        I27 nothing refers to an allocated cell (5 times): frees it
        I52 a subkey list has an unknown signature: builds the list anew from the key nodes that name this parent
        I79 a security cell counts other than its keys: counts anew
      Found where nothing sound led to it:
        Faulty\\a: it names this parent, whose list of subkeys is damaged (I52, 0x11b0)
        Faulty\\b: it names this parent, whose list of subkeys is damaged (I52, 0x1208)
        Faulty\\c: it names this parent, whose list of subkeys is damaged (I52, 0x12c8)
      Copied before to /alice/NTUSER.DAT.20260131T120000Z.bak.
      Written through a log of the new kind (HvLE), read back and found right; the hive's sequence number is now 4.
      A check of the hive then finds nothing.
    ",
    }
  `);
  expect(Object.keys(line.snapshot()).sort()).toEqual([HIVE, expect.stringMatching(/\.bak$/)]);
  expect(bytesAt(line, Object.keys(line.snapshot()).find((path) => path.endsWith(".bak")) ?? "")).toEqual(
    LOST_LIST[HIVE],
  );
  expect(pathsIn(line)).toContain("Faulty\\b\\inner");
  expect((await line.run("check", HIVE)).exit).toBe(0);
});

test("--dry-run shows the same and writes nothing", async () => {
  const line = commandLine(LOST_LIST);
  const before = line.snapshot();
  const { stdout, exit } = await line.run("repair", HIVE, "--dry-run");
  expect([exit, stdout]).toEqual([0, expect.stringContaining("I52")]);
  expect(stdout).toContain("A real run would copy the hive and its logs first.");
  expect(line.snapshot()).toEqual(before);
});

test("--no-backup makes no copy", async () => {
  const line = commandLine(LOST_LIST);
  expect((await line.run("repair", HIVE, "--no-backup")).exit).toBe(0);
  expect(Object.keys(line.snapshot())).toEqual([HIVE]);
});

test("--output writes the repaired hive elsewhere, and leaves the damaged one alone", async () => {
  const line = commandLine(LOST_LIST);
  const { exit } = await line.run("repair", HIVE, "--output", "/alice/repaired.dat");
  expect(exit).toBe(0);
  expect(bytesAt(line, HIVE)).toEqual(LOST_LIST[HIVE]);
  expect(checkHive(bytesSource(bytesAt(line, "/alice/repaired.dat"))).counts).toEqual({});
});

test("--json has the findings before, every note, and the check after", async () => {
  const line = commandLine({ [HIVE]: malformed("I30--data-is-nil.dat") });
  const { stdout } = await line.run("repair", HIVE, "--json", "--dry-run");
  const { hives } = JSON.parse(stdout);
  expect(hives[0]).toMatchObject({
    outcome: "dry-run",
    way: "mend",
    before: { counts: { I27: 1, I30: 1 } },
    notes: [{ kind: "lost", code: "I30", structure: "value", keyPath: "Faulty", fileOffset: expect.any(Number) }],
    after: { isSound: true, counts: {} },
  });
});

test("a sound hive is left alone, and no copy is made of it", async () => {
  const line = commandLine({ [HIVE]: faultyHive().bytes });
  const before = line.snapshot();
  const { stdout, exit } = await line.run("repair", HIVE);
  expect([exit, stdout]).toEqual([0, expect.stringContaining("There is nothing to mend")]);
  expect(line.snapshot()).toEqual(before);
});

test("what no repair mends stays, and is a finding", async () => {
  const line = commandLine({ [HIVE]: malformed("I76--other-type.dat") });
  const { stdout, exit } = await line.run("repair", HIVE);
  expect([exit, stdout]).toEqual([1, expect.stringContaining("(I76)")]);
});

test("--lost-and-found keeps keys that nothing leads to", async () => {
  const damaged = faultyHive(5);
  const { nodeOffset } = damaged.records.key("Faulty\\b");
  damaged.bytes.fill(0xee, damaged.data(nodeOffset), damaged.data(nodeOffset) + 77);
  const line = commandLine({ [HIVE]: damaged.bytes });
  const { exit, stdout } = await line.run("repair", HIVE, "--lost-and-found", "Found again");
  expect([exit, stdout]).toEqual([0, expect.stringContaining("Found again\\inner: nothing led to this key")]);
  expect(pathsIn(line)).toContain("Found again\\inner");
});

test.each(["", "a\\b", "x".repeat(256)])("--lost-and-found %j is refused", async (name) => {
  const line = commandLine(LOST_LIST);
  expect((await line.run("repair", HIVE, "--lost-and-found", name)).exit).toBe(2);
});

test("a dirty hive is recovered from its logs first, and then repaired", async () => {
  const files = Object.fromEntries(
    ["", ".LOG1", ".LOG2"].map((log) => [`${HIVE}${log}`, dirty(`NTUSER.DAT${log}`)] as const),
  );
  const line = commandLine({ ...files, [`${HIVE}.LOG1`]: files[`${HIVE}.LOG1`] ?? new Uint8Array(0) });
  const { stdout, exit } = await line.run("repair", HIVE);
  expect([exit, stdout]).toEqual([0, expect.stringContaining("The hive was dirty, and was recovered first")]);
  expect((await line.run("get", HIVE, "Volatile Environment", "Note")).stdout).toContain("after");
  expect((await line.run("check", HIVE)).stdout).toContain("no warnings");
});

test("a hive whose logs do not complete it is repaired as it lies only when that is said", async () => {
  const line = commandLine({ [HIVE]: malformed("I7--other-checksum.dat") });
  const before = line.snapshot();
  const refused = await line.run("repair", HIVE);
  expect([refused.exit, refused.stderr]).toEqual([3, expect.stringContaining("hivetool repair --no-logs")]);
  expect(line.snapshot()).toEqual(before);
  expect((await line.run("repair", HIVE, "--no-logs")).exit).toBe(0);
  expect((await line.run("check", HIVE)).exit).toBe(0);
});

test("a dry run that would be refused speaks of no check after it", async () => {
  const line = commandLine({ [HIVE]: dirty("NTUSER.DAT") });
  const { stdout, exit } = await line.run("repair", HIVE, "--dry-run");
  expect(exit).toBe(4);
  expect(stdout).toContain("A real run would be refused");
  expect(stdout).not.toContain("A check of the hive then");
});

test("a transaction log is not made a hive of", async () => {
  const log = `${HIVE}.LOG1`;
  const line = commandLine({ [HIVE]: dirty("NTUSER.DAT"), [log]: dirty("NTUSER.DAT.LOG1") });
  const before = line.snapshot();
  const { exit, stderr } = await line.run("repair", log, "--no-backup");
  expect([exit, stderr]).toEqual([3, expect.stringContaining("This is a transaction log; name the hive")]);
  expect(line.snapshot()).toEqual(before);
});

test("a file that ends within its first hive bin is told to be mendable, and is mended", async () => {
  const line = commandLine({ [HIVE]: malformed("I52--unknown-signature.dat").subarray(0, 5000) });
  const found = await line.run("check", HIVE);
  expect(found.stdout).toContain("I1   error");
  expect(found.stdout).toContain("repair can mend all of it");
  const { stdout, exit } = await line.run("repair", HIVE);
  expect(exit).toBe(0);
  expect(stdout).toMatch(/would not be enough:\n {4}I1 /);
  expect((await line.run("check", HIVE)).exit).toBe(0);
});

test("logs that a clean hive does not need are emptied", async () => {
  const line = commandLine({
    [HIVE]: malformed("I84--entries-of-this-number.dat"),
    [`${HIVE}.LOG1`]: malformed("I84--entries-of-this-number.dat.LOG1"),
  });
  expect((await line.run("repair", HIVE)).exit).toBe(0);
  expect(bytesAt(line, `${HIVE}.LOG1`).length).toBe(0);
  expect((await line.run("check", HIVE)).stdout).toContain("no warnings");
});

test("a file with nothing to save says so", async () => {
  const line = commandLine({ [HIVE]: malformed("truncated-hive--base-block-only.dat") });
  const { stderr, exit } = await line.run("repair", HIVE);
  expect([exit, stderr]).toEqual([3, expect.stringContaining("there is nothing to save")]);
});

test("every malformed hive is repaired in place or refused, and a repaired one is sound", async () => {
  const names = readdirSync(join(FIXTURES, "malformed")).filter((name) => name.endsWith(".dat"));
  for (const name of names) {
    const line = commandLine({ [HIVE]: malformed(name) });
    const { exit } = await line.run("repair", HIVE, "--no-logs", "--no-backup");
    if (exit > 1) expect(bytesAt(line, HIVE), name).toEqual(malformed(name));
    else expect(checkHive(bytesSource(bytesAt(line, HIVE))).summary.mendable, name).toBe(0);
    expect(Object.keys(line.snapshot()), name).toEqual([HIVE]);
  }
}, 120_000);

function bytesAt({ volume }: CommandLine, path: string): Uint8Array {
  return new Uint8Array(volume.readFileSync(path) as Buffer);
}

function pathsIn(line: CommandLine): string[] {
  return [...walkKeys(readHive(bytesAt(line, HIVE)).root)].map(({ path }) => path.join("\\"));
}
