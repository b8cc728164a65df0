import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { runCli } from "../support/run-cli.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { editedFile, HIVE } from "./edited-file.ts";

const SET = ["set", HIVE, "Software\\Acme", "Server", "--type", "sz", "example.com"];

test("--output writes another file, says so, and leaves the hive alone", async () => {
  const line = editedFile();
  const before = line.snapshot();
  const forecast = await line.run(...SET, "--output", "/alice/new.dat", "--dry-run");
  expect(forecast.stdout).toContain("A real run would write a new file, /alice/new.dat.");
  const { exit, stdout } = await line.run(...SET, "--output", "/alice/new.dat", "--json");
  expect({ exit, ...JSON.parse(stdout).commit }).toMatchObject({ exit: 0, written: "output" });
  const { "/alice/new.dat": _, ...others } = line.snapshot();
  expect(others).toEqual(before);
  expect(await line.get("Software\\Acme", "Server", "/alice/new.dat")).toBe("example.com\n");
  expect((await line.leave(...SET, "--output", "/alice/new.dat")).exit).toBe(4);
});

test("--backup copies first", async () => {
  const line = editedFile();
  const before = line.snapshot()[HIVE];
  expect((await line.run(...SET, "--backup")).exit).toBe(0);
  expect(line.snapshot()[`${HIVE}.20260131T120000Z.bak`]).toBe(before);
});

test("--log-format names the kind of log", async () => {
  const { stdout } = await editedFile().run(...SET, "--log-format", "dirt", "--dry-run");
  expect(stdout).toContain("A real run would go through a log of the old kind (DIRT): it was asked for.");
});

describe("usage", () => {
  test.each([
    [[...SET, "--output", "x", "--replace"], /cannot be used with/],
    [[...SET, "--log-format", "new"], /Allowed choices are hvle, dirt/],
    [[...SET, "--output", "-"], /does not go to stdout/],
    [["outlook", "fix-port", HIVE, HIVE, "--output", "x"], /takes one edited hive/],
    [["move", HIVE, "Software", "S", "--to", "/bob/NTUSER.DAT", "--output", "x"], /takes one edited hive/],
  ])("%j", async (args, message) => {
    const { exit, stderr } = await editedFile().leave(...args);
    expect(exit).toBe(2);
    expect(stderr).toMatch(message);
  });
});

const canReplace = spawnSync("getfattr", ["--version"]).status === 0 && process.platform === "linux";
if (!canReplace) console.warn("SKIPPED, no getfattr here: --replace by the command");

test.skipIf(!canReplace)("--replace, by the bundled command, on a real disk", async () => {
  using folder = new TemporaryFolder();
  const hive = folder.file("NTUSER.DAT");
  copyFileSync(join(FIXTURES, "hives", "outlook-user.dat"), hive);
  const { ino } = statSync(hive);
  const { code, stderr } = await runCli(["set", hive, "Software\\Acme", "Server", "--type", "sz", "x", "--replace"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(statSync(hive).ino).not.toBe(ino);
  expect(readdirSync(folder.path)).toEqual(["NTUSER.DAT"]);
});
