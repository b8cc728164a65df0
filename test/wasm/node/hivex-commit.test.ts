import { linkSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { HIVEX_OPEN_WRITE } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { bytesIn, memoryFolder, namesIn } from "../../storage/memory-folder.ts";
import { newLog } from "../../storage/sample-logs.ts";
import { withField } from "../../storage/small-hive.ts";
import { tapped } from "../../storage/tapped-file-system.ts";
import { readHive } from "../../support/reference-reader.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { errnoOf } from "../hivex/open-hivex.ts";
import { add, filled, HIVE, keysIn, type Memory, open, PATH, sequencesOf } from "./hivex-file.ts";

describe("commit(null)", () => {
  test("writes the changes through a log that goes again, and numbers the hive", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs, lines } = tapped(memory.fs);
    const hivex = open(fs);
    add(hivex, "Acme");
    expect(lines()).toEqual([]);
    expect(hivex.commit(null)).toEqual([]);
    expect(keysIn(bytesIn(memory, PATH))).toEqual(["Acme", "Settings"]);
    expect(sequencesOf(bytesIn(memory, PATH))).toEqual([42, 42]);
    expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
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
    expect(bytesIn(memory, PATH)).toEqual(expected);
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
    expect(bytesIn(memory, PATH)).toEqual(HIVE);
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
      expect(sequencesOf(bytesIn(memory, PATH))).toEqual([43 + round, 43 + round]);
    }
    expect(keysIn(bytesIn(memory, PATH))).toEqual(["First", "Settings"]);
    expect(hivex.nodeNrValues(first)).toBe(5);
    expect(bytesIn(memory, PATH).length).toBeGreaterThan(HIVE.length);
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
    expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT", "ntuser.dat.LOG1", "ntuser.dat.LOG2"]);
    expect(bytesIn(memory, "/u/ntuser.dat.LOG1")).toHaveLength(0);
    expect(bytesIn(memory, "/u/ntuser.dat.LOG2")).toHaveLength(0);
    add(hivex, "Second");
    hivex.commit(null);
    expect(keysIn(bytesIn(memory, PATH))).toEqual(["Acme", "Second", "Settings"]);
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
    expect(keysIn(bytesIn(memory, PATH))).toEqual(["Acme", "Settings"]);
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
    expect(readHive(bytesIn(memory, PATH)).root.values.map(({ name }) => name)).toEqual(["v"]);
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
    expect(keysIn(bytesIn(memory, PATH))).toEqual(["Settings"]);
  });
});
