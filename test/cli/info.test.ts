import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sealBaseBlock } from "../../fixtures/build/checksum.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { fixture } from "../storage/memory-folder.ts";
import { commandLine } from "./command-line.ts";

const of = (...path: string[]): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, ...path)));

test("a clean hive", async () => {
  const line = commandLine({ "/alice/NTUSER.DAT": fixture("outlook-user.dat") });
  const { stdout, stderr, exit } = await line.run("info", "/alice/NTUSER.DAT");
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  expect(stdout).toMatchInlineSnapshot(`
    "/alice/NTUSER.DAT
      kind                user, shown as HKEY_CURRENT_USER
      version             1.3
      state               clean
      sequence numbers    1867 and 1867
      checksum            0x6a0e1c7b, right
      file size           106496 bytes
      bins data           94208 bytes
      root key            CMI-CreateHive{6A1C4018-979D-4291-A7DC-7AED1C75B67C} (5 keys, 0 values)
      root key written    2019-05-06T07:08:09.1230000Z
      hive written        2019-05-06T07:08:09.1230000Z
      reorganized         2024-02-03T04:05:06.0000000Z
      embedded name       \\??\\C:\\Users\\erika\\ntuser.dat
      logs                none
      a commit would use  new log (HvLE): the hive has been reorganized by a newer Windows
    "
  `);
});

test("a hive with logs of another spelling: which they are, and what a commit would use", async () => {
  const folder = (name: string): Uint8Array => of("logs", "entry-logs", name);
  const line = commandLine({
    "/alice/NTUSER.DAT": folder("NTUSER.DAT"),
    "/alice/ntuser.dat.LOG1": folder("ntuser.dat.LOG1"),
    "/alice/ntuser.dat.LOG2": folder("ntuser.dat.LOG2"),
  });
  const { stdout } = await line.run("info", "/alice/NTUSER.DAT");
  const rows = stdout.split("\n").filter((row) => /log|commit/.test(row));
  expect(rows.join("\n")).toMatchInlineSnapshot(`
    "  log                 /alice/ntuser.dat.LOG1: 20480 bytes, new kind (HvLE), sequence number 38
      log                 /alice/ntuser.dat.LOG2: 24576 bytes, new kind (HvLE), sequence number 41
      a commit would use  new log (HvLE): ntuser.dat.LOG2 is of this kind"
  `);
});

test("without any evidence the new kind of log is used, and said to be a guess", async () => {
  const line = commandLine({ "/alice/NTUSER.DAT": fixture("no-profiles.dat") });
  const { stdout } = await line.run("info", "/alice/NTUSER.DAT", "--json");
  expect(JSON.parse(stdout).hives[0].commit).toMatchObject({ format: "hvle", certain: false });
});

test("a dirty hive", async () => {
  const line = commandLine({ "/alice/NTUSER.DAT": of("dirty", "no-logs.dat") });
  const { stdout, stderr, exit } = await line.run("info", "/alice/NTUSER.DAT");
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^ {2}state +dirty$/m);
  expect(stderr).toMatch(/^warning: \/alice\/NTUSER\.DAT: this hive is dirty/);
});

test("several hives: one document, the worst exit code, and no hive kept from its turn", async () => {
  const line = commandLine({
    "/a.dat": fixture("no-profiles.dat"),
    "/b.dat": "nonsense",
    "/c.dat": fixture("outlook-user-1.5.dat"),
  });
  const { stdout, stderr, exit } = await line.run("info", "/a.dat", "/b.dat", "/missing.dat", "/c.dat", "--json");
  const { hives } = JSON.parse(stdout);
  expect(hives.map(({ path }: { path: string }) => path)).toEqual(["/a.dat", "/b.dat", "/missing.dat", "/c.dat"]);
  expect(
    hives.map(({ version, error }: { version?: string; error?: { code: string } }) => version ?? error?.code),
  ).toEqual(["1.3", "not-a-hive", "file-not-found", "1.5"]);
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 5 });
});

test("JSON holds what the text shows", async () => {
  const line = commandLine({ "/alice/NTUSER.DAT": fixture("outlook-user.dat") });
  const { stdout } = await line.run("info", "/alice/NTUSER.DAT", "--json");
  expect(JSON.parse(stdout)).toMatchInlineSnapshot(`
    {
      "hives": [
        {
          "binsSize": 94208,
          "checksum": {
            "computed": "0x6a0e1c7b",
            "isValid": true,
            "stored": "0x6a0e1c7b",
          },
          "commit": {
            "certain": true,
            "format": "hvle",
            "reason": "the hive has been reorganized by a newer Windows",
          },
          "fileName": "\\??\\C:\\Users\\erika\\ntuser.dat",
          "fileSize": 106496,
          "guard": null,
          "isDirty": false,
          "kind": {
            "evidence": "content",
            "isRootNameInvented": false,
            "name": "user",
            "rootName": "HKEY_CURRENT_USER",
          },
          "lastReorganized": "2024-02-03T04:05:06.0000000Z",
          "lastWritten": "2019-05-06T07:08:09.1230000Z",
          "logs": [],
          "mustBeRecovered": false,
          "path": "/alice/NTUSER.DAT",
          "primarySequence": 1867,
          "realPath": "/alice/NTUSER.DAT",
          "recovery": null,
          "root": {
            "lastWritten": "2019-05-06T07:08:09.1230000Z",
            "name": "CMI-CreateHive{6A1C4018-979D-4291-A7DC-7AED1C75B67C}",
            "subkeyCount": 5,
            "valueCount": 0,
          },
          "secondarySequence": 1867,
          "version": "1.3",
        },
      ],
    }
  `);
});

test("--stats tells what was read, on stderr", async () => {
  const line = commandLine({ "/alice/NTUSER.DAT": fixture("outlook-user.dat") });
  const { stderr } = await line.run("info", "/alice/NTUSER.DAT", "--stats");
  expect(stderr).toMatch(/^read: \d+ bytes, \d+ calls, \d+ files\n$/);
});

test("a guard beside the hive is told, and whether its process is still at work", async () => {
  const hive = "/alice/NTUSER.DAT";
  const guardOf = (changes: object): string =>
    JSON.stringify({
      program: "hivetool",
      version: 1,
      token: "01234567-89ab-cdef-0123-456789abcdef",
      host: "test-host",
      boot: "boot-1",
      pidNamespace: "pid:1",
      pid: 4711,
      processStart: "100",
      time: "2026-01-31T11:00:00.000Z",
      hive: { sequence: 1867, size: 106496, inode: "1" },
      ...changes,
    });
  for (const [text, state, shown] of [
    [guardOf({}), "alive", "taken by process 4711 on test-host since 2026-01-31T11:00:00.000Z, which is at work"],
    [guardOf({ pid: 12 }), "dead", "taken by process 12 on test-host since 2026-01-31T11:00:00.000Z, which is gone"],
    [guardOf({ host: "far" }), "unknown", "and nothing here tells whether that is still at work"],
    ["no guard", "unknown", "it names nobody"],
  ] as const) {
    const line = commandLine({ [hive]: fixture("outlook-user.dat"), [`${hive}.hivetool-guard`]: text });
    const before = line.snapshot();
    expect((await line.run("info", hive)).stdout).toContain(shown);
    expect(JSON.parse((await line.run("info", hive, "--json")).stdout).hives[0].guard.state).toBe(state);
    expect(line.snapshot()).toEqual(before);
  }
});

test("a hive that was never reorganized has no time for it", async () => {
  const bytes = fixture("outlook-user.dat");
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(168, 0n, true);
  sealBaseBlock(bytes);
  const line = commandLine({ "/alice/NTUSER.DAT": bytes });
  expect((await line.run("info", "/alice/NTUSER.DAT")).stdout).not.toMatch(/reorganized {2,}/);
  expect(
    JSON.parse((await line.run("info", "/alice/NTUSER.DAT", "--json")).stdout).hives[0].lastReorganized,
  ).toBeNull();
});

test("an empty path is told as one", async () => {
  const { stderr, exit } = await commandLine({}).run("info", "");
  expect([exit, stderr]).toEqual([5, expect.stringContaining("an empty path names no file")]);
});
