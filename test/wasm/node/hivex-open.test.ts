import { readdirSync, statSync, writeFileSync } from "node:fs";
import { HIVEX_OPEN_UNSAFE, HIVEX_OPEN_WRITE } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { hivexOpen } from "../../../wasm/node/hivex-open.ts";
import { bytesIn, memoryFolder, namesIn } from "../../storage/memory-folder.ts";
import { withField } from "../../storage/small-hive.ts";
import { overlaid, tapped } from "../../storage/tapped-file-system.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { errnoOf } from "../hivex/open-hivex.ts";
import { add, HIVE, keysIn, type Memory, open, PATH } from "./hivex-file.ts";

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

describe("commit(filename)", () => {
  test("writes the whole hive as a new file and leaves its own alone; the changes can still be committed", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const hivex = open(memory.fs);
    add(hivex, "Acme");
    hivex.commit("/u/copy.dat");
    expect(bytesIn(memory, PATH)).toEqual(HIVE);
    expect(keysIn(bytesIn(memory, "/u/copy.dat"))).toEqual(["Acme", "Settings"]);
    expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT", "copy.dat"]);
    hivex.commit(null);
    expect(bytesIn(memory, PATH)).toEqual(bytesIn(memory, "/u/copy.dat"));
  });

  test("copies a hive that has not been changed", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    open(memory.fs).commit("/u/copy.dat");
    expect(bytesIn(memory, "/u/copy.dat")).toEqual(HIVE);
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
    expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
  });

  test("a source that changed while it was copied gives no copy", () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const hivex = open(memory.fs);
    memory.volume.writeFileSync(PATH, withField(HIVE, 12, 5));
    expect(errnoOf(() => hivex.commit("/u/copy.dat"))).toBe("ESTALE");
    expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
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
