import { linkSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openHive } from "../../src/storage/open-hive.ts";
import { nodeFileSystem } from "../../wasm/node/file-system.ts";
import { validateHive } from "../support/hive-validator.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { bytesIn, memoryFolder, namesIn } from "./memory-folder.ts";
import { refusalOf } from "./refusal.ts";
import { newLog, oldLog } from "./sample-logs.ts";
import { commit, edit, editIn, type Files, HIVE, open, PATH } from "./small-edit.ts";
import { withField } from "./small-hive.ts";
import { tapped } from "./tapped-file-system.ts";

function differences(before: Uint8Array, after: Uint8Array): number[] {
  return [...after.keys()].filter((index) => before[index] !== after[index]);
}

function dword(bytes: Uint8Array, fileOffset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(fileOffset, true);
}

test("an edit reaches the file, and nothing else changes", async () => {
  const { memory, result } = await editIn();
  expect(await result).toEqual({
    written: "in-place",
    format: "hvle",
    formatReason: expect.stringContaining("nothing tells which Windows"),
    bytesWritten: expect.any(Number),
    pagesWritten: 1,
    sequence: 42,
    warnings: [],
  });
  const after = bytesIn(memory, PATH);
  expect(after).toHaveLength(HIVE.length);
  expect([dword(after, 4), dword(after, 8)]).toEqual([42, 42]);
  expect(validateHive(after)).toEqual([]);
  const changed = differences(HIVE, after);
  const header = changed.filter((offset) => offset < 4096);
  expect(header.every((offset) => (offset >= 4 && offset < 12) || offset >= 508)).toBe(true);
  expect(changed.length - header.length).toBeLessThanOrEqual(1 + 8); // the hyphen, and the key's time
  expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
});

test("without a change nothing is touched: no guard, no log, no time", async () => {
  const memory = memoryFolder({ [PATH]: HIVE });
  const { fs, calls } = tapped(memory.fs);
  const report = await commit(open(fs));
  expect(report).toMatchObject({ bytesWritten: 0, pagesWritten: 0, sequence: 41, warnings: [] });
  expect(calls).toEqual([]);
});

test("stale logs in another spelling are emptied first, and the journal goes into the one that is there", async () => {
  const { memory, result, calls } = await editIn({
    "/u/ntuser.dat.LOG1": newLog(HIVE, 42),
    "/u/ntuser.dat.LOG2": newLog(HIVE, 43),
  });
  expect((await result).formatReason).toContain("ntuser.dat.LOG2");
  expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT", "ntuser.dat.LOG1", "ntuser.dat.LOG2"]);
  expect(bytesIn(memory, "/u/ntuser.dat.LOG1")).toHaveLength(0);
  expect(bytesIn(memory, "/u/ntuser.dat.LOG2")).toHaveLength(0);
  const lines = calls.map(({ operation, path }) => `${operation} ${path}`);
  const writesHive = lines.indexOf(`write ${PATH}`);
  for (const log of ["/u/ntuser.dat.LOG1", "/u/ntuser.dat.LOG2"]) {
    expect(lines.indexOf(`truncate ${log}`)).toBeLessThan(writesHive);
    expect(lines.indexOf(`sync ${log}`)).toBeLessThan(writesHive);
  }
  expect(lines.indexOf("write /u/ntuser.dat.LOG1")).toBeGreaterThan(lines.indexOf("truncate /u/ntuser.dat.LOG2"));
});

test("a new log is spelled like its brother, while it lasts", async () => {
  const { calls } = await editIn({ "/u/ntuser.dat.LOG2": "" });
  expect(calls).toContainEqual({ operation: "open", path: "/u/ntuser.dat.LOG1", flags: "wx+" });
});

test("an old log beside the hive: the edit goes through a log of the old kind, and the hive keeps its time", async () => {
  const { memory, result } = await editIn({ "/u/NTUSER.DAT.LOG1": oldLog(HIVE, 41) });
  expect(await result).toMatchObject({ format: "dirt", sequence: 42 });
  const after = bytesIn(memory, PATH);
  expect(validateHive(after)).toEqual([]);
  expect(after.slice(12, 20)).toEqual(HIVE.slice(12, 20));
});

test("the single log of XP is used where it alone is there", async () => {
  const { calls } = await editIn({ "/u/NTUSER.DAT.LOG": oldLog(HIVE, 41) });
  const paths = new Set(calls.filter(({ operation }) => operation === "write").map(({ path }) => path));
  expect([...paths]).toEqual(["/u/NTUSER.DAT.hivetool-guard", "/u/NTUSER.DAT.LOG", PATH]);
});

test("the hive and logs are never opened in a way that empties them, and reading them back is a fresh look", async () => {
  const { calls } = await editIn({ "/u/NTUSER.DAT.LOG1": newLog(HIVE, 9) });
  const flags = calls.filter(({ operation }) => operation === "open").map(({ path, flags }) => `${path} ${flags}`);
  expect(flags).toEqual(["/u/NTUSER.DAT.hivetool-guard wx", `${PATH} r+`, "/u/NTUSER.DAT.LOG1 r+"]);
});

test("a hive is committed once", async () => {
  const opened = open(memoryFolder({ [PATH]: HIVE }).fs);
  edit(opened);
  await commit(opened);
  opened.assertUnchanged(); // our own change is no change by others
  await expect(commit(opened)).rejects.toThrow(TypeError);
});

test("who does not say who writes can't write", async () => {
  const memory = memoryFolder({ [PATH]: HIVE });
  const opened = openHive(PATH, { fs: memory.fs, mode: "edit" });
  edit(opened);
  await expect(commit(opened)).rejects.toThrow(/processFacts/);
  expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
});

describe("refused without a touch", () => {
  test.each<[string, string, Files]>([
    ["a dirty hive", "hive-is-dirty", { [PATH]: withField(HIVE, 4, 42) }],
    ["two spellings of a log", "two-spellings", { "/u/NTUSER.DAT.LOG1": "", "/u/ntuser.dat.LOG1": "" }],
    ["a hibernated Windows", "hibernated", { "/hiberfil.sys": "hibr" }],
    ["a broken guard", "in-use", { "/u/NTUSER.DAT.hivetool-guard": "x" }],
  ])("%s", async (_, code, files) => {
    const untouched = memoryFolder({ [PATH]: HIVE, ...files }).snapshot();
    const { memory, result, calls } = await editIn(files);
    expect((await refusalOf(result)).code).toBe(code);
    expect(memory.snapshot()).toEqual(untouched);
    expect(calls).toEqual([]);
  });

  test("several obstacles: the first one's code, everybody's words", async () => {
    const { result } = await editIn({ "/hiberfil.sys": "hibr", "/u/NTUSER.DAT.hivetool-guard": "x" });
    const error = await refusalOf(result);
    expect(error.code).toBe("hibernated");
    expect(error.message).toMatch(/hibernated.*besides,.*hivetool-guard/);
  });

  test("--break-lock takes the guard", async () => {
    const { memory, result } = await editIn({ "/u/NTUSER.DAT.hivetool-guard": "x" }, undefined, { breakLock: true });
    expect((await result).sequence).toBe(42);
    expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
  });
});

describe("on a real disk", () => {
  test("in place: same file, same mode, same other names, and nothing new beside it", async () => {
    using folder = new TemporaryFolder();
    const path = folder.file("NTUSER.DAT");
    writeFileSync(path, HIVE, { mode: 0o640 });
    linkSync(path, folder.file("second name"));
    symlinkSync(path, folder.file("link"));
    const before = statSync(path);
    const opened = open(nodeFileSystem, folder.file("link"));
    edit(opened);
    const report = await commit(opened, { hardLinks: true });
    opened.close();
    const after = statSync(path);
    expect(report.warnings).toEqual([]);
    expect([after.ino, after.mode, after.size]).toEqual([before.ino, before.mode, before.size]);
    expect(readdirSync(folder.path).sort()).toEqual(["NTUSER.DAT", "link", "second name"]);
    expect(validateHive(new Uint8Array(readFileSync(path)))).toEqual([]);
    expect(readFileSync(folder.file("second name")).includes("server:44300")).toBe(true);
  });

  test("hard links are refused, and nothing is touched", async () => {
    using folder = new TemporaryFolder();
    const path = folder.file("NTUSER.DAT");
    writeFileSync(path, HIVE);
    linkSync(path, folder.file("second name"));
    const before = statSync(path, { bigint: true });
    const opened = open(nodeFileSystem, path);
    edit(opened);
    expect((await refusalOf(commit(opened))).code).toBe("has-hard-links");
    opened.close();
    const { mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    expect([mtimeNs, ctimeNs]).toEqual([before.mtimeNs, before.ctimeNs]);
    expect(readdirSync(folder.path).sort()).toEqual(["NTUSER.DAT", "second name"]);
  });
});
