import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/edit/apply.ts";
import { parsePlan } from "../../src/edit/plan.ts";
import { Hive } from "../../src/hive/hive.ts";
import { bytesIn, fixture } from "../storage/memory-folder.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { readHive } from "../support/reference-reader.ts";
import { commandLine } from "./command-line.ts";

const [A, B] = ["/a/NTUSER.DAT", "/b/NTUSER.DAT"];
const EDITS = [
  ["set", B, "Software\\Acme", "Level", "16", "--type", "dword"],
  ["set", B, "Control Panel\\Desktop", "Wallpaper", "C:\\new.jpg"],
  ["delete", B, "Environment", "--value", "TEMP"],
  ["delete", B, "Keyboard Layout", "--recursive"],
  ["rename", B, "Network", "NETWORK"],
];

let edited: Promise<Uint8Array> | undefined;

/** A hive, and a copy of it that has been edited. */
async function twoHives(more: Record<string, Uint8Array | string> = {}) {
  edited ??= editedHive();
  return commandLine({ [A]: fixture("outlook-user.dat"), [B]: await edited, ...more });
}

async function editedHive(): Promise<Uint8Array> {
  const line = commandLine({ [B]: fixture("outlook-user.dat") });
  for (const edit of EDITS)
    expect(await line.run(...edit, "--time", "2026-02-03T04:05:06Z")).toMatchObject({ exit: 0 });
  return bytesIn(line, B);
}

const dumpOf = (bytes: Uint8Array): string[] => goldenDump(readHive(bytes));
const withoutTimes = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/^(K\t.*)\t\d+$/, "$1"));

describe("hivetool diff", () => {
  test("tells what was there and what is there now, with exit code 1", async () => {
    const { stdout, stderr, exit } = await (await twoHives()).run("diff", A, B);
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 1 });
    expect(
      stdout.split("\n").filter((line) => !/Layout|Preload|Network\\|NETWORK\\/.test(line)),
    ).toMatchInlineSnapshot(`
      [
        "--- /a/NTUSER.DAT",
        "+++ /b/NTUSER.DAT",
        " [Control Panel\\Desktop]",
        "-  Wallpaper  REG_SZ "C:\\Windows\\Web\\Wallpaper\\img0.jpg"",
        "+  Wallpaper  REG_SZ "C:\\new.jpg"",
        " [Environment]",
        "-  TEMP  REG_EXPAND_SZ "%USERPROFILE%\\AppData\\Local\\Temp"",
        "-  1  REG_SZ "00000407"",
        " [NETWORK]",
        "-  (name)  Network",
        "+  (name)  NETWORK",
        "+[Software\\Acme]",
        "+  Level  REG_DWORD 0x00000010 (16)",
        "",
      ]
    `);
  });

  test("finds nothing between a hive and itself, with exit code 0", async () => {
    for (const format of ["text", "json"]) {
      const result = await commandLine({ [A]: fixture("outlook-user.dat") }).run(
        "diff",
        A,
        A,
        "--all",
        "--format",
        format,
      );
      expect(result).toEqual({ stdout: "", stderr: "", exit: 0 });
    }
  });

  test("compares times, and with a key only what is below it", async () => {
    const line = await twoHives();
    expect((await line.run("diff", A, B, "Software\\Microsoft")).exit).toBe(0);
    const { stdout } = await line.run("diff", A, B, "Software", "--times");
    expect(stdout).toContain("+  (last written)  2026-02-03T04:05:06.0000000Z\n");
    expect(stdout).not.toContain("Desktop");
    expect(await line.run("diff", A, B, "Softwar")).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining("Softwar"),
    });
  });

  test("writes an object a line, or one document", async () => {
    const line = await twoHives();
    const { stdout } = await line.run("diff", A, B, "--format", "json");
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(lines).toContainEqual({
      kind: "value",
      change: "added",
      path: "Software\\Acme",
      new: { name: "Level", type: 4, typeName: "REG_DWORD", size: 4, data: "10000000", content: 16 },
    });
    const whole = await line.run("diff", A, B, "--json");
    expect(JSON.parse(whole.stdout)).toEqual({ path: A, other: B, key: "", differences: lines });
    expect(whole.exit).toBe(1);
  });

  test("names the one of the two that cannot be opened", async () => {
    const line = await twoHives();
    expect((await line.run("diff", A, "/nowhere")).stderr).toMatch(/^hivetool: \/nowhere: /);
    expect((await line.run("diff", "/nowhere", B)).stderr).toMatch(/^hivetool: \/nowhere: /);
  });

  test("writes a plan that turns the first hive into the second, times included", async () => {
    const line = await twoHives();
    const { stdout, exit } = await line.run("diff", A, B, "--format", "plan", "--all");
    expect(exit).toBe(1);
    using hive = Hive.fromBytes(fixture("outlook-user.dat"), { mode: "edit" });
    applyPlan(hive, parsePlan(stdout), { time: 1n });
    expect(dumpOf(hive.toBytes())).toEqual(dumpOf(bytesIn(line, B)));
    const nothing = await line.run("diff", A, A, "--format", "plan");
    expect({ exit: nothing.exit, plan: parsePlan(nothing.stdout) }).toEqual({
      exit: 0,
      plan: { version: 1, changes: [] },
    });
  });

  test("writes a .reg file that turns the first hive into the second", async () => {
    const line = await twoHives();
    const { stdout, exit } = await line.run("diff", A, B, "--format", "reg");
    expect(exit).toBe(1);
    const again = commandLine({ [A]: fixture("outlook-user.dat"), "/x.reg": stdout });
    expect(await again.run("import", A, "/x.reg")).toMatchObject({ exit: 0, stderr: "" });
    expect(withoutTimes(dumpOf(bytesIn(again, A))).sort()).toEqual(withoutTimes(dumpOf(bytesIn(line, B))).sort());
    expect(await line.run("diff", A, A, "--format", "reg")).toMatchObject({ stdout: "", exit: 0 });
  });

  test("says when a .reg file cannot tell all", async () => {
    const line = await twoHives();
    const { stderr } = await line.run("diff", A, B, "--format", "reg", "--times");
    expect(stderr).toMatch(/\d+ keys differ in what no \.reg file tells/);
  });

  test("takes a dirty hive as it lies, or with its logs", async () => {
    const [hive, log1, log2] = ["NTUSER.DAT", "NTUSER.DAT.LOG1", "NTUSER.DAT.LOG2"];
    const files = [hive, log1, log2].map((name) => [`/d/${name}`, fixture(`../dirty/entry-logs/${name}`)]);
    const line = commandLine({
      ...Object.fromEntries(files),
      "/r/NTUSER.DAT": fixture("../dirty/entry-logs/recovered.dat"),
    });
    const dirty = `/d/${hive}`;
    expect((await line.run("diff", dirty, "/r/NTUSER.DAT", "--all")).exit).toBe(0);
    expect((await line.run("diff", dirty, dirty, "--all")).exit).toBe(0);
    const one = await line.run("diff", dirty, dirty, "--all", "--no-logs-a");
    const other = await line.run("diff", dirty, "/r/NTUSER.DAT", "--all", "--no-logs-a");
    expect(one.exit).toBe(1);
    expect(one.stdout.split("\n").slice(2)).toEqual(other.stdout.split("\n").slice(2));
    expect((await line.run("diff", dirty, dirty, "--all", "--no-logs-a", "--no-logs-b")).exit).toBe(0);
  });
});

describe("hivetool diff with .reg files", () => {
  const reg = (...lines: string[]): string => ["Windows Registry Editor Version 5.00", "", ...lines, ""].join("\r\n");
  const WANTED = reg("[HKEY_CURRENT_USER\\Software\\Acme]", '"Level"=dword:00000010', '"Name"="x"');

  test("holds a hive against what a file makes of an empty one", async () => {
    const line = await twoHives({ "/wanted.reg": WANTED });
    const { stdout, exit } = await line.run("diff", B, "/wanted.reg", "Software\\Acme");
    expect({ stdout, exit }).toEqual({
      stdout: `--- ${B}\n+++ /wanted.reg\n [Software\\Acme]\n+  Name  REG_SZ "x"\n`,
      exit: 1,
    });
    const back = await line.run("diff", "/wanted.reg", B, "Software\\Acme");
    expect(back.stdout).toContain('-  Name  REG_SZ "x"\n');
  });

  test("holds two files against each other, below the roots that they name", async () => {
    const other = reg(
      "[HKEY_CURRENT_USER\\Software\\Acme]",
      '"Level"=dword:00000011',
      "",
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\X]",
    );
    const line = commandLine({ "/a.reg": WANTED, "/b.reg": other, "/empty.reg": reg() });
    const { stdout } = await line.run("diff", "/a.reg", "/b.reg", "--format", "reg");
    const text = Buffer.from(stdout, "latin1").toString("utf16le");
    expect(text).toContain('[HKEY_CURRENT_USER\\Software\\Acme]\r\n"Level"=dword:00000011\r\n"Name"=-\r\n');
    expect(text).toContain("[HKEY_LOCAL_MACHINE\\SOFTWARE\\X]\r\n");
    expect((await line.run("diff", "/a.reg", "/a.reg")).exit).toBe(0);
    const away = await line.run("diff", "/a.reg", "/empty.reg", "--format", "reg");
    expect(Buffer.from(away.stdout, "latin1").toString("utf16le")).toContain("\r\n[-HKEY_CURRENT_USER\\Software]\r\n");
  });

  test("refuses to compare what no .reg file tells", async () => {
    const line = await twoHives({ "/wanted.reg": WANTED });
    expect(await line.run("diff", B, "/wanted.reg", "--times")).toMatchObject({ exit: 2, stdout: "" });
    expect(await line.run("diff", B, "/missing.reg")).toMatchObject({ exit: 5, stdout: "" });
  });
});
