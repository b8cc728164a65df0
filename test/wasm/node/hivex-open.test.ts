import { linkSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import {
  HIVEX_OPEN_UNSAFE,
  HIVEX_OPEN_WRITE,
  type HiveError,
  type Hivex,
  HivexError,
  type HivexSetValue,
} from "hivex-wasm";
import { describe, expect, onTestFinished, test } from "vitest";
import type { FileSystem } from "../../../wasm/node/file-system.ts";
import { type HivexOpenOptions, hivexOpen } from "../../../wasm/node/hivex-open.ts";
import { outcomes, record } from "../../storage/cut-commits.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import { newLog } from "../../storage/sample-logs.ts";
import { smallHive, withField } from "../../storage/small-hive.ts";
import { overlaid, tapped } from "../../storage/tapped-file-system.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { readHive } from "../../support/reference-reader.ts";
import { recoverHive } from "../../support/reference-recovery.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { errnoOf } from "../hivex/open-hivex.ts";

const PATH = "/u/NTUSER.DAT";
const HIVE = smallHive({ minor: 5 }); // sequence 41

function open(
  fs: FileSystem | undefined,
  path = PATH,
  flags = HIVEX_OPEN_WRITE,
  options: HivexOpenOptions = {},
): Hivex {
  const hivex = hivexOpen(path, flags, { ...options, ...(fs !== undefined && { fs }) });
  onTestFinished(() => hivex.close());
  return hivex;
}

function add(hivex: Hivex, name: string): void {
  hivex.nodeAddChild(hivex.root(), name);
}

type Memory = ReturnType<typeof memoryFolder>;
const bytesOf = ({ volume }: Memory, path = PATH): Uint8Array => new Uint8Array(volume.readFileSync(path) as Buffer);
const filesIn = ({ volume }: Memory): string[] => (volume.readdirSync("/u") as string[]).sort();
const sequencesOf = (bytes: Uint8Array): number[] => [4, 8].map((at) => Buffer.from(bytes).readUInt32LE(at));

/** The names of the root's subkeys in a file that must be a sound hive. */
function keysIn(bytes: Uint8Array): string[] {
  expect(validateHive(bytes)).toEqual([]);
  return readHive(bytes).root.keys.map(({ name }) => name);
}

describe("opening by file name", () => {
  test("reads what is asked for and leaves no trace", () => {
    using folder = new TemporaryFolder();
    const path = folder.file("NTUSER.DAT");
    writeFileSync(path, HIVE);
    const { atimeNs } = statSync(path, { bigint: true });
    using hivex = hivexOpen(path);
    const settings = hivex.nodeGetChild(hivex.root(), "settings") ?? 0;
    expect(hivex.nodeValues(settings).map((value) => hivex.valueKey(value))).toEqual(["Server"]);
    expect(errnoOf(() => hivex.nodeAddChild(settings, "x"))).toBe("EROFS");
    expect(errnoOf(() => hivex.commit(null))).toBe("EROFS");
    expect(readdirSync(folder.path)).toEqual(["NTUSER.DAT"]);
    expect(statSync(path, { bigint: true }).atimeNs).toBe(atimeNs);
  });

  test.each<[string, string, number, () => Memory, string?]>([
    ["no such file", "ENOENT", 0, () => memoryFolder({ "/u/other": "" })],
    ["no such folder", "ENOENT", 0, () => memoryFolder({}), "/nowhere/NTUSER.DAT"],
    ["no name", "ENOENT", 0, () => memoryFolder({}), ""],
    ["a folder", "EISDIR", 0, () => memoryFolder({ [PATH]: null })],
    ["an empty file", "EINVAL", 0, () => memoryFolder({ [PATH]: "" })],
    ["a file that is no hive", "ENOTSUP", 0, () => memoryFolder({ [PATH]: new Uint8Array(8192) })],
    ["a wrong checksum", "EINVAL", 0, () => memoryFolder({ [PATH]: HIVE.with(508, 1) })],
    [
      "a wrong checksum, to write it",
      "EUCLEAN",
      HIVEX_OPEN_WRITE | HIVEX_OPEN_UNSAFE,
      () => memoryFolder({ [PATH]: HIVE.with(508, 1) }),
    ],
    ["a dirty hive, to write it", "EUCLEAN", HIVEX_OPEN_WRITE, () => memoryFolder({ [PATH]: withField(HIVE, 4, 42) })],
  ])("%s: %s", (_, errno, flags, folder, path = PATH) => {
    const { fs } = folder();
    const open: number[] = [];
    const counting = overlaid(fs, {
      openSync(name, mode) {
        open.push(fs.openSync(name, mode));
        return open.at(-1) as number;
      },
      closeSync(descriptor) {
        open.splice(open.indexOf(descriptor), 1);
        fs.closeSync(descriptor);
      },
    });
    expect(errnoOf(() => hivexOpen(path, flags, { fs: counting }))).toBe(errno);
    expect(open).toEqual([]); // what was opened has been closed
  });

  test("a dirty hive is read as it lies", () => {
    const { fs } = memoryFolder({ [PATH]: withField(HIVE, 4, 42) });
    expect(open(fs, PATH, 0).nodeNrChildren(open(fs, PATH, 0).root())).toBe(1);
  });
});

describe("commit(null)", () => {
  test("writes the changes through a log that goes again, and numbers the hive", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs, lines } = tapped(memory.fs);
    const hivex = open(fs);
    add(hivex, "Acme");
    expect(lines()).toEqual([]);
    expect(hivex.commit(null)).toEqual([]);
    expect(keysIn(bytesOf(memory))).toEqual(["Acme", "Settings"]);
    expect(sequencesOf(bytesOf(memory))).toEqual([42, 42]);
    expect(filesIn(memory)).toEqual(["NTUSER.DAT"]);
    // The log is durable before the hive is touched.
    const all = lines();
    expect(all.indexOf("sync /u/NTUSER.DAT.LOG1")).toBeLessThan(all.indexOf(`write ${PATH}`));
    expect(all.indexOf("sync /u/NTUSER.DAT.LOG1")).toBeGreaterThan(0);
    expect(all.lastIndexOf(`sync ${PATH}`)).toBeGreaterThan(all.lastIndexOf(`write ${PATH}`));
  });

  test("the file is what toBytes said it would be", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const hivex = open(memory.fs);
    add(hivex, "Acme");
    const expected = hivex.toBytes();
    hivex.commit(null);
    expect(bytesOf(memory)).toEqual(expected);
    expect(hivex.toBytes()).toEqual(expected);
  });

  test("without a change nothing is touched; libhivex would write and number it", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs, calls } = tapped(memory.fs);
    const hivex = open(fs);
    expect(hivex.commit(null)).toEqual([]);
    expect(hivex.commit(null)).toEqual([]);
    add(hivex, "Acme");
    hivex.undo();
    hivex.commit(null);
    expect(calls).toEqual([]);
    expect(bytesOf(memory)).toEqual(HIVE);
  });

  test("goes on: handles stay good, more is changed and committed, what is committed is not undone", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const hivex = open(memory.fs);
    const first = hivex.nodeAddChild(hivex.root(), "First");
    hivex.commit(null);
    expect(hivex.undo()).toBe(false);
    expect(hivex.nodeName(first)).toBe("First");
    for (let round = 0; round < 5; round += 1) {
      hivex.nodeSetValue(first, { key: `value ${round}`, t: 3, value: new Uint8Array(3000).fill(round) });
      hivex.commit(null);
      expect(sequencesOf(bytesOf(memory))).toEqual([43 + round, 43 + round]);
    }
    expect(keysIn(bytesOf(memory))).toEqual(["First", "Settings"]);
    expect(hivex.nodeNrValues(first)).toBe(5);
    expect(bytesOf(memory).length).toBeGreaterThan(HIVE.length);
  });

  test("logs that lie there are emptied, so that none of them is replayed over the new hive", () => {
    const memory = memoryFolder({
      [PATH]: HIVE,
      "/u/ntuser.dat.LOG1": newLog(HIVE, 42),
      "/u/ntuser.dat.LOG2": newLog(HIVE, 43),
    });
    const hivex = open(memory.fs);
    add(hivex, "Acme");
    hivex.commit(null);
    expect(filesIn(memory)).toEqual(["NTUSER.DAT", "ntuser.dat.LOG1", "ntuser.dat.LOG2"]);
    expect(bytesOf(memory, "/u/ntuser.dat.LOG1")).toHaveLength(0);
    expect(bytesOf(memory, "/u/ntuser.dat.LOG2")).toHaveLength(0);
    add(hivex, "Second");
    hivex.commit(null);
    expect(keysIn(bytesOf(memory))).toEqual(["Acme", "Second", "Settings"]);
  });

  test("a link leads to the hive: its logs are there, and the link stays", () => {
    using folder = new TemporaryFolder();
    writeFileSync(folder.file("real.dat"), HIVE);
    symlinkSync(folder.file("real.dat"), folder.file("link.dat"));
    const hivex = open(undefined, folder.file("link.dat"));
    add(hivex, "Acme");
    expect(hivex.commit(folder.file("real.dat"))).toEqual([]); // its own file by another name
    expect(keysIn(readFileSync(folder.file("real.dat")))).toEqual(["Acme", "Settings"]);
    expect(readdirSync(folder.path).sort()).toEqual(["link.dat", "real.dat"]);
  });

  test.each<[string, string, (memory: Memory) => void]>([
    [
      "changed by something else meanwhile",
      "ESTALE",
      ({ volume }) => volume.writeFileSync(PATH, withField(HIVE, 12, 5)),
    ],
    [
      "replaced by another file",
      "ESTALE",
      ({ volume }) => {
        volume.writeFileSync("/u/new", HIVE);
        volume.renameSync("/u/new", PATH);
      },
    ],
    ["gone", "ENOENT", ({ volume }) => volume.unlinkSync(PATH)],
    ["given new logs", "ESTALE", ({ volume }) => volume.writeFileSync(`${PATH}.LOG1`, newLog(HIVE, 42))],
    ["guarded by somebody else", "EBUSY", ({ volume }) => volume.writeFileSync(`${PATH}.hivetool-guard`, "theirs")],
    ["on a hibernated volume", "EBUSY", ({ volume }) => volume.writeFileSync("/hiberfil.sys", "hibr")],
  ])("a hive that is %s is left alone: %s", (_, errno, meddle) => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const hivex = open(memory.fs);
    add(hivex, "Acme");
    meddle(memory);
    const before = memory.snapshot();
    expect(errnoOf(() => hivex.commit(null))).toBe(errno);
    expect(memory.snapshot()).toEqual(before);
    // The changes are still there, for whoever finds another way.
    expect(keysIn(hivex.toBytes())).toEqual(["Acme", "Settings"]);
  });

  test("a file with two names is written where that is allowed only", () => {
    using folder = new TemporaryFolder();
    writeFileSync(folder.file("one"), HIVE);
    linkSync(folder.file("one"), folder.file("two"));
    const refused = open(undefined, folder.file("one"));
    add(refused, "Acme");
    expect(errnoOf(() => refused.commit(null))).toBe("EMLINK");
    expect(readFileSync(folder.file("two")).equals(HIVE)).toBe(true);
    const allowed = open(undefined, folder.file("one"), HIVEX_OPEN_WRITE, { hardLinks: true });
    add(allowed, "Acme");
    allowed.commit(null);
    expect(keysIn(readFileSync(folder.file("two")))).toEqual(["Acme", "Settings"]);
  });

  test("a failure to clean up is told, and no failure of the commit", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs } = tapped(memory.fs, ({ operation, path }) =>
      operation === "unlink" && path.endsWith(".LOG1") ? { fails: "EACCES" } : undefined,
    );
    const hivex = open(fs);
    add(hivex, "Acme");
    expect(hivex.commit(null)).toEqual([expect.stringContaining("the edit is done, but removing NTUSER.DAT.LOG1")]);
    expect(keysIn(bytesOf(memory))).toEqual(["Acme", "Settings"]);
  });
});

describe("what was touched is looked over", () => {
  /** The root's largest subkey name, as its key node says: offset 52 of the record. */
  const withWrongHint = (): Uint8Array => {
    const bytes = HIVE.slice();
    const root = readHive(HIVE).root.offset + 4096;
    new DataView(bytes.buffer).setUint16(root + 4 + 52, 2, true); // "Settings" takes 16 bytes
    return bytes;
  };

  test("what was wrong before is told, and is no reason to refuse", () => {
    const memory = memoryFolder({ [PATH]: withWrongHint() });
    const hivex = open(memory.fs);
    hivex.nodeSetValue(hivex.root(), filled("v", 10));
    const warnings = hivex.commit(null);
    expect(warnings).toEqual([expect.stringContaining("not in order, and not before the edit either")]);
    expect(readHive(bytesOf(memory)).root.values.map(({ name }) => name)).toEqual(["v"]);
  });

  test("keys that are gone again are no longer looked for, whatever lies in their place", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const hivex = open(memory.fs);
    const root = hivex.root();
    const before = hivex.toBytes();
    const deleted = hivex.nodeAddChild(root, "Deleted");
    hivex.nodeSetValue(deleted, filled("v", 10));
    hivex.nodeDeleteChild(deleted);
    const undone = hivex.nodeAddChild(root, "Undone");
    hivex.undo();
    // The freed cells are filled with what looks like a key: the old root's node.
    const node = before.subarray(root + 4, root + 4 + 84);
    for (let count = 0; count < 20; count += 1)
      hivex.nodeSetValue(root, { key: `look-alike ${count}`, t: 3, value: node });
    expect([deleted, undone].every((handle) => handle > root)).toBe(true);
    expect(hivex.commit(null)).toEqual([]);
    expect(keysIn(bytesOf(memory))).toEqual(["Settings"]);
  });
});

describe("commit(filename)", () => {
  test("writes the whole hive as a new file and leaves its own alone; the changes can still be committed", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const hivex = open(memory.fs);
    add(hivex, "Acme");
    hivex.commit("/u/copy.dat");
    expect(bytesOf(memory)).toEqual(HIVE);
    expect(keysIn(bytesOf(memory, "/u/copy.dat"))).toEqual(["Acme", "Settings"]);
    expect(filesIn(memory)).toEqual(["NTUSER.DAT", "copy.dat"]);
    hivex.commit(null);
    expect(bytesOf(memory)).toEqual(bytesOf(memory, "/u/copy.dat"));
  });

  test("copies a hive that has not been changed", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    open(memory.fs).commit("/u/copy.dat");
    expect(bytesOf(memory, "/u/copy.dat")).toEqual(HIVE);
  });

  test.each([
    ["a file that is there", "EEXIST", "/u/there"],
    ["a folder that is not there", "ENOENT", "/nowhere/copy.dat"],
  ])("%s: %s", (_, errno, path) => {
    const memory = memoryFolder({ [PATH]: HIVE, "/u/there": "precious" });
    const before = memory.snapshot();
    expect(errnoOf(() => open(memory.fs).commit(path))).toBe(errno);
    expect(memory.snapshot()).toEqual(before);
  });

  test("a disk that fills up: ENOSPC, and no half file", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs } = tapped(memory.fs, ({ operation }) => (operation === "write" ? { fails: "ENOSPC" } : undefined));
    expect(errnoOf(() => open(fs).commit("/u/copy.dat"))).toBe("ENOSPC");
    expect(filesIn(memory)).toEqual(["NTUSER.DAT"]);
  });

  test("a source that changed while it was copied gives no copy", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const hivex = open(memory.fs);
    memory.volume.writeFileSync(PATH, withField(HIVE, 12, 5));
    expect(errnoOf(() => hivex.commit("/u/copy.dat"))).toBe("ESTALE");
    expect(filesIn(memory)).toEqual(["NTUSER.DAT"]);
  });
});

test("closing closes the file; opening again sees what was committed", () => {
  const memory = memoryFolder({ [PATH]: HIVE });
  const hivex = open(memory.fs);
  add(hivex, "Acme");
  hivex.commit(null);
  add(hivex, "Lost");
  hivex.close();
  expect(errnoOf(() => hivex.commit(null))).toBe("EBADF");
  const again = open(memory.fs, PATH, 0);
  expect(again.nodeChildren(again.root()).map((node) => again.nodeName(node))).toEqual(["Acme", "Settings"]);
});

describe("a system call that fails", () => {
  const committing = (fs: FileSystem): { hivex: Hivex; failure: unknown } => {
    const hivex = hivexOpen(PATH, HIVEX_OPEN_WRITE, { fs });
    add(hivex, "Acme");
    try {
      hivex.commit(null);
      return { hivex, failure: undefined };
    } catch (failure) {
      return { hivex, failure };
    }
  };
  const whole = tapped(memoryFolder({ [PATH]: HIVE }).fs);
  const { hivex: done } = committing(whole.fs);
  const after = done.toBytes();
  done.close();

  test.each(whole.lines().map((line, index) => [line, index] as const))(
    "%s (call %i): the commit is done, can be tried again, or stands whole in the log",
    (_, index) => {
      const memory = memoryFolder({ [PATH]: HIVE });
      const { fs } = tapped(memory.fs, (_, at) => (at === index ? { fails: "EIO" } : undefined));
      const { hivex, failure } = committing(fs);
      onTestFinished(() => hivex.close());
      if (failure === undefined) {
        expect(bytesOf(memory)).toEqual(after);
        return;
      }
      expect(failure).toBeInstanceOf(HivexError);
      expect(failure).toMatchObject({ code: "EIO" });
      if (((failure as HivexError).cause as HiveError).code === "commit-interrupted") {
        const log = bytesOf(memory, `${PATH}.LOG1`);
        const recovered = recoverHive(bytesOf(memory), { LOG1: log });
        // Where the base block did not reach the disk the hive is the old one; tried again, it is not overwritten.
        const isOld = recovered !== undefined && Buffer.from(recovered).equals(HIVE);
        if (!isOld) expect(recovered?.subarray(4096)).toEqual(after.subarray(4096));
        const before = memory.snapshot();
        expect(errnoOf(() => hivex.commit(null))).toBe("ESTALE");
        expect(memory.snapshot()).toEqual(before);
        return;
      }
      expect(bytesOf(memory)).toEqual(HIVE);
      expect(filesIn(memory)).toEqual(["NTUSER.DAT"]);
      expect(hivex.commit(null)).toEqual([]);
      expect(bytesOf(memory)).toEqual(after);
    },
  );
});

describe("a commit that is cut anywhere leaves the old hive, or the new one whole in the log", () => {
  const work = (of: HivexEdits) => (fs: FileSystem) => {
    using hivex = hivexOpen(PATH, HIVEX_OPEN_WRITE, { fs });
    of(hivex);
    expect(hivex.commit(null)).toEqual([]);
  };

  test.each<[string, Readonly<Record<string, Uint8Array>>, HivexEdits]>([
    ["in the room that there is", {}, (hivex) => add(hivex, "Acme")],
    ["that makes the hive grow", {}, (hivex) => hivex.nodeSetValue(hivex.root(), filled("large", 30_000))],
    [
      "over logs of another state",
      { "ntuser.dat.LOG1": newLog(HIVE, 42), "ntuser.dat.LOG2": newLog(HIVE, 43) },
      (hivex) => hivex.nodeDeleteChild(hivex.nodeGetChild(hivex.root(), "Settings") ?? 0),
    ],
  ])("%s", async (_, logs, edits) => {
    const recorded = await record({ "NTUSER.DAT": HIVE, ...logs }, work(edits));
    const after = recorded.after.get("NTUSER.DAT") ?? expect.fail("the hive is gone");
    expect(validateHive(after)).toEqual([]);
    const found = outcomes(recorded, "NTUSER.DAT", { old: HIVE, new: after });
    expect([...found.keys()].sort()).toEqual(["clean, new", "clean, old", "dirty, new"]);
  });

  test("of two commits in a row: one of the three states", async () => {
    let between: Uint8Array = HIVE;
    const recorded = await record({ "NTUSER.DAT": HIVE }, (fs) => {
      using hivex = hivexOpen(PATH, HIVEX_OPEN_WRITE, { fs });
      add(hivex, "First");
      hivex.commit(null);
      between = hivex.toBytes();
      hivex.nodeSetValue(hivex.root(), filled("large", 30_000));
      hivex.commit(null);
    });
    const after = recorded.after.get("NTUSER.DAT") ?? expect.fail("the hive is gone");
    const found = outcomes(recorded, "NTUSER.DAT", { old: HIVE, between, new: after });
    expect([...found.keys()].sort()).toEqual([
      "clean, between",
      "clean, new",
      "clean, old",
      "dirty, between",
      "dirty, new",
    ]);
  });
});

type HivexEdits = (hivex: Hivex) => unknown;

function filled(key: string, size: number): HivexSetValue {
  return { key, t: 3, value: new Uint8Array(size).fill(0x5a) };
}
