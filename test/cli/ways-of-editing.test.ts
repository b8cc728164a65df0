import { describe, expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { editedFile, HIVE } from "./edited-file.ts";

const SET = ["set", HIVE, "Software\\Acme", "v", "--type", "sz", "x"];

test("--output writes a new file, also without a change, and leaves the hive alone", async () => {
  const file = editedFile();
  const before = file.snapshot()[HIVE];
  const { stdout, exit } = await file.run(...SET, "--output", "/edited.dat");
  expect(exit).toBe(0);
  expect(stdout).toMatch(
    /^created {2}.*\nWritten to .*edited\.dat, read back and found right; the hive itself was not/,
  );
  expect(file.snapshot()[HIVE]).toBe(before);
  expect(await file.get("Software\\Acme", "v", "/edited.dat")).toBe("x\n");
  const same = await file.run("delete", HIVE, "Network\\H", "--value", "ConnectionType", "--output", "/edited.dat");
  expect(same).toMatchObject({ exit: 4, stderr: expect.stringContaining("is there already") });
  await file.run("add", HIVE, "Software", "--output", "/same.dat");
  expect(file.snapshot()["/same.dat"]).toBe(before);
});

test("--backup copies the hive first, and says where to", async () => {
  const file = editedFile();
  const before = file.snapshot()[HIVE];
  const { stdout } = await file.run(...SET, "--backup");
  const [, copy = ""] = /^Copied before to (.*)\.$/m.exec(stdout) ?? [];
  expect(file.snapshot()[copy]).toBe(before);
  expect(await file.get("Software\\Acme", "v")).toBe("x\n");
  expect((await file.run(...SET, "--backup")).stdout, "no change, no copy").toMatch(/^nothing to do.*\n$/);
});

describe("one --output for two hives is refused", () => {
  test.each([
    [["move", HIVE, "Network", "N", "--to", "/bob/NTUSER.DAT"]],
    [["outlook", "set-proxy", HIVE, "/bob/NTUSER.DAT", "--server", "a.example.org"]],
    [["outlook", "fix-port", HIVE, "/bob/NTUSER.DAT"]],
  ])("%j", async (args) => {
    const file = editedFile({ "/bob/NTUSER.DAT": fixture("outlook-user-1.5.dat") });
    const result = await file.leave(...args, "--output", "/new.dat");
    expect(result).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringContaining("--output takes one") });
  });
});
