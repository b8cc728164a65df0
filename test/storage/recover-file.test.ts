import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { entryLog } from "../../fixtures/build/log-writer.ts";
import { openHive } from "../../src/storage/open-hive.ts";
import {
  type RecoverFileOptions,
  type RecoverReport,
  recoverFile,
  recoveryObstacles,
} from "../../src/storage/recover-file.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { validateHive } from "../support/hive-validator.ts";
import { isDirty } from "../support/reference-recovery.ts";
import { bytesIn, type MemoryFolder, memoryFolder, namesIn } from "./memory-folder.ts";
import { refusalOf } from "./refusal.ts";
import { facts } from "./sample-facts.ts";
import { newLog } from "./sample-logs.ts";
import { smallHive, withField } from "./small-hive.ts";
import { counted, overlaid, systemFailure, tapped } from "./tapped-file-system.ts";

const PATH = "/u/NTUSER.DAT";
const LOG1 = "/u/ntuser.dat.LOG1";
const LOG2 = "/u/ntuser.dat.LOG2";
const OUTPUT = "/out/recovered.dat";

const dirty = (part: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "dirty", "entry-logs", part)));
const FILES: Record<string, Uint8Array | string> = {
  [PATH]: dirty("NTUSER.DAT"),
  [LOG1]: dirty("NTUSER.DAT.LOG1"),
  [LOG2]: dirty("NTUSER.DAT.LOG2"),
  "/out/x": "",
};
const SMALL = smallHive();
const SMALL_DIRTY = withField(SMALL, 4, 42);

async function recover(fs: FileSystem, options: RecoverFileOptions = {}): Promise<RecoverReport> {
  const opened = openHive(PATH, { fs, processFacts: facts() });
  try {
    const report = await recoverFile(opened, options);
    opened.assertUnchanged();
    return report;
  } finally {
    opened.close();
  }
}

const bufferIn = (memory: MemoryFolder, path: string): Buffer => Buffer.from(bytesIn(memory, path));

/** The bundled recovered hive, with the number that one has on disk: beyond the last entry's. */
function expectedHive(): Buffer {
  return Buffer.from(withField(withField(dirty("recovered.dat"), 4, 43), 8, 43));
}

test("a dirty hive is opened as its logs complete it, and nothing is written by that", () => {
  const memory = memoryFolder(FILES);
  const before = memory.snapshot();
  const { fs, calls } = tapped(memory.fs);
  const opened = openHive(PATH, { fs });
  expect(opened.recovery).toMatchObject({
    state: "recovered",
    entryCount: 3,
    firstSequence: 40,
    lastSequence: 42,
    doubts: [],
  });
  expect(opened.hive.baseBlock).toMatchObject({ isDirty: false, primarySequence: 42 });
  expect(opened.hive.key("Software").subkeyCount).toBeGreaterThan(0);
  opened.assertUnchanged();
  opened.close();
  expect(calls).toEqual([]);
  expect(memory.snapshot()).toEqual(before);
});

test("as it lies, when the caller says so", () => {
  const opened = openHive(PATH, { fs: memoryFolder(FILES).fs, logs: "ignore" });
  expect(opened.recovery).toMatchObject({
    state: "logs-ignored",
    primary: { primarySequence: 41, secondarySequence: 40 },
  });
  expect(opened.hive.baseBlock.isDirty).toBe(true);
  opened.close();
});

test("logs that change while the hive is open are noticed", () => {
  const memory = memoryFolder(FILES);
  const opened = openHive(PATH, { fs: memory.fs });
  memory.volume.appendFileSync(LOG1, "more");
  expect(() => opened.assertUnchanged()).toThrow(expect.objectContaining({ code: "file-changed" }));
  opened.close();
});

test("files opened for a recovered hive are closed with it, and when opening fails", () => {
  const { fs } = memoryFolder({ ...FILES, [PATH]: withField(dirty("NTUSER.DAT"), 36, 0x7ffffff8) });
  const { fs: counting, count } = counted(fs);
  expect(() => openHive(PATH, { fs: counting })).toThrow(HiveError);
  expect(count()).toBe(0);
});

test("in place: clean, sound, with empty logs and no guard", async () => {
  const memory = memoryFolder(FILES);
  const report = await recover(memory.fs);
  expect(report).toMatchObject({ written: "in-place", sequence: 43, pagesWritten: 6, warnings: [] });
  expect(bufferIn(memory, PATH).equals(expectedHive())).toBe(true);
  expect(validateHive(bytesIn(memory, PATH))).toEqual([]);
  expect([LOG1, LOG2].map((path) => bytesIn(memory, path).length)).toEqual([0, 0]);
  expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT", "ntuser.dat.LOG1", "ntuser.dat.LOG2"]);
});

test("the order: growth, pages, base block, logs, each made durable", async () => {
  const { fs, lines } = tapped(memoryFolder(FILES).fs);
  await recover(fs);
  const ofHive = lines().filter((line) => /write|sync|truncate/.test(line) && !line.includes("guard"));
  expect(ofHive).toEqual([
    `write ${PATH}`,
    `sync ${PATH}`,
    `write ${PATH}`,
    `sync ${PATH}`,
    `write ${PATH}`,
    `sync ${PATH}`,
    `truncate ${LOG1}`,
    `sync ${LOG1}`,
    `truncate ${LOG2}`,
    `sync ${LOG2}`,
  ]);
});

test("a clean hive is left alone: no call that could write", async () => {
  const { fs, calls } = tapped(memoryFolder({ [PATH]: SMALL, [LOG1]: newLog(SMALL, 41) }).fs);
  expect(await recover(fs)).toMatchObject({ written: "nothing", bytesWritten: 0 });
  expect(await recover(fs, {})).toMatchObject({ written: "nothing" });
  expect(calls).toEqual([]);
});

test("the same bytes as a new file; hive and logs stay", async () => {
  const memory = memoryFolder(FILES);
  const before = memory.snapshot();
  const report = await recover(memory.fs, { output: OUTPUT });
  expect(report).toMatchObject({ written: "output", sequence: 43 });
  expect(bufferIn(memory, OUTPUT).equals(expectedHive())).toBe(true);
  const { [OUTPUT]: _, ...rest } = memory.snapshot();
  expect(rest).toEqual(before);
});

test("an existing file is never overwritten, nor one that a link names", async () => {
  const memory = memoryFolder({ ...FILES, [OUTPUT]: "precious" });
  expect((await refusalOf(recover(memory.fs, { output: OUTPUT }))).code).toBe("file-exists");
  expect((await refusalOf(recover(memory.fs, { output: PATH }))).code).toBe("file-exists");
  memory.volume.symlinkSync("/nowhere", "/out/link");
  expect((await refusalOf(recover(memory.fs, { output: "/out/link" }))).code).toBe("file-exists");
  expect(String(bufferIn(memory, OUTPUT))).toBe("precious");
});

test("a file that could not be finished is removed, whatever fails", async () => {
  const probe = tapped(memoryFolder(FILES).fs);
  await recover(probe.fs, { output: OUTPUT });
  for (const [fails, call] of probe.calls.entries()) {
    if (call.operation === "close" && call.path !== OUTPUT) continue;
    const memory = memoryFolder(FILES);
    const before = memory.snapshot();
    const { fs } = tapped(memory.fs, (_, index) => (index === fails ? { fails: "EIO" } : undefined));
    await refusalOf(recover(fs, { output: OUTPUT }));
    expect(memory.snapshot(), `${call.operation} ${call.path}`).toEqual(before);
  }
});

describe("whatever call fails", async () => {
  const probe = tapped(memoryFolder(FILES).fs);
  await recover(probe.fs);
  const cases = probe.calls.map(({ operation, path }, index) => [index, operation, path] as const);

  test.each(cases)("call %i, %s %s: a second run brings the same hive", async (fails) => {
    const memory = memoryFolder(FILES);
    const { fs } = tapped(memory.fs, (_, index) => (index === fails ? { fails: "EIO" } : undefined));
    const outcome = await recover(fs).catch((error: unknown) => error);
    const hive = bytesIn(memory, PATH);
    if (isDirty(hive)) {
      expect(outcome).toBeInstanceOf(HiveError);
      expect([LOG1, LOG2].map((path) => bufferIn(memory, path).equals(FILES[path] as Uint8Array))).toEqual([
        true,
        true,
      ]);
    }
    await recover(memory.fs, { breakLock: true });
    expect(bufferIn(memory, PATH).equals(expectedHive())).toBe(true);
  });

  test("before the hive is touched all is as it was; after that the message says to run it again", async () => {
    const seen = new Map<string, string | undefined>();
    for (const [fails] of cases) {
      const memory = memoryFolder(FILES);
      const before = memory.snapshot();
      const { fs } = tapped(memory.fs, (_, index) => (index === fails ? { fails: "EIO" } : undefined));
      const error = await recover(fs).then(
        () => undefined,
        (reason: HiveError) => reason,
      );
      if (error === undefined) continue;
      seen.set(error.code, error.advice);
      if (error.code !== "recovery-interrupted") expect(memory.snapshot()).toEqual(before);
    }
    expect([...seen.keys()].sort()).toEqual(["io-error", "recovery-interrupted"]);
    expect(seen.get("recovery-interrupted")).toContain("hivetool recover");
  });
});

test("hive or logs that change before the first write: nothing is written", async () => {
  for (const path of [PATH, LOG1]) {
    const memory = memoryFolder(FILES);
    const opened = openHive(PATH, { fs: memory.fs, processFacts: facts() });
    memory.volume.appendFileSync(path, "x");
    const before = memory.snapshot();
    expect((await refusalOf(recoverFile(opened))).code).toBe("file-changed");
    expect(memory.snapshot()).toEqual(before);
    opened.close();
  }
});

test("logs that change right before the point of no return: the growth is taken back", async () => {
  const memory = memoryFolder(FILES);
  const { fs } = tapped(memory.fs, ({ operation, path }) =>
    operation === "sync" && path === PATH && bytesIn(memory, LOG1).length === FILES[LOG1]?.length
      ? { first: () => memory.volume.appendFileSync(LOG1, "x") }
      : undefined,
  );
  expect((await refusalOf(recover(fs))).code).toBe("file-changed");
  expect(bufferIn(memory, PATH).equals(FILES[PATH] as Uint8Array)).toBe(true);
});

describe("obstacles", () => {
  const codes = (files: Record<string, Uint8Array | string | null>, options: RecoverFileOptions = {}): string[] => {
    const opened = openHive(PATH, { fs: memoryFolder({ "/out/x": "", ...files }).fs, processFacts: facts() });
    const found = recoveryObstacles(opened, options).map(({ code }) => code);
    opened.close();
    return found;
  };
  const gap = { [LOG1]: newLog(SMALL_DIRTY, 41), [LOG2]: newLog(SMALL_DIRTY, 44) };
  const pending = withField(withField(SMALL_DIRTY, 164, 0x6d746d72), 144, 1);
  const page = { offset: 0, bytes: pending.slice(4096, 8192) };
  const pendingLog = entryLog(pending, [{ sequence: 41, binsSize: pending.length - 4096, pages: [page], flags: 1 }]);

  test.each<[string, Record<string, Uint8Array | string | null>, string[], string[]]>([
    ["none", FILES, [], []],
    ["a clean hive", { [PATH]: SMALL }, [], []],
    ["no logs", { [PATH]: SMALL_DIRTY }, ["no-usable-log"], ["no-usable-log"]],
    ["entries that are lost", { [PATH]: SMALL_DIRTY, ...gap }, ["recovery-uncertain"], []],
    ["two spellings of a log", { ...FILES, "/u/NTUSER.DAT.LOG1": "" }, ["recovery-uncertain", "two-spellings"], []],
    ["two spellings of the hive", { ...FILES, "/u/ntuser.dat": "x" }, ["no-usable-log"], ["no-usable-log"]],
    ["a folder in a log's place", { ...FILES, "/u/NTUSER.DAT.LOG": null }, ["recovery-uncertain", "not-a-file"], []],
    ["somebody else's guard", { ...FILES, [`${PATH}.hivetool-guard`]: "x" }, ["in-use"], []],
    ["a hibernated Windows", { ...FILES, "/hiberfil.sys": "hibr" }, ["hibernated"], []],
    ["an output that exists", { ...FILES, [OUTPUT]: "x" }, [], ["file-exists"]],
    ["a pending transaction", { [PATH]: pending, [LOG1]: pendingLog }, ["pending-transaction"], []],
  ])("%s", (_, files, inPlace, asOutput) => {
    expect(codes(files)).toEqual(inPlace);
    expect(codes(files, { output: OUTPUT })).toEqual(asOutput);
  });

  test("a pending transaction forbids writing in place; its advice names --output", async () => {
    const { fs } = memoryFolder({ [PATH]: pending, [LOG1]: pendingLog, "/out/x": "" });
    expect((await refusalOf(recover(fs))).advice).toMatch(/Windows load this hive once.*--output/);
    expect(await recover(fs, { output: OUTPUT })).toMatchObject({ written: "output" });
  });

  test("are thrown, and nothing is touched", async () => {
    const memory = memoryFolder({ [PATH]: SMALL_DIRTY, ...gap });
    const before = memory.snapshot();
    const { fs, calls } = tapped(memory.fs);
    expect(await refusalOf(recover(fs))).toMatchObject({
      code: "recovery-uncertain",
      advice: expect.stringContaining("--output"),
    });
    expect(calls).toEqual([]);
    expect(memory.snapshot()).toEqual(before);
  });
});

test("a disk that fills up while the hive grows: nothing has happened", async () => {
  const memory = memoryFolder(FILES);
  const before = memory.snapshot();
  let writes = 0;
  const { fs } = tapped(memory.fs, ({ operation, path }) => {
    if (operation !== "write" || path !== PATH) return undefined;
    writes += 1;
    return writes === 1 ? { fails: "ENOSPC" } : undefined;
  });
  const error = await refusalOf(recover(fs));
  expect(error.message).toContain("no room");
  expect(memory.snapshot()).toEqual(before);
});

test("a log that can't be opened leaves a doubt, and the hive is read without it", () => {
  const { fs } = memoryFolder(FILES);
  const guarded = overlaid(fs, {
    openSync(path, flags) {
      if (path === LOG1) throw systemFailure("EACCES", { operation: "open", path });
      return fs.openSync(path, flags);
    },
  });
  const opened = openHive(PATH, { fs: guarded });
  expect(opened.recovery).toMatchObject({
    state: "recovered",
    lastSequence: 41,
    doubts: [{ code: "unreadable-log", isGrave: true }],
  });
  opened.close();
});
