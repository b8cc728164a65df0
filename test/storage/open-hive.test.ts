import { mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { HiveError } from "hivex-wasm";
import { expect, test } from "vitest";
import { openHive } from "../../src/storage/open-hive.ts";
import { type FileSystem, nodeFileSystem } from "../../wasm/node/file-system.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { fixture, memoryFolder } from "./memory-folder.ts";
import { newLog } from "./sample-logs.ts";
import { smallHive, withField } from "./small-hive.ts";
import { counted, overlaid, systemFailure, tapped } from "./tapped-file-system.ts";

const PATH = "/u/NTUSER.DAT";
const HIVE = smallHive();

function failure(fs: FileSystem, path = PATH): HiveError {
  try {
    openHive(path, { fs }).close();
  } catch (error) {
    if (error instanceof HiveError) return error;
    throw error;
  }
  throw new Error("it was opened");
}

test("a hive opens with little reading, and says what lies beside it", () => {
  const { fs } = memoryFolder({ [PATH]: fixture("outlook-user.dat"), "/u/ntuser.dat.LOG1": newLog(HIVE, 5) });
  const opened = openHive(PATH, { fs });
  expect(opened.path).toBe(PATH);
  expect(opened.logs).toMatchObject([{ role: "LOG1", path: "/u/ntuser.dat.LOG1", format: "hvle", firstSequence: 5 }]);
  expect(opened.statistics.bytesRead).toBe(4096 + 512);
  expect(opened.hive.key("Software").subkeyCount).toBeGreaterThan(0);
  expect(opened.statistics.bytesRead).toBeLessThanOrEqual(4096 + 512 + 5 * 4096);
  expect(opened.statistics.filesOpened).toBe(2);
  opened.assertUnchanged();
  opened.close();
});

test.each<[string, Record<string, Uint8Array | string | null>, string, RegExp]>([
  ["a missing file", {}, "file-not-found", /no such file/],
  ["a folder", { [PATH]: null }, "not-a-file", /folder/],
  ["an empty file", { [PATH]: "" }, "not-a-hive", /empty/],
  ["text", { [PATH]: "Windows Registry Editor Version 5.00".repeat(500) }, "not-a-hive", /./],
  ["a few bytes", { [PATH]: "regf" }, "truncated-hive", /./],
  ["a hive cut short", { [PATH]: HIVE.slice(0, -1) }, "truncated-hive", /./],
  ["a log", { [PATH]: newLog(HIVE, 5) }, "bad-base-block", /./],
])("%s is refused with its path", (_, files, code, words) => {
  const error = failure(memoryFolder({ "/u/other": "x", ...files }).fs);
  expect([error.code, error.path]).toEqual([code, PATH]);
  expect(error.message).toMatch(words);
});

test.each([
  ["EACCES", "permission-denied"],
  ["EBUSY", "in-use"],
  ["EIO", "io-error"],
])("%s while reading it becomes %s with the path", (name, code) => {
  const { fs } = memoryFolder({ [PATH]: HIVE });
  const failing = overlaid(fs, {
    readSync() {
      throw systemFailure(name, { operation: "read", path: PATH });
    },
  });
  expect(failure(failing)).toMatchObject({ code, path: PATH });
});

test("a path that no system allows", () => {
  expect(failure(nodeFileSystem, "a\0b").code).toBe("file-not-found");
  expect(failure(nodeFileSystem, "x".repeat(5000)).code).toBe("file-not-found");
});

test("what could not be opened is closed again", () => {
  const { fs } = memoryFolder({ [PATH]: "no hive at all" });
  const { fs: counting, count } = counted(fs);
  failure(counting);
  expect(count()).toBe(0);
});

test("a wrong checksum is no reason not to look", () => {
  const { fs } = memoryFolder({ [PATH]: Object.assign(HIVE.slice(), { 4: 99 }) });
  const opened = openHive(PATH, { fs });
  expect(opened.hive.baseBlock).toMatchObject({ checksumValid: false, isDirty: true });
});

test("a dirty hive opens: only editing it is refused", () => {
  const { fs } = memoryFolder({ [PATH]: withField(HIVE, 4, 42) });
  expect(openHive(PATH, { fs }).hive.baseBlock.isDirty).toBe(true);
});

test("a file that changes while it is open is noticed", () => {
  const { fs, volume } = memoryFolder({ [PATH]: HIVE });
  const opened = openHive(PATH, { fs });
  volume.utimesSync(PATH, 1, 2);
  expect(() => opened.assertUnchanged()).toThrow(expect.objectContaining({ code: "file-changed" }));
});

test("a symbolic link is followed to the hive, and to the logs beside that", () => {
  using folder = new TemporaryFolder();
  mkdirSync(folder.file("real"));
  writeFileSync(folder.file("real", "NTUSER.DAT"), HIVE);
  writeFileSync(folder.file("real", "NTUSER.DAT.LOG1"), "");
  symlinkSync(folder.file("real", "NTUSER.DAT"), folder.file("link"));
  const opened = openHive(folder.file("link"), { fs: nodeFileSystem });
  expect(opened.realPath).toBe(folder.file("real", "NTUSER.DAT"));
  expect(opened.logs.map(({ path }) => path)).toEqual([folder.file("real", "NTUSER.DAT.LOG1")]);
  opened.close();
});

test("symbolic links that lead in a circle", () => {
  using folder = new TemporaryFolder();
  symlinkSync(folder.file("b"), folder.file("a"));
  symlinkSync(folder.file("a"), folder.file("b"));
  expect(failure(nodeFileSystem, folder.file("a")).code).toBe("file-not-found");
});

test("reading writes nothing: no call that could, and every file and time as before", () => {
  using folder = new TemporaryFolder();
  const files = { "NTUSER.DAT": HIVE, "NTUSER.DAT.LOG1": newLog(HIVE, 41), "ntuser.dat.LOG2": new Uint8Array(0) };
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(folder.file(name), bytes);
    utimesSync(folder.file(name), 1_000_000_000, 1_100_000_000);
  }
  const { fs, calls } = tapped(nodeFileSystem);
  const stateOf = (): unknown[] => Object.keys(files).map((name) => statSync(folder.file(name), { bigint: true }));
  const before = stateOf();
  const opened = openHive(folder.file("NTUSER.DAT"), { fs });
  for (const key of opened.hive.root.subkeys()) for (const value of key.values()) value.data();
  opened.assertUnchanged();
  opened.close();
  expect(calls).toEqual([]);
  // Bytes are compared after the times, because comparing them touches the access times.
  if (fs.constants.O_NOATIME !== undefined) expect(stateOf()).toEqual(before);
  for (const [name, bytes] of Object.entries(files))
    expect(new Uint8Array(readFileSync(folder.file(name)))).toEqual(bytes);
});

test("the test above can fail: reading a file plainly does touch its access time here", (context) => {
  using folder = new TemporaryFolder();
  writeFileSync(folder.file("f"), "x");
  utimesSync(folder.file("f"), 1_000_000_000, 1_100_000_000);
  readFileSync(folder.file("f"));
  if (statSync(folder.file("f")).atimeMs === 1_000_000_000_000) {
    console.warn("SKIPPED: this file system keeps no access times, so leaving them alone proves nothing here");
    context.skip();
  }
  expect(statSync(folder.file("f")).atimeMs).toBeGreaterThan(1_000_000_000_000);
});

test("without a file system it is the machine's own", () => {
  using folder = new TemporaryFolder();
  writeFileSync(folder.file("h"), fixture("outlook-user.dat"));
  const opened = openHive(folder.file("h"));
  expect(opened.hive.root.subkeyCount).toBe(5);
  opened.close();
});
