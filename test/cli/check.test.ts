import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { fixture } from "../storage/memory-folder.ts";
import { commandLine } from "./command-line.ts";

const file = (...parts: string[]): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, ...parts)));
const SOUND = fixture("names-beyond-text.dat");
const BROKEN = file("malformed", "I38--names-its-brother.dat");
const WARNED = file("malformed", "I44--volatile-subkeys.dat");
const DIRTY = {
  "/NTUSER.DAT": file("dirty", "entry-logs", "NTUSER.DAT"),
  "/NTUSER.DAT.LOG1": file("dirty", "entry-logs", "NTUSER.DAT.LOG1"),
  "/NTUSER.DAT.LOG2": file("dirty", "entry-logs", "NTUSER.DAT.LOG2"),
};

test("a sound hive: exit code 0, and no trace is left", async () => {
  const line = commandLine({ "/NTUSER.DAT": SOUND });
  const before = line.snapshot();
  const { stdout, stderr, exit } = await line.run("check", "/NTUSER.DAT");
  expect([exit, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^\/NTUSER\.DAT\n {2}sound: no errors, no warnings; \d+ keys, \d+ values\n$/);
  expect(line.snapshot()).toEqual(before);
});

test("a transaction log is not judged as a hive", async () => {
  const { exit, stdout, stderr } = await commandLine(DIRTY).run("check", "/NTUSER.DAT.LOG1");
  expect([exit, stdout]).toEqual([3, ""]);
  expect(stderr).toContain("This is a transaction log; name the hive that lies beside it: /NTUSER.DAT\n");
});

test("errors: exit code 1; warnings alone: 0", async () => {
  const line = commandLine({ "/broken.dat": BROKEN, "/warned.dat": WARNED });
  const broken = await line.run("check", "/broken.dat");
  expect(broken.exit).toBe(1);
  expect(broken.stdout).toContain("I38  error: a key names another parent");
  expect(broken.stdout).toContain("damaged: 1 error, no warnings");
  const warned = await line.run("check", "/warned.dat");
  expect(warned.exit).toBe(0);
  expect(warned.stdout).toContain("I44  warning: a key counts volatile subkeys");
  expect(warned.stdout).toContain("sound: no errors, 1 warning");
});

test("several hives, one of which is no hive: each is told, and the worst counts", async () => {
  const line = commandLine({ "/a.dat": SOUND, "/b.dat": "[HKEY_CURRENT_USER]", "/c.dat": BROKEN });
  const { stdout, stderr, exit } = await line.run("check", "/a.dat", "/b.dat", "/c.dat", "/none.dat");
  expect(exit).toBe(5);
  expect(stdout).toContain("/a.dat\n  sound");
  expect(stdout).toContain("/c.dat\n  I38");
  expect(stderr).toContain("/b.dat");
  expect(stderr).toContain("/none.dat");
});

test("--json has the findings as they are", async () => {
  const { stdout, exit } = await commandLine({ "/broken.dat": BROKEN }).run("check", "/broken.dat", "--json");
  expect(exit).toBe(1);
  const [hive] = JSON.parse(stdout).hives;
  expect(hive).toMatchObject({ path: "/broken.dat", isSound: false, counts: { I38: 1 }, summary: { errors: 1 } });
  expect(hive.findings).toHaveLength(1);
  expect(hive.findings[0]).toMatchObject({ code: "I38", severity: "error", file: "hive", keyPath: "Faulty\\b" });
});

test("a dirty hive is judged as its logs complete it; --no-logs judges it as it lies", async () => {
  const line = commandLine(DIRTY);
  const { stdout, exit } = await line.run("check", "/NTUSER.DAT");
  expect(exit).toBe(0);
  expect(stdout).toContain("I8   info");
  expect(stdout).toContain("dirty: judged with 3 log entries applied");
  const alone = await line.run("check", "/NTUSER.DAT", "--no-logs");
  expect(alone.exit).toBe(1);
  expect(alone.stdout).toContain("I8   error");
  expect(alone.stdout).toContain("dirty: judged as it lies");
});

test("a dirty hive without logs lacks something", async () => {
  const { stdout, exit } = await commandLine({ "/NTUSER.DAT": DIRTY["/NTUSER.DAT"] }).run("check", "/NTUSER.DAT");
  expect(exit).toBe(1);
  expect(stdout).toMatch(
    /I85 {2}error: the hive is dirty, and no log completes it \(.*\): expected a log that does, found none/,
  );
});

test("a folder stands for the hives below it, chosen as everywhere", async () => {
  const line = commandLine({
    "/share/anna/NTUSER.DAT": SOUND,
    "/share/ben/NTUSER.DAT": BROKEN,
  });
  const all = await line.run("check", "/share");
  expect(all.exit).toBe(1);
  expect(all.stdout).toContain("/share/anna/NTUSER.DAT\n  sound");
  expect(all.stdout).toContain("/share/ben/NTUSER.DAT\n  I38");
  expect((await line.run("check", "/share", "--user", "anna")).exit).toBe(0);
});

test("people see ten of a kind, and all with --all", async () => {
  const many = spoilTimes(fixture("outlook-user.dat").slice());
  const line = commandLine({ "/many.dat": many });
  const short = await line.run("check", "/many.dat");
  const rows = (text: string): number => text.split("\n").filter((row) => row.startsWith("  I50  warning")).length;
  expect(rows(short.stdout)).toBe(10);
  const more = Number(/I50 {2}and (\d+) more like this/.exec(short.stdout)?.[1]);
  expect(rows((await line.run("check", "/many.dat", "--all")).stdout)).toBe(10 + more);
});

/** Every key of the hive was written in 1601. */
function spoilTimes(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 4096 + 32; at + 80 < bytes.length; at += 8) {
    const isKey = view.getInt32(at, true) < -80 && view.getUint16(at + 4, true) === 0x6b6e;
    if (isKey) view.setBigUint64(at + 8, 1n, true);
  }
  return bytes;
}
