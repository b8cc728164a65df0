import { linkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { editObstacles, isRecoveredFirst, unfinishedWriting } from "../../src/storage/edit-obstacles.ts";
import { openHive } from "../../src/storage/open-hive.ts";
import { nodeFileSystem } from "../../wasm/node/file-system.ts";
import { composeGuard } from "../../wasm/node/guard-record.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { memoryFolder } from "./memory-folder.ts";
import { facts } from "./sample-facts.ts";
import { newLog, oldLog } from "./sample-logs.ts";
import { smallHive, TRANSACTIONS, withField } from "./small-hive.ts";
import { overlaid, systemFailure, tapped } from "./tapped-file-system.ts";

const PATH = "/u/NTUSER.DAT";
const CLEAN = smallHive();
const DIRTY = withField(CLEAN, 4, 42); // the primary number is ahead by one

type Files = Record<string, Uint8Array | string | null>;

function obstacles(
  hive: Uint8Array,
  files: Files = {},
  permissions: Parameters<typeof editObstacles>[1] = {},
): { code: string; message: string; advice: string | undefined }[] {
  const { fs } = memoryFolder({ [PATH]: hive, ...files });
  const opened = openHive(PATH, {
    fs,
    processFacts: facts({ pid: 7, processStart: "6000" }, { 100: "5000" }),
  });
  try {
    return editObstacles(opened, permissions).map(({ code, message, advice }) => ({ code, message, advice }));
  } finally {
    opened.close();
  }
}
const codes = (...given: Parameters<typeof obstacles>): string[] => obstacles(...given).map(({ code }) => code);

test("nothing stands in the way of a clean hive", () => {
  expect(obstacles(CLEAN, { "/u/ntuser.dat.LOG1": newLog(CLEAN, 9), "/u/ntuser.dat.LOG2": "" })).toEqual([]);
});

test.each<[string, Uint8Array, string[]]>([
  ["a dirty hive", DIRTY, ["hive-is-dirty"]],
  ["a wrong checksum", Object.assign(CLEAN.slice(), { 508: (CLEAN[508] ?? 0) ^ 1 }), ["bad-checksum"]],
  ["a pending transaction", smallHive({ transactions: { ...TRANSACTIONS, flags: 1 } }), ["pending-transaction"]],
  ["a layered hive", smallHive({ minor: 6, transactions: { ...TRANSACTIONS, flags: 2 } }), ["layered-hive"]],
  ["a layered hive without marks", withField(smallHive({ minor: 6 }), 144, 2), ["layered-hive"]],
  ["a defragmented hive of Windows 8", smallHive({ minor: 5, transactions: { ...TRANSACTIONS, flags: 2 } }), []],
  ["remnants where the flags would be", withField(CLEAN, 144, 0x00310035), []],
  ["sectors of 4096 bytes", withField(CLEAN, 44, 8), ["unsupported-version"]],
  [
    "several at once",
    withField(smallHive({ transactions: { ...TRANSACTIONS, flags: 1 } }), 4, 42),
    ["hive-is-dirty", "pending-transaction"],
  ],
])("%s: %#", (_, hive, expected) => {
  expect(codes(hive)).toEqual(expected);
});

test.each<[string, Files, RegExp, boolean]>([
  ["no logs", {}, /no usable log.*\.LOG1 and \.LOG2/i, false],
  ["empty logs", { "/u/NTUSER.DAT.LOG1": "" }, /no usable log/i, false],
  [
    "a log of the number that is missing",
    { "/u/ntuser.dat.LOG1": newLog(CLEAN, 41) },
    /missing part lies in ntuser\.dat\.LOG1/,
    true,
  ],
  ["a later one", { "/u/NTUSER.DAT.LOG2": newLog(CLEAN, 42) }, /lies in NTUSER\.DAT\.LOG2/, true],
  ["one that is too old", { "/u/NTUSER.DAT.LOG1": newLog(CLEAN, 40) }, /no usable log/i, false],
  ["an old log of the same time", { "/u/NTUSER.DAT.LOG1": oldLog(CLEAN, 42) }, /lies in NTUSER\.DAT\.LOG1/, true],
  ["an old log of another time", { "/u/NTUSER.DAT.LOG1": oldLog(CLEAN, 42, 5n) }, /no usable log/i, false],
  ["a header without entries", { "/u/NTUSER.DAT.LOG1": newLog(CLEAN, 41).slice(0, 512) }, /no usable log/i, false],
])("what to do about a dirty hive with %s", (_, files, advice, isUsable) => {
  const opened = openHive(PATH, { fs: memoryFolder({ [PATH]: DIRTY, ...files }).fs, processFacts: facts() });
  const error = { code: "hive-is-dirty", advice: expect.stringMatching(advice) };
  expect(unfinishedWriting(opened)).toMatchObject([error]);
  expect(isRecoveredFirst(opened)).toBe(isUsable);
  // What its logs complete beyond doubt is recovered first, and does not stand in the way.
  expect(editObstacles(opened)).toMatchObject(isUsable ? [] : [error]);
});

test("a log that names another hive completes nothing without a word of the user's", () => {
  const stranger = newLog(smallHive({ fileName: "\\??\\C:\\Users\\otto\\ntuser.dat" }), 41);
  const opened = openHive(PATH, { fs: memoryFolder({ [PATH]: DIRTY, [`${PATH}.LOG1`]: stranger }).fs });
  expect(isRecoveredFirst(opened)).toBe(false);
  expect(editObstacles(opened)[0]).toMatchObject({
    code: "hive-is-dirty",
    advice: expect.stringContaining("`hivetool recover /u/NTUSER.DAT`"),
  });
});

test("a wrong checksum: recover it", () => {
  const torn = Object.assign(CLEAN.slice(), { 4: 99 });
  const fs = memoryFolder({ [PATH]: torn, [`${PATH}.LOG1`]: newLog(CLEAN, 41) }).fs;
  expect(unfinishedWriting(openHive(PATH, { fs }))).toMatchObject([
    { code: "bad-checksum", advice: expect.stringContaining("`hivetool recover /u/NTUSER.DAT`") },
  ]);
});

test.each<[string, Files, string[]]>([
  ["two spellings of a log", { "/u/NTUSER.DAT.LOG1": "", "/u/ntuser.dat.LOG1": "" }, ["two-spellings"]],
  ["two spellings of the hive", { "/u/ntuser.dat": "x" }, ["two-spellings"]],
  ["a folder in a log's place", { "/u/NTUSER.DAT.LOG1": null }, ["not-a-file"]],
  ["a hibernated Windows", { "/hiberfil.sys": "hibr" }, ["hibernated"]],
  ["somebody else's guard", { "/u/NTUSER.DAT.hivetool-guard": "x" }, ["in-use"]],
])("%s stands in the way", (_, files, expected) => {
  expect(codes(CLEAN, files)).toEqual(expected);
});

test("both spellings are named", () => {
  const [first] = obstacles(CLEAN, { "/u/NTUSER.DAT.LOG1": "", "/u/ntuser.dat.LOG1": "" });
  expect(first?.message).toContain("NTUSER.DAT.LOG1 and ntuser.dat.LOG1");
});

const guard = (own = facts()): string => JSON.stringify(composeGuard(own, { sequence: 41, size: 8192, inode: "1" }));

test.each<[string, string, boolean, string[]]>([
  ["a living guard", guard(), false, ["in-use"]],
  ["a living guard, and --break-lock", guard(), true, []],
  ["a stale guard", guard(facts({ pid: 101 })), false, []],
])("%s: %#", (_, text, breakLock, expected) => {
  expect(codes(CLEAN, { "/u/NTUSER.DAT.hivetool-guard": text }, { breakLock })).toEqual(expected);
});

test("without knowing who we are, no guard counts as stale", () => {
  const { fs } = memoryFolder({ [PATH]: CLEAN, "/u/NTUSER.DAT.hivetool-guard": guard(facts({ pid: 101 })) });
  expect(editObstacles(openHive(PATH, { fs })).map(({ code }) => code)).toEqual(["in-use"]);
});

test("hard links of the hive or of a log, unless they are allowed", () => {
  const { fs, volume } = memoryFolder({ [PATH]: CLEAN, "/u/NTUSER.DAT.LOG1": "" });
  volume.mkdirSync("/backup");
  volume.linkSync(PATH, "/backup/hive");
  volume.linkSync("/u/NTUSER.DAT.LOG1", "/backup/log");
  const opened = openHive(PATH, { fs });
  expect(editObstacles(opened).map(({ code, message }) => [code, message])).toEqual([
    ["has-hard-links", expect.stringContaining("NTUSER.DAT is one file with 2 names")],
    ["has-hard-links", expect.stringContaining("NTUSER.DAT.LOG1 is one file with 2 names")],
  ]);
  expect(editObstacles(opened, { hardLinks: true })).toEqual([]);
});

test("hard links on a real disk", () => {
  using folder = new TemporaryFolder();
  writeFileSync(folder.file("NTUSER.DAT"), CLEAN);
  linkSync(folder.file("NTUSER.DAT"), folder.file("other name"));
  const opened = openHive(folder.file("NTUSER.DAT"), { fs: nodeFileSystem });
  try {
    expect(editObstacles(opened).map(({ code }) => code)).toEqual(["has-hard-links"]);
    expect(editObstacles(opened, { hardLinks: true })).toEqual([]);
  } finally {
    opened.close();
  }
});

test("a write-protected hive, and its folder", () => {
  const { fs, volume } = memoryFolder({ [PATH]: CLEAN });
  volume.chmodSync(PATH, 0o444);
  volume.chmodSync("/u", 0o555);
  expect(editObstacles(openHive(PATH, { fs })).map(({ code, message }) => [code, message])).toEqual([
    ["read-only", expect.stringContaining("NTUSER.DAT is write-protected")],
    ["read-only", expect.stringContaining("folder /u is write-protected")],
  ]);
});

test("a volume that is mounted read-only is told once", () => {
  const { fs } = memoryFolder({ [PATH]: CLEAN, "/u/NTUSER.DAT.LOG1": "" });
  const mounted = overlaid(fs, {
    accessSync(path) {
      throw systemFailure("EROFS", { operation: "access", path });
    },
  });
  expect(editObstacles(openHive(PATH, { fs: mounted })).map(({ code }) => code)).toEqual(["read-only"]);
});

test("a folder that can't be listed may hide logs", () => {
  const { fs } = memoryFolder({ [PATH]: CLEAN });
  const unlisted = overlaid(fs, {
    readdirSync(path) {
      throw systemFailure("EACCES", { operation: "readdir", path });
    },
  });
  expect(editObstacles(openHive(PATH, { fs: unlisted })).map(({ code }) => code)).toEqual(["permission-denied"]);
});

test("looking for obstacles touches nothing", () => {
  const memory = memoryFolder({ [PATH]: DIRTY, "/u/NTUSER.DAT.LOG1": newLog(CLEAN, 41), "/hiberfil.sys": "hibr" });
  const before = memory.snapshot();
  const { fs, calls } = tapped(memory.fs);
  const opened = openHive(PATH, { fs, mode: "edit", processFacts: facts() });
  editObstacles(opened);
  opened.close();
  expect(calls).toEqual([]);
  expect(memory.snapshot()).toEqual(before);
});
