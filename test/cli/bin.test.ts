import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { closeSync, copyFileSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateHive } from "../../bench/generate/hive.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { validateHive } from "../support/hive-validator.ts";
import { CLI, runCli } from "../support/run-cli.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const SLOW = fileURLToPath(new URL("../support/slow-writing.cjs", import.meta.url));

function folderWithHive(): TemporaryFolder & { readonly hive: string } {
  const folder = new TemporaryFolder();
  const hive = folder.file("NTUSER.DAT");
  copyFileSync(join(FIXTURES, "hives", "outlook-user.dat"), hive);
  return Object.assign(folder, { hive });
}

function start(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
}

function ended(child: ReturnType<typeof start>): Promise<{ code: number | null; stderr: string }> {
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stderr })));
}

function expectFixed(folder: ReturnType<typeof folderWithHive>): void {
  const bytes = new Uint8Array(readFileSync(folder.hive));
  expect(validateHive(bytes)).toEqual([]);
  expect(Buffer.from(bytes).includes(Buffer.from("server.example.com:44300\0", "utf16le"))).toBe(true);
  expect(readdirSync(folder.path)).toEqual(["NTUSER.DAT"]);
}

describe("Ctrl-C in the middle of a commit", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("%s: the commit is finished, then exit code 130", async (signal) => {
    using folder = folderWithHive();
    const child = start("--require", SLOW, CLI, "outlook", "fix-port", folder.hive);
    child.stdout.once("data", () => setTimeout(() => child.kill(signal), 30));
    expect(await ended(child)).toEqual({ code: 130, stderr: "" });
    expectFixed(folder);
  });
});

describe("Ctrl-C in the middle of a regular expression that backtracks without end", () => {
  // A signal that comes before the match has begun ends the command as well.
  test.each([
    ["apply", "plan.yaml"],
    ["replace", "--regex", "^(a+)+$", "b"],
    ["search", "--regex", "^(a+)+$"],
  ])("%s ends with exit code 130 and begins no other hive", async (...command) => {
    using folder = folderWithHive();
    const other = folder.file("other.dat");
    await runCli(["set", folder.hive, "Software", "Endless", "--type", "sz", `${"a".repeat(64)}b`]);
    copyFileSync(folder.hive, other);
    const before = readFileSync(folder.hive);
    const change = '{ op: replace-text, key: Software, value: Endless, pattern: "^(a+)+$", replace: b }';
    writeFileSync(folder.file("plan.yaml"), `version: 1\nchanges:\n  - ${change}\n`);
    const words = command.map((word) => (word === "plan.yaml" ? folder.file(word) : word));
    const child = start(CLI, ...words, folder.hive, other);
    setTimeout(() => child.kill("SIGINT"), 700);
    const { code, stderr } = await ended(child);
    expect(code).toBe(130);
    expect(stderr).toContain(`${folder.hive}: interrupted before`);
    expect(stderr).toContain(`${other}: interrupted before this hive was looked at`);
    expect(readFileSync(folder.hive).equals(before)).toBe(true);
  });
});

describe("Ctrl-C in the middle of a long listing", () => {
  const folder = new TemporaryFolder();
  const hive = folder.file("NTUSER.DAT");
  beforeAll(() => generateHive(hive, 24 * 1024 * 1024));
  afterAll(() => folder.remove());

  test.each([["-R"], ["-R", "-l"], ["--tree"], ["-R", "--json"]])(
    "ls %s ends with exit code 130",
    async (...options) => {
      const tell = 'process.on("newListener",(name)=>{if(name==="SIGTERM")process.stderr.write("listening")})';
      const child = spawn(process.execPath, ["--import", `data:text/javascript,${tell}`, CLI, "ls", hive, ...options], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      child.stderr.once("data", () => setTimeout(() => child.kill("SIGINT"), 30));
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect(code).toBe(130);
    },
  );
});

describe.skipIf(!existsSync("/dev/full"))("an output without room", () => {
  const run = (...args: string[]): { status: number | null; stderr: string } => {
    const full = openSync("/dev/full", "w");
    try {
      const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      return { status, stderr };
    } finally {
      closeSync(full);
    }
  };

  test.each([
    ["info", "H"],
    ["info", "H", "--json"],
    ["ls", "H"],
    ["ls", "H", "--json"],
    ["get", "H", "Environment"],
    ["inspect", "H"],
    ["outlook", "list", "H"],
    ["outlook", "fix-port", "H", "--dry-run", "--profile", "Outlook"],
    ["recover", "H", "--dry-run"],
    ["--help"],
    ["get", "--json"],
  ])("%j: exit code 5, and one message", (...args) => {
    using folder = folderWithHive();
    const { status, stderr } = run(...args.map((arg) => (arg === "H" ? folder.hive : arg)));
    expect(status).toBe(5);
    expect(stderr).toMatch(/^hivetool: .*the output could not be written \(ENOSPC\)\n {2}Make room on the disk\.\n$/);
  });

  test("a commit is finished all the same", () => {
    using folder = folderWithHive();
    expect(run("outlook", "fix-port", folder.hive, "--profile", "Outlook").status).toBe(5);
    expectFixed(folder);
  });
});

describe("a reader that goes away", () => {
  test("ends a reading command quietly", async () => {
    using folder = folderWithHive();
    const child = start(CLI, "outlook", "list", folder.hive);
    child.stdout.destroy();
    expect(await ended(child)).toEqual({ code: 0, stderr: "" });
  });

  test("does not cut a commit", async () => {
    using folder = folderWithHive();
    const child = start(CLI, "outlook", "fix-port", folder.hive, "--profile", "Outlook");
    child.stdout.destroy();
    expect(await ended(child)).toEqual({ code: 0, stderr: "" });
    expectFixed(folder);
  });
});

test("all of a long output arrives through a pipe", async () => {
  using folder = folderWithHive();
  const { stdout, code } = await runCli([
    "outlook",
    "list",
    folder.hive,
    folder.hive,
    folder.hive,
    folder.hive,
    "--json",
  ]);
  expect(code).toBe(0);
  expect(stdout.length).toBeGreaterThan(100_000);
  expect(JSON.parse(stdout).hives).toHaveLength(4);
});

test("exit codes and streams are those of the program", async () => {
  using folder = folderWithHive();
  expect(await runCli(["get", folder.hive, "Environment", "TEMP"])).toEqual({
    stdout: "%USERPROFILE%\\AppData\\Local\\Temp\n",
    stderr: "",
    code: 0,
  });
  const missing = await runCli(["ls", folder.file("missing.dat")]);
  expect(missing).toMatchObject({ stdout: "", code: 5 });
  expect(missing.stderr).toMatch(/^hivetool: .*there is no such file/);
});
