import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import type { FileSystem } from "../../src/index.ts";
import { fixture } from "../storage/memory-folder.ts";
import { overlaid } from "../storage/tapped-file-system.ts";
import { type CommandLineResult, commandLine } from "./command-line.ts";

const HIVE = "/profiles/alice/NTUSER.DAT";
const FIX = ["outlook", "fix-port", HIVE];
const COMMANDS = [
  ["info", HIVE],
  ["ls", HIVE],
  ["get", HIVE, "Software"],
  ["outlook", "list", HIVE],
  FIX,
  [...FIX, "--dry-run"],
];

const of = (...path: string[]): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, ...path)));

/** Runs a command, and makes sure that nothing in the file system has changed. */
async function untouched(files: Parameters<typeof commandLine>[0], args: string[]): Promise<CommandLineResult> {
  const line = commandLine(files);
  const before = line.snapshot();
  const result = await line.run(...args);
  expect(line.snapshot()).toEqual(before);
  return result;
}

describe.each(COMMANDS.map((args) => ({ args, name: args.join(" ") })))("$name", ({ args }) => {
  test.each([
    ["a missing file", {}, 5, "there is no such file"],
    ["a folder", { [`${HIVE}/other`]: "" }, 1, "no hive of the set"],
    ["an empty file", { [HIVE]: "" }, 3, "the file is empty"],
    ["a text file", { [HIVE]: "this is no hive. ".repeat(300) }, 3, "regf"],
    ["a truncated hive", { [HIVE]: fixture("outlook-user.dat").subarray(0, 9000) }, 3, "shorter"],
  ])("refuses %s", async (_, files, exit, message) => {
    const result = await untouched({ "/profiles/bob/x": "", ...files }, args);
    expect(result).toMatchObject({ exit, stdout: "" });
    expect(result.stderr).toContain(`hivetool: ${HIVE}: `);
    expect(result.stderr).toContain(message);
  });

  test("says the same as JSON, on stdout alone", async () => {
    const result = await untouched({ [HIVE]: "" }, [...args, "--json"]);
    const document = JSON.parse(result.stdout);
    const { error } = document.hives?.[0] ?? document;
    expect(error).toMatchObject({
      code: "not-a-hive",
      exitCode: 3,
      path: HIVE,
      advice: expect.stringContaining("RegBack"),
    });
    expect(result).toMatchObject({ exit: 3, stderr: "" });
  });
});

describe("a wrong checksum", () => {
  const files = { [HIVE]: of("dirty", "bad-checksum.dat") };

  test("is read, with a warning", async () => {
    for (const args of [
      ["ls", HIVE],
      ["get", HIVE, "Environment"],
      ["outlook", "list", HIVE],
      ["ls", HIVE, "--no-logs"],
    ]) {
      const result = await untouched(files, args);
      expect(result.exit, args.join(" ")).toBe(0);
      expect(result.stderr).toMatch(/^warning: .*checksum is wrong.*\n$/);
    }
  });

  test("is not edited", async () => {
    const result = await untouched(files, FIX);
    expect(result.exit).toBe(3);
    expect(result.stderr).toContain("checksum");
  });

  test("is said by info, which shows the rest", async () => {
    const result = await untouched(files, ["info", HIVE]);
    expect(result.exit).toBe(0);
    expect(result.stdout).toMatch(/checksum {2,}0x[0-9a-f]{8}, wrong: 0x[0-9a-f]{8} is right/);
    expect(result.stderr).toContain("warning:");
  });
});

describe("a dirty hive", () => {
  const files = { [HIVE]: of("dirty", "no-logs.dat") };

  test("is read, with a warning", async () => {
    const result = await untouched(files, ["ls", HIVE]);
    expect(result.exit).toBe(0);
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(result.stderr).toContain("dirty");
  });

  test("warns in JSON too", async () => {
    const result = await untouched(files, ["ls", HIVE, "--json"]);
    expect(JSON.parse(result.stdout).warnings).toEqual([expect.stringContaining("dirty")]);
  });
});

test("a hive without profiles", async () => {
  for (const args of [["outlook", "list", HIVE], FIX, [...FIX, "--dry-run"]]) {
    const result = await untouched({ [HIVE]: fixture("no-profiles.dat") }, args);
    expect(result).toMatchObject({ exit: 1, stdout: "" });
    expect(result.stderr).toContain("this hive holds no Outlook profile");
    expect(result.stderr).toContain("NTUSER.DAT in the user's profile folder");
  }
});

describe.each([
  ["pending-transaction", of("refused", "pending-transaction.dat")],
  ["layered-hive", of("refused", "layered-hive.dat")],
])("%s", (code, bytes) => {
  test("is not edited", async () => {
    const result = await untouched({ [HIVE]: bytes }, [...FIX, "--json"]);
    const [report] = JSON.parse(result.stdout).hives;
    expect([report.error?.code ?? report.errors?.[0]?.code, result.exit]).toEqual([code, 4]);
  });
});

test.each([
  "value-inside-data-cell.dat",
  "data-inside-data-cell.dat",
  "fake-bin-in-big-cell.dat",
  "fake-bin-chain-in-big-cell.dat",
  "cell-across-two-bins.dat",
  "cells-do-not-tile.dat",
  "bin-names-another-place.dat",
  "no-bin-behind.dat",
])("a hive that is not built as it should be is not edited: %s", async (name) => {
  for (const args of [FIX, [...FIX, "--dry-run"]]) {
    const result = await untouched({ [HIVE]: of("unproved", name) }, [...args, "--json"]);
    expect(JSON.parse(result.stdout).hives[0].error).toMatchObject({ code: "bin-not-proved", exitCode: 4 });
    expect(result.exit).toBe(4);
  }
});

describe("a hive that can't be written", () => {
  const files = { [HIVE]: fixture("outlook-user.dat") };

  test.each([
    ["EACCES", "write-protected"],
    ["EROFS", "mounted read-only"],
  ])("%s: is refused, also by a dry run, which shows the rest", async (code, message) => {
    for (const args of [FIX, [...FIX, "--dry-run"]]) {
      const line = commandLine(files);
      const before = line.snapshot();
      const fs = refusing(line.fs, code);
      const result = await line.runWith({ fs }, ...args);
      expect(result.exit).toBe(4);
      const isDryRun = args.includes("--dry-run");
      expect(result[isDryRun ? "stdout" : "stderr"]).toContain(message);
      expect(result.stdout.includes("A real run would be refused: ")).toBe(isDryRun);
      expect(result.stdout).toContain("server.example.com-44300 -> server.example.com:44300");
      expect(result.stdout).toMatch(/nothing was written|Nothing was written/);
      expect(line.snapshot()).toEqual(before);
    }
  });

  test("can still be read", async () => {
    const line = commandLine(files);
    const result = await line.runWith({ fs: refusing(line.fs, "EROFS") }, "outlook", "list", HIVE);
    expect(result.exit).toBe(0);
  });
});

test("a file that is changed under us is left to whoever changed it", async () => {
  const line = commandLine({ [HIVE]: fixture("outlook-user.dat") });
  const fs = overlaid(line.fs, {
    openSync(path, flags) {
      // Whoever creates the guard comes too late: the hive has just been replaced.
      if (String(flags).includes("x")) line.volume.writeFileSync(HIVE, fixture("outlook-user-1.5.dat"));
      return line.fs.openSync(path, flags);
    },
  });
  const result = await line.runWith({ fs }, ...FIX);
  expect(result.exit).toBe(4);
  expect(result.stderr).toContain("changed by someone else");
  expect(line.snapshot()).toEqual({ [HIVE]: Buffer.from(fixture("outlook-user-1.5.dat")).toString("hex") });
});

test("a file that is changed while it is read is not shown", async () => {
  const line = commandLine({ [HIVE]: fixture("outlook-user.dat") });
  let reads = 0;
  const readSync: FileSystem["readSync"] = (...args) => {
    if (++reads === 5) line.volume.appendFileSync(HIVE, "more");
    return line.fs.readSync(...args);
  };
  const result = await line.runWith({ fs: { ...line.fs, readSync } }, "outlook", "list", HIVE);
  expect(result).toMatchObject({ exit: 4, stdout: "" });
  expect(result.stderr).toContain("changed by someone else");
});

function refusing(fs: FileSystem, code: string): FileSystem {
  return {
    ...fs,
    accessSync() {
      throw Object.assign(new Error(`${code}: refused`), { code });
    },
  };
}
