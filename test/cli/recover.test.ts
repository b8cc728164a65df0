import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sealBaseBlock } from "../../fixtures/build/checksum.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { entryLog } from "../../fixtures/build/log-writer.ts";
import { fixture } from "../storage/memory-folder.ts";
import { isDirty } from "../support/reference-recovery.ts";
import { commandLine } from "./command-line.ts";

const HIVE = "/alice/NTUSER.DAT";
const dirty = (...parts: string[]): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "dirty", ...parts)));
const ENTRY_LOGS = {
  [HIVE]: dirty("entry-logs", "NTUSER.DAT"),
  [`${HIVE}.LOG1`]: dirty("entry-logs", "NTUSER.DAT.LOG1"),
  [`${HIVE}.LOG2`]: dirty("entry-logs", "NTUSER.DAT.LOG2"),
};
const OLD_LOG = {
  [HIVE]: dirty("dirty-vector-log", "NTUSER.DAT"),
  [`${HIVE}.LOG1`]: dirty("dirty-vector-log", "NTUSER.DAT.LOG1"),
};
/** A value that each of the logs' entries changes; see the fixture. */
const NOTE = ["get", HIVE, "Volatile Environment", "Note"];

test("says which logs, how many entries, their numbers, and why each stopped; and the hive is clean", async () => {
  const line = commandLine(ENTRY_LOGS);
  const { stdout, stderr, exit } = await line.run("recover", HIVE);
  expect({ stdout, stderr, exit }).toMatchInlineSnapshot(`
    {
      "exit": 0,
      "stderr": "",
      "stdout": "/alice/NTUSER.DAT
      dirty: sequence numbers 41 and 40
      LOG2: 2 entries, numbers 40 to 41; stopped at 0x6000, the file ends
      LOG1: 1 entry, number 42; stopped at 0x7000, the file ends
      recovered: 3 entries of LOG2 and LOG1, numbers 40 to 42; 24576 bytes of pages
      Written: 6 pages, read back and found right; the logs are empty, and the sequence number is now 43.
      sound: no errors, no warnings; 11 keys, 50 values
    ",
    }
  `);
  expect(isDirty(new Uint8Array(line.volume.readFileSync(HIVE) as Buffer))).toBe(false);
  expect(Object.keys(line.snapshot()).sort()).toEqual(Object.keys(ENTRY_LOGS).sort());
});

test("a log of the old kind", async () => {
  const { stdout, exit } = await commandLine(OLD_LOG).run("recover", HIVE);
  expect(exit).toBe(0);
  expect(stdout).toContain("LOG1: number 41, all of its pages were applied");
});

test("a second run finds a clean hive, says so and leaves no trace", async () => {
  const line = commandLine(ENTRY_LOGS);
  await line.run("recover", HIVE);
  const before = line.snapshot();
  const { stdout, exit } = await line.run("recover", HIVE);
  expect([exit, stdout]).toEqual([0, expect.stringContaining("clean: there is nothing to recover")]);
  expect(line.snapshot()).toEqual(before);
});

test("--dry-run shows the same and writes nothing", async () => {
  const line = commandLine(ENTRY_LOGS);
  const before = line.snapshot();
  const { stdout, exit } = await line.run("recover", HIVE, "--dry-run");
  expect(exit).toBe(0);
  expect(stdout).toContain("3 entries of LOG2 and LOG1, numbers 40 to 42");
  expect(stdout).toContain("Nothing was written.");
  expect(line.snapshot()).toEqual(before);
});

test("--output writes a new file and leaves hive and logs alone", async () => {
  const line = commandLine(ENTRY_LOGS);
  const before = line.snapshot();
  const { stdout, exit } = await line.run("recover", HIVE, "--output", "/alice/new.dat");
  expect([exit, stdout]).toEqual([0, expect.stringContaining("Written to /alice/new.dat")]);
  const { "/alice/new.dat": written, ...rest } = line.snapshot();
  expect(rest).toEqual(before);
  await line.run("recover", HIVE);
  expect(line.snapshot()[HIVE]).toBe(written);
  expect(await line.run("recover", HIVE, "--output", "/alice/new.dat")).toMatchObject({ exit: 4 }); // clean by now
});

test("--output of a clean hive writes the copy that was asked for, and says that it was clean", async () => {
  const line = commandLine({ [HIVE]: fixture("outlook-user.dat") });
  const before = line.snapshot();
  const dryRun = await line.run("recover", HIVE, "--output", "/copies/new.dat", "--dry-run");
  expect([dryRun.exit, dryRun.stdout]).toEqual([5, expect.stringContaining("there is no folder /copies")]);
  expect(line.snapshot()).toEqual(before);
  const { stdout, exit } = await line.run("recover", HIVE, "--output", "/alice/new.dat");
  expect([exit, stdout]).toEqual([0, expect.stringContaining("clean: there is nothing to recover.\n  Written to")]);
  expect(line.snapshot()).toEqual({ ...before, "/alice/new.dat": before[HIVE] });
});

test("--output never overwrites, and takes one hive", async () => {
  const line = commandLine({ ...ENTRY_LOGS, "/alice/new.dat": "precious" });
  expect(await line.run("recover", HIVE, "--output", "/alice/new.dat")).toMatchObject({
    exit: 4,
    stderr: expect.stringContaining("new.dat is there already"),
  });
  expect(String(line.volume.readFileSync("/alice/new.dat"))).toBe("precious");
  expect(await line.run("recover", HIVE, HIVE, "--output", "/alice/other.dat")).toMatchObject({ exit: 2 });
});

test("--json holds all of it", async () => {
  const { stdout, exit } = await commandLine(ENTRY_LOGS).run("recover", HIVE, "--json");
  expect(exit).toBe(0);
  expect(JSON.parse(stdout).hives[0]).toMatchObject({
    path: HIVE,
    outcome: "written",
    recovery: {
      state: "recovered",
      format: "hvle",
      entryCount: 3,
      firstSequence: 40,
      lastSequence: 42,
      doubts: [],
      logs: [
        { role: "LOG2", entryCount: 2, firstSequence: 40, stop: { code: "end-of-file" } },
        { role: "LOG1", entryCount: 1, firstSequence: 42, stop: { code: "end-of-file" } },
      ],
    },
    written: { written: "in-place", sequence: 43 },
  });
});

test("a dirty hive without logs is refused, with what to do", async () => {
  for (const options of [[], ["--dry-run"], ["--output", "/alice/new.dat"]]) {
    const line = commandLine({ [HIVE]: dirty("no-logs.dat") });
    const before = line.snapshot();
    const { stdout, stderr, exit } = await line.run("recover", HIVE, ...options);
    expect(exit).toBe(4);
    expect(stdout + stderr).toMatch(/no log with content lies beside it[\s\S]*\.LOG1 and \.LOG2 files/);
    expect(line.snapshot()).toEqual(before);
  }
});

const NOTED = `note: ${HIVE}: shown with 3 log entries applied; --no-logs shows it as it lies\n`;

test("reading shows the recovered state and says so; --no-logs the hive as it lies, with a warning", async () => {
  const line = commandLine(ENTRY_LOGS);
  const before = line.snapshot();
  expect(await line.run(...NOTE)).toMatchObject({ exit: 0, stderr: NOTED, stdout: expect.stringContaining("after!") });
  const json = await line.run(...NOTE, "--json");
  expect(json.stderr).toBe("");
  expect(JSON.parse(json.stdout).logsApplied).toEqual({
    format: "hvle",
    entryCount: 3,
    firstSequence: 40,
    lastSequence: 42,
  });
  expect(JSON.parse((await line.run(...NOTE, "--json", "--no-logs")).stdout)).not.toHaveProperty("logsApplied");
  const asItLies = await line.run(...NOTE, "--no-logs");
  expect(asItLies).toMatchObject({ exit: 0, stdout: expect.stringContaining("before") });
  expect(asItLies.stderr).toMatch(/^warning: .*dirty.*not shown\n$/);
  for (const args of [
    ["ls", HIVE],
    ["info", HIVE],
    ["outlook", "list", HIVE],
  ]) {
    expect(await line.run(...args), args.join(" ")).toMatchObject({ exit: 0, stderr: NOTED });
    expect((await line.run(...args, "--no-logs")).stderr, args.join(" ")).toContain("dirty");
  }
  expect(line.snapshot()).toEqual(before);
});

test("advice names the hive as it was typed, in quotes where it holds blanks", async () => {
  const files = Object.entries(ENTRY_LOGS).map(([path, bytes]) => [path.replace("/alice/", "/jane doe/"), bytes]);
  const line = commandLine(Object.fromEntries(files));
  // Nothing is left to be fixed in the recovered hive, but that stands in the logs alone.
  const { stderr } = await line.run("outlook", "fix-port", "/jane doe/NTUSER.DAT", "--host", "elsewhere.example.com");
  expect(stderr).toContain('`hivetool recover "/jane doe/NTUSER.DAT"`');
});

test("a log that is given as the hive is told as one, and the hive is named", async () => {
  const line = commandLine({ ...ENTRY_LOGS, "/alice/log": dirty("dirty-vector-log", "NTUSER.DAT.LOG1") });
  for (const command of [["info"], ["ls"], ["recover"], ["outlook", "fix-port"]]) {
    const { stderr, exit } = await line.run(...command, `${HIVE}.LOG1`);
    expect(exit).toBe(3);
    expect(stderr).toContain(`This is a transaction log; name the hive that lies beside it: ${HIVE}\n`);
  }
  const { stderr } = await line.run("info", "/alice/log", "--tolerant");
  expect(stderr).toContain("This is a transaction log; name the hive that lies beside it\n");
});

test("info tells of the file as it lies, and of what its logs do for it", async () => {
  const line = commandLine(ENTRY_LOGS);
  const { stdout } = await line.run("info", HIVE);
  expect(stdout).toMatch(/^ {2}state +dirty: must be recovered before the next logon/m);
  expect(stdout).toMatch(/^ {2}sequence numbers +41 and 40$/m);
  expect(stdout).toMatch(/^ {2}recovered from +3 entries of LOG2 and LOG1, numbers 40 to 42$/m);
  const json = JSON.parse((await line.run("info", HIVE, "--json")).stdout).hives[0];
  expect(json).toMatchObject({
    isDirty: true,
    primarySequence: 41,
    secondarySequence: 40,
    recovery: { state: "recovered" },
  });
  expect((await line.run("info", HIVE, "--no-logs")).stdout).toMatch(/its logs were not looked at/);
});

test("a dirty hive is recovered before it is edited; a dry run says so and writes nothing", async () => {
  const line = commandLine(ENTRY_LOGS);
  const fix = ["outlook", "fix-port", HIVE];
  const before = line.snapshot();
  const forecast = await line.run(...fix, "--dry-run");
  expect(forecast).toMatchObject({ exit: 0, stderr: "" });
  expect(forecast.stdout).toContain("a real run would write that first: 3 entries of LOG2 and LOG1, numbers 40 to 42.");
  expect(JSON.parse((await line.run(...fix, "--dry-run", "--json")).stdout).hives[0].recoveredFirst).toMatchObject({
    state: "recovered",
  });
  expect(line.snapshot()).toEqual(before);
  const { exit, stdout } = await line.run(...fix);
  expect(exit).toBe(0);
  expect(stdout).toContain(
    "The hive was dirty, and was recovered first: 3 entries of LOG2 and LOG1, numbers 40 to 42.",
  );
  expect(isDirty(new Uint8Array(line.volume.readFileSync(HIVE) as Buffer))).toBe(false);
  expect(line.volume.readFileSync(`${HIVE}.LOG1`)).toHaveLength(0);
});

test("several hives: each is told, the worst exit code counts", async () => {
  const line = commandLine({ ...ENTRY_LOGS, "/bob/NTUSER.DAT": fixture("outlook-user.dat") });
  expect(await line.run("recover", "/bob/NTUSER.DAT", HIVE)).toMatchObject({ exit: 0 });
  expect(await line.run("recover", "/bob/NTUSER.DAT", "/carol")).toMatchObject({ exit: 5 });
});

test("what was broken before is told at the end: exit code 1, and the hive is recovered all the same", async () => {
  const line = commandLine(brokenAndDirty());
  const { stdout, exit } = await line.run("recover", HIVE);
  expect(exit).toBe(1);
  expect(stdout).toContain("read back and found right; the logs are empty");
  expect(stdout).toContain("I38  error: a key names another parent");
  expect(stdout).toContain("damaged: 1 error, no warnings; 8 keys, 3 values");
  expect(isDirty(new Uint8Array(line.volume.readFileSync(HIVE) as Buffer))).toBe(false);
  const { hives } = JSON.parse((await commandLine(brokenAndDirty()).run("recover", HIVE, "--json")).stdout);
  expect(hives[0]).toMatchObject({ outcome: "written", check: { isSound: false, counts: { I38: 1 } } });
});

/** A hive in which a key names another parent, and which waits for a log that holds its one page. */
function brokenAndDirty(): Record<string, Uint8Array> {
  const broken = new Uint8Array(readFileSync(join(FIXTURES, "malformed", "I38--names-its-brother.dat")));
  const page = { offset: 0, bytes: broken.slice(4096, 8192) };
  const log = entryLog(broken, [{ sequence: 3, binsSize: 4096, pages: [page] }]);
  const hive = broken.slice();
  hive[4] = 4;
  sealBaseBlock(hive);
  return { [HIVE]: hive, [`${HIVE}.LOG1`]: log };
}
