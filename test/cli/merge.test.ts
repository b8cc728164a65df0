import { describe, expect, test } from "vitest";
import { bytesIn, fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";
import { commandLine } from "./command-line.ts";

const [BASE, OURS, THEIRS] = ["/base/NTUSER.DAT", "/ours/NTUSER.DAT", "/theirs/NTUSER.DAT"];
const level = (hive: string, level: string) => ["set", hive, "Software\\Acme", "Level", level, "--type", "dword"];

async function copies(...edits: string[][]) {
  const hive = fixture("outlook-user.dat");
  const line = commandLine({ [BASE]: hive, [OURS]: hive, [THEIRS]: hive });
  for (const edit of edits) expect(await line.run(...edit)).toMatchObject({ exit: 0 });
  return line;
}

describe("hivetool merge", () => {
  test("brings their changes into our hive, and leaves the others alone", async () => {
    const line = await copies(
      level(OURS, "1"),
      ["set", THEIRS, "Environment", "NEW", "x", "--type", "sz"],
      ["delete", THEIRS, "Network", "--recursive"],
    );
    const before = line.snapshot();
    const dry = await line.run("merge", BASE, OURS, THEIRS, "--dry-run");
    expect(dry).toMatchObject({ exit: 0, stdout: expect.stringContaining("would delete  Network") });
    expect(line.snapshot()).toEqual(before);
    expect(await line.run("merge", BASE, OURS, THEIRS)).toMatchObject({ exit: 0, stderr: "" });
    expect(validateHive(bytesIn(line, OURS))).toEqual([]);
    const { stdout } = await line.run("diff", THEIRS, OURS, "--format", "json");
    expect(
      stdout
        .trim()
        .split("\n")
        .map((text) => JSON.parse(text).path),
    ).toEqual(["Software\\Acme", "Software\\Acme"]);
    expect({ ...line.snapshot(), [OURS]: "" }).toEqual({ ...before, [OURS]: "" });
    const again = await line.run("merge", BASE, OURS, THEIRS);
    expect(again).toMatchObject({ exit: 0, stdout: "nothing to do\n" });
  });

  test("writes nothing while there are conflicts, unless a side is named", async () => {
    const line = await copies(level(OURS, "1"), level(THEIRS, "2"), [
      "set",
      THEIRS,
      "Environment",
      "NEW",
      "x",
      "--type",
      "sz",
    ]);
    const before = line.snapshot();
    const { stdout, stderr, exit } = await line.run("merge", BASE, OURS, THEIRS);
    expect({ stdout, exit }).toEqual({
      stdout: "conflict  Software\\Acme  Level  ours REG_DWORD 0x00000001 (1), theirs REG_DWORD 0x00000002 (2)\n",
      exit: 4,
    });
    expect(stderr).toContain("there is 1 conflict between the two");
    const json = JSON.parse((await line.run("merge", BASE, OURS, THEIRS, "--json")).stdout);
    expect(json).toMatchObject({ path: OURS, outcome: "refused", conflicts: [{ kind: "value", name: "Level" }] });
    expect(line.snapshot()).toEqual(before);

    expect(await line.run("merge", BASE, OURS, THEIRS, "--ours", "--output", "/merged.dat")).toMatchObject({ exit: 0 });
    expect(line.snapshot()[OURS]).toBe(before[OURS]);
    expect((await line.run("get", "/merged.dat", "Software\\Acme", "Level")).stdout).toContain("1");
    expect((await line.run("get", "/merged.dat", "Environment", "NEW")).stdout).toContain("x");
    expect(await line.run("merge", BASE, OURS, THEIRS, "--theirs")).toMatchObject({ exit: 0 });
    expect(await line.run("diff", OURS, THEIRS)).toMatchObject({ exit: 0, stdout: "" });
  });

  test.each<[string, string[], number]>([
    ["both sides at once", [BASE, OURS, THEIRS, "--ours", "--theirs"], 2],
    ["a hive that is its own base", [OURS, OURS, THEIRS], 2],
    ["a hive that is not there", [BASE, OURS, "/nowhere"], 5],
  ])("refuses %s", async (_, args, exit) => {
    const line = await copies();
    const before = line.snapshot();
    expect(await line.run("merge", ...args)).toMatchObject({ exit });
    expect(line.snapshot()).toEqual(before);
  });
});
