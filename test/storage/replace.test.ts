import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { type AttributeTools, systemAttributeTools } from "../../wasm/node/extended-attributes.ts";
import { type FileSystem, nodeFileSystem } from "../../wasm/node/file-system.ts";
import { validateHive } from "../support/hive-validator.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { FOLDER, outcomes, record } from "./cut-commits.ts";
import { edit, editedInPlace, HIVE, logOf, NAME, PATH, STALE } from "./large-edit.ts";
import { bytesIn, memoryFolder, namesIn } from "./memory-folder.ts";
import { refusalOf } from "./refusal.ts";
import { withField } from "./small-hive.ts";
import { overlaid, tapped } from "./tapped-file-system.ts";

/** The same file system, telling of itself that it is ext4. */
function plain(fs: FileSystem): FileSystem {
  return overlaid(fs, { statfsSync: () => ({ type: 0xef53 }) });
}

describe("--replace", () => {
  test("a new file takes the name; old logs are emptied before", async () => {
    const memory = memoryFolder({ [PATH]: HIVE, [`${PATH}.LOG1`]: STALE });
    const { fs, calls } = tapped(plain(memory.fs));
    expect(await edit(fs, { replace: true })).toMatchObject({ written: "replaced", sequence: 42, warnings: [] });
    expect(bytesIn(memory, PATH)).toEqual(await editedInPlace());
    expect(namesIn(memory, FOLDER)).toEqual([NAME, `${NAME}.LOG1`]);
    expect(bytesIn(memory, `${PATH}.LOG1`)).toHaveLength(0);
    const lines = calls.map(({ operation, path }) => `${operation} ${path}`);
    expect(lines.indexOf(`sync ${PATH}.LOG1`)).toBeLessThan(lines.indexOf(`rename ${PATH}`));
    expect(lines.indexOf(`sync ${PATH}.hivetool-new`)).toBeLessThan(lines.indexOf(`truncate ${PATH}.LOG1`));
    expect(lines.slice(lines.indexOf(`rename ${PATH}`))).toContain(`sync ${FOLDER}`);
  });

  test("it takes edits that are too large for a log", async () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const large = 17 * 1024 * 1024;
    const untouched = memory.snapshot();
    expect((await refusalOf(edit(memory.fs, {}, PATH, large))).code).toBe("log-too-large");
    expect(memory.snapshot()).toEqual(untouched);
    await edit(plain(memory.fs), { replace: true }, PATH, large);
    expect(validateHive(bytesIn(memory, PATH))).toEqual([]);
  }, 30_000);

  test("a dirty hive is recovered in place first, then replaced", async () => {
    const memory = memoryFolder({ [PATH]: withField(HIVE, 4, 42), [`${PATH}.LOG1`]: logOf(HIVE) });
    expect(await edit(plain(memory.fs), { replace: true })).toMatchObject({
      sequence: 43,
      recovered: { sequence: 42 },
    });
    expect(validateHive(bytesIn(memory, PATH))).toEqual([]);
  });

  test("a file system of which nobody knows what it keeps is refused", async () => {
    for (const type of [0x65735546, 0xff534d42, 0x6969]) {
      const memory = memoryFolder({ [PATH]: HIVE });
      const untouched = memory.snapshot();
      const fs = overlaid(memory.fs, { statfsSync: () => ({ type }) });
      const error = await refusalOf(edit(fs, { replace: true }));
      expect(error).toMatchObject({ code: "replace-refused", advice: expect.stringContaining("Leave --replace out") });
      expect(memory.snapshot()).toEqual(untouched);
    }
  });

  test.each<[string, AttributeTools]>([
    [
      "that can't be listed",
      {
        list() {
          throw new HiveError("replace-refused", "no program");
        },
        set: () => undefined,
      },
    ],
    ["that can't be set", { list: (path) => new Map(path === PATH ? [["user.x", "0x01"]] : []), set: () => undefined }],
    [
      "that only new files get",
      { list: (path) => new Map(path === PATH ? [] : [["security.y", "0x01"]]), set: () => undefined },
    ],
  ])("extended attributes %s: refused, and nothing is left", async (_, attributeTools) => {
    const memory = memoryFolder({ [PATH]: HIVE, [`${PATH}.LOG1`]: STALE });
    const untouched = memory.snapshot();
    const error = await refusalOf(edit(plain(memory.fs), { replace: true, attributeTools }));
    expect(error.code).toBe("replace-refused");
    expect(memory.snapshot()).toEqual(untouched);
  });

  test("a call that fails, anywhere before the name changes: the old hive, and nothing beside it", async () => {
    const whole = tapped(plain(memoryFolder({ [PATH]: HIVE }).fs));
    await edit(whole.fs, { replace: true });
    const end = whole.calls.findIndex(({ operation }) => operation === "rename");
    for (const [index, { operation, path }] of whole.calls.slice(0, end + 1).entries()) {
      if (operation === "close" || operation === "unlink") continue;
      const memory = memoryFolder({ [PATH]: HIVE });
      const { fs } = tapped(plain(memory.fs), (_, at) => (at === index ? { fails: "ENOSPC" } : undefined));
      expect((await refusalOf(edit(fs, { replace: true }))).code, `${operation} ${path}`).toBe("io-error");
      expect(bytesIn(memory, PATH)).toEqual(HIVE);
      expect(namesIn(memory, FOLDER), `${operation} ${path}`).toEqual([NAME]);
    }
  });

  test("cut anywhere: the name leads to the old or the new hive, clean and whole", async () => {
    const work = await record({ [NAME]: HIVE, [`${NAME}.LOG1`]: STALE }, (fs) => edit(plain(fs), { replace: true }));
    const found = outcomes(work, NAME, { old: HIVE, new: work.after.get(NAME) as Uint8Array });
    expect([...found.keys()].sort()).toEqual(["clean, new", "clean, old"]);
  });

  test("what a killed process has left is taken away by the next", async () => {
    const memory = memoryFolder({ [PATH]: HIVE, [`${PATH}.hivetool-new`]: "half" });
    await edit(plain(memory.fs), { replace: true });
    expect(namesIn(memory, FOLDER)).toEqual([NAME]);
  });

  const hasTools = spawnSync("getfattr", ["--version"]).status === 0 && process.platform === "linux";
  if (!hasTools) console.warn("SKIPPED, no getfattr here: replacing a hive with its extended attributes");

  describe.skipIf(!hasTools)("on a real file system", () => {
    test("owner, permissions, time of access and extended attributes come along; the time of change is now", async () => {
      using folder = new TemporaryFolder();
      const path = folder.file(NAME);
      writeFileSync(path, HIVE);
      chmodSync(path, 0o640);
      if (process.getuid?.() === 0) chownSync(path, 1234, 2345);
      const set = spawnSync("setfattr", ["-n", "user.origin", "-v", "a profile\nserver", path]);
      if (set.status !== 0) return console.warn("SKIPPED, no extended attributes in the temporary folder");
      const before = statSync(path);
      const report = await edit(nodeFileSystem, { replace: true, attributeTools: systemAttributeTools }, path);
      expect(report).toMatchObject({ written: "replaced", warnings: [] });
      const after = statSync(path);
      expect([after.uid, after.gid, after.mode, Math.round(after.atimeMs)]).toEqual([
        before.uid,
        before.gid,
        before.mode,
        Math.round(before.atimeMs),
      ]);
      expect(after.ino).not.toBe(before.ino);
      expect(after.mtimeMs).toBeGreaterThan(before.mtimeMs);
      const { stdout } = spawnSync("getfattr", ["--only-values", "-n", "user.origin", path], { encoding: "utf8" });
      expect(stdout).toBe("a profile\nserver");
      expect(readdirSync(folder.path)).toEqual([NAME]);
    });

    test("through a symbolic link the file that it leads to is replaced; of several names none is", async () => {
      using folder = new TemporaryFolder();
      const [path, link, other] = [folder.file(NAME), folder.file("link"), folder.file("other")];
      writeFileSync(path, HIVE);
      symlinkSync(path, link);
      await edit(nodeFileSystem, { replace: true }, link);
      expect(readFileSync(link).equals(readFileSync(path))).toBe(true);
      expect(readFileSync(path).equals(Buffer.from(HIVE))).toBe(false);
      writeFileSync(path, HIVE);
      linkSync(path, other);
      const now = readFileSync(path);
      expect((await refusalOf(edit(nodeFileSystem, { replace: true, hardLinks: true }, path))).code).toBe(
        "has-hard-links",
      );
      expect(readFileSync(path).equals(now)).toBe(true);
    });
  });
});
