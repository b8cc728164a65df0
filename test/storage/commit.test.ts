import { linkSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { hiveError } from "../../src/errors.ts";
import type { Hive } from "../../src/hive/hive.ts";
import { type CommitEditOptions, type CommitReport, commitEdit } from "../../src/storage/commit.ts";
import { type OpenedHive, openHive } from "../../src/storage/open-hive.ts";
import { type FileSystem, nodeFileSystem } from "../../wasm/node/file-system.ts";
import { validateHive } from "../support/hive-validator.ts";
import { recoverHive } from "../support/reference-recovery.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { memoryFolder } from "./memory-folder.ts";
import { facts } from "./sample-facts.ts";
import { newLog, oldLog } from "./sample-logs.ts";
import { smallHive, withField } from "./small-hive.ts";
import { type Interference, tapped, type WritingCall } from "./tapped-file-system.ts";

const PATH = "/u/NTUSER.DAT";
const HIVE = smallHive(); // sequence 41
const TIME = 133_500_000_000_000_000n;
const AFTER = Buffer.from("server:44300");
type Files = Record<string, Uint8Array | string | null>;

function open(fs: FileSystem, path = PATH): OpenedHive {
  return openHive(path, { fs, mode: "edit", processFacts: facts() });
}

/** Turns the hyphen of the one value into a colon, in engine memory. */
function edit({ hive }: OpenedHive): void {
  const key = hive.key("Settings");
  const { name, type } = key.value("Server");
  hive.engine.editing.time = TIME;
  hive.engine.editing.setValue(key.offset, name, type, AFTER);
}

function verify(fresh: Hive): void {
  const data = Buffer.from(fresh.key("Settings").value("Server").data());
  if (!data.equals(AFTER)) throw hiveError("value-not-found", "the new text is not there");
}

const commit = (opened: OpenedHive, options: Partial<CommitEditOptions> = {}): Promise<CommitReport> =>
  commitEdit(opened, { verify, ...options });

async function failureOf(promise: Promise<unknown>): Promise<HiveError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HiveError)) throw new Error(`expected a HiveError, got ${String(error)}`);
  return error;
}

/** Opens, edits and commits a hive in memory. */
async function editIn(
  files: Files = {},
  interfere?: (call: WritingCall, index: number) => Interference | undefined,
  options: Partial<CommitEditOptions> = {},
): Promise<{ memory: ReturnType<typeof memoryFolder>; result: Promise<CommitReport>; calls: WritingCall[] }> {
  const memory = memoryFolder({ [PATH]: HIVE, ...files });
  const { fs, calls } = tapped(memory.fs, interfere);
  const opened = open(fs);
  edit(opened);
  const result = commit(opened, options);
  await result.catch(() => undefined);
  return { memory, result, calls };
}

const bytesOf = ({ volume }: ReturnType<typeof memoryFolder>, path = PATH): Uint8Array =>
  new Uint8Array(volume.readFileSync(path) as Buffer);
const namesOf = ({ volume }: ReturnType<typeof memoryFolder>): string[] =>
  (volume.readdirSync("/u") as string[]).sort();

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
  const after = bytesOf(memory);
  expect(after).toHaveLength(HIVE.length);
  expect([dword(after, 4), dword(after, 8)]).toEqual([42, 42]);
  expect(validateHive(after)).toEqual([]);
  const changed = differences(HIVE, after);
  const header = changed.filter((offset) => offset < 4096);
  expect(header.every((offset) => (offset >= 4 && offset < 12) || offset >= 508)).toBe(true);
  expect(changed.length - header.length).toBeLessThanOrEqual(1 + 8); // the hyphen, and the key's time
  expect(namesOf(memory)).toEqual(["NTUSER.DAT"]);
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
  expect(namesOf(memory)).toEqual(["NTUSER.DAT", "ntuser.dat.LOG1", "ntuser.dat.LOG2"]);
  expect(bytesOf(memory, "/u/ntuser.dat.LOG1")).toHaveLength(0);
  expect(bytesOf(memory, "/u/ntuser.dat.LOG2")).toHaveLength(0);
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
  const after = bytesOf(memory);
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
  expect(namesOf(memory)).toEqual(["NTUSER.DAT"]);
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
    expect((await failureOf(result)).code).toBe(code);
    expect(memory.snapshot()).toEqual(untouched);
    expect(calls).toEqual([]);
  });

  test("several obstacles: the first one's code, everybody's words", async () => {
    const { result } = await editIn({ "/hiberfil.sys": "hibr", "/u/NTUSER.DAT.hivetool-guard": "x" });
    const error = await failureOf(result);
    expect(error.code).toBe("hibernated");
    expect(error.message).toMatch(/hibernated.*besides,.*hivetool-guard/);
  });

  test("--break-lock takes the guard", async () => {
    const { memory, result } = await editIn({ "/u/NTUSER.DAT.hivetool-guard": "x" }, undefined, { breakLock: true });
    expect((await result).sequence).toBe(42);
    expect(namesOf(memory)).toEqual(["NTUSER.DAT"]);
  });
});

describe("changed by somebody else", () => {
  const meddlings: [string, (volume: ReturnType<typeof memoryFolder>["volume"]) => void][] = [
    ["its time", (volume) => volume.utimesSync(PATH, 1, 2)],
    ["its size", (volume) => volume.appendFileSync(PATH, Buffer.alloc(4096))],
    ["its base block", (volume) => volume.writeFileSync(PATH, withField(HIVE, 4, 42))],
    ["its log", (volume) => volume.writeFileSync("/u/NTUSER.DAT.LOG1", newLog(HIVE, 41))],
    ["a new log", (volume) => volume.writeFileSync("/u/ntuser.dat.LOG2", "")],
  ];
  test.each(meddlings)("%s, between opening and committing: nothing is written", async (_, meddle) => {
    const memory = memoryFolder({ [PATH]: HIVE, "/u/NTUSER.DAT.LOG1": newLog(HIVE, 9) });
    const { fs, calls } = tapped(memory.fs);
    const opened = open(fs);
    edit(opened);
    meddle(memory.volume);
    const before = memory.snapshot();
    expect((await failureOf(commit(opened))).code).toBe("file-changed");
    expect(memory.snapshot()).toEqual(before);
    expect(calls.filter(({ path }) => !path.endsWith("guard"))).toEqual([]);
  });

  test.each(meddlings.slice(0, 3))("%s, while our log was being written: the hive is left alone", async (_, meddle) => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs } = tapped(memory.fs, ({ operation, path }) =>
      operation === "sync" && path.endsWith("LOG1") ? { first: () => meddle(memory.volume) } : undefined,
    );
    const opened = open(fs);
    edit(opened);
    expect((await failureOf(commit(opened))).code).toBe("file-changed");
    expect(namesOf(memory)).toEqual(["NTUSER.DAT"]);
    expect(Buffer.from(bytesOf(memory)).includes("server-44300")).toBe(true);
  });

  test("the guard taken away before the point of no return: the hive is left alone", async () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs } = tapped(memory.fs, ({ operation, path }) =>
      operation === "sync" && path.endsWith("LOG1")
        ? { first: () => memory.volume.writeFileSync("/u/NTUSER.DAT.hivetool-guard", "mine") }
        : undefined,
    );
    const opened = open(fs);
    edit(opened);
    expect((await failureOf(commit(opened))).code).toBe("in-use");
    expect(bytesOf(memory)).toEqual(HIVE);
    expect(namesOf(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]); // theirs
  });
});

describe("a failure at every call", async () => {
  const { calls } = await editIn({ "/u/NTUSER.DAT.LOG2": newLog(HIVE, 9) });
  const cases = [...calls.entries()].flatMap(([index, { operation, path }]) =>
    ["EIO", "ENOSPC"].map((name) => [`${operation} ${path} (call ${index})`, name, index] as const),
  );
  const edited = withEdit();

  test.each(cases)(
    "%s fails with %s: the old hive, the new one, or one that recovers to the new one",
    async (_, name, index) => {
      const { memory, result } = await editIn({ "/u/NTUSER.DAT.LOG2": newLog(HIVE, 9) }, (_, at) =>
        at === index ? { fails: name } : undefined,
      );
      const outcome = await result.then(
        () => "done",
        (error: unknown) => (error instanceof HiveError ? error.code : String(error)),
      );
      const after = bytesOf(memory);
      const names = namesOf(memory).filter((each) => each !== "NTUSER.DAT" && each !== "NTUSER.DAT.LOG2");
      if (outcome === "commit-interrupted") {
        expect(names).toEqual(["NTUSER.DAT.LOG1"]);
        const recovered = recoverHive(after, {
          LOG1: bytesOf(memory, "/u/NTUSER.DAT.LOG1"),
          LOG2: bytesOf(memory, "/u/NTUSER.DAT.LOG2"),
        });
        // A base block that never reached the disk leaves the old hive; a dirty one comes back whole.
        const isOld = recovered !== undefined && Buffer.from(recovered).equals(HIVE);
        if (!isOld) expect(recovered?.subarray(4096)).toEqual(edited.subarray(4096));
      } else if (outcome === "done") {
        expect(after.subarray(4096)).toEqual(edited.subarray(4096));
        const { warnings } = await result;
        expect(names.length === 0 || warnings.length > 0).toBe(true);
      } else {
        expect(outcome).toBe("io-error");
        expect(after).toEqual(HIVE);
        expect(names).toEqual([]);
      }
    },
  );

  function withEdit(): Uint8Array {
    const memory = memoryFolder({ [PATH]: HIVE });
    const opened = open(memory.fs);
    edit(opened);
    const bytes = HIVE.slice();
    for (let offset = 4096; offset < bytes.length; offset += 4096) {
      bytes.set(opened.hive.engine.memory.imageBytes(offset, 4096), offset);
    }
    return bytes;
  }
});

test("a disk that does not keep what was written is found out", async () => {
  const memory = memoryFolder({ [PATH]: HIVE });
  // The last file to be closed is the hive, after all that was synced; it then rots.
  const { fs } = tapped(memory.fs, ({ operation, path }) =>
    operation === "close" && path === PATH
      ? {
          first: () => {
            const bytes = bytesOf(memory);
            bytes[4096 + 2000] = (bytes[4096 + 2000] ?? 0) ^ 1;
            memory.volume.writeFileSync(PATH, bytes);
          },
        }
      : undefined,
  );
  const opened = open(fs);
  edit(opened);
  expect(await failureOf(commit(opened))).toMatchObject({ code: "read-back-differs", fileOffset: 4096 + 2000 });
  expect(namesOf(memory)).toEqual(["NTUSER.DAT"]);
});

test("an edit that the verifier does not find is told", async () => {
  const missing = (): never => {
    throw hiveError("value-not-found", "not there");
  };
  const { result } = await editIn({}, undefined, { verify: missing });
  expect((await failureOf(result)).code).toBe("read-back-differs");
});

test("a guard that can't be removed afterwards is a warning", async () => {
  const { result } = await editIn({}, ({ operation, path }) =>
    operation === "unlink" && path.endsWith("guard") ? { fails: "EIO" } : undefined,
  );
  expect((await result).warnings).toEqual([expect.stringContaining("removing NTUSER.DAT.hivetool-guard failed")]);
});

test("a guard that can't be removed after a failure is told besides it", async () => {
  const { result } = await editIn({}, ({ operation, path }) => {
    if (operation === "unlink" && path.endsWith("guard")) return { fails: "EACCES" };
    return operation === "sync" && path.endsWith("LOG1") ? { fails: "EIO" } : undefined;
  });
  expect((await failureOf(result)).message).toMatch(
    /LOG1 failed: .*; besides, removing NTUSER\.DAT\.hivetool-guard failed/,
  );
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
    expect((await failureOf(commit(opened))).code).toBe("has-hard-links");
    opened.close();
    const { mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    expect([mtimeNs, ctimeNs]).toEqual([before.mtimeNs, before.ctimeNs]);
    expect(readdirSync(folder.path).sort()).toEqual(["NTUSER.DAT", "second name"]);
  });
});
