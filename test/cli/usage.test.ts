import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { VERSION } from "../../src/index.ts";
import { fixture } from "../storage/memory-folder.ts";
import { commandLine } from "./command-line.ts";

const HIVE = "/alice/NTUSER.DAT";
const line = commandLine({ [HIVE]: fixture("outlook-user.dat") });

test.each([
  [["infoo"], "unknown command 'infoo'\n  Did you mean info?"],
  [["outlook", "fix-prot", HIVE], "unknown command 'fix-prot'\n  Did you mean fix-port?"],
  [["version"], "unknown command 'version'\n  See hivetool --help."],
  [["help", "version"], "unknown command 'version'\n  See hivetool --help."],
  [["bogus", "--help"], "unknown command 'bogus'\n  See hivetool --help."],
  [["outlook", "bogus", "-h"], "unknown command 'bogus'\n  See hivetool outlook --help."],
  [["help", "bogus"], "unknown command 'bogus'\n  See hivetool --help."],
  [["outlook", "help", "bogus"], "unknown command 'bogus'\n  See hivetool outlook --help."],
  [["help", "outlook", "bogus"], "unknown command 'bogus'\n"],
  [["fix-port", HIVE], "unknown command 'fix-port'\n  Did you mean hivetool outlook fix-port?"],
  [["list", HIVE], "unknown command 'list'\n  Did you mean hivetool outlook list?"],
  [["info", HIVE, "--jsn"], "unknown option '--jsn'\n  Did you mean --json?"],
  [["info"], "missing required argument 'hive'\n  See hivetool info --help."],
  [["get", HIVE], "missing required argument 'key'\n  See hivetool get --help."],
  [
    ["get", HIVE, "Control", "Panel", "x"],
    "too many arguments for 'get'. Expected 3 arguments but got 4\n  Put a key or name with blanks in quotes.",
  ],
  [["outlook", "fix-port"], "missing required argument 'hive'\n  See hivetool outlook fix-port --help."],
  [["outlook", "fix-port", HIVE, "--port", "0"], "A port is a number from 1 to 65535"],
  [["outlook", "fix-port", HIVE, "--port", "65536"], "A port is a number from 1 to 65535"],
  [["outlook", "fix-port", HIVE, "--port", "44300x"], "A port is a number from 1 to 65535"],
  [["outlook", "fix-port", HIVE, "--time", "yesterday"], "Say now, keep, or a time such as 2026-01-31T12:00:00Z"],
  [["outlook", "fix-port", HIVE, "--time", "2026-01-31T12:00:00"], "Say now, keep, or a time such as"],
  [["outlook", "fix-port", HIVE, "--host", "server-44300"], "A server is named without its port: say --host server,"],
  [["outlook", "fix-port", HIVE, "--host", "mail.example.com-443"], "say --host mail.example.com,"],
  [["outlook", "fix-port", HIVE, "--host", "exch-2010:443"], "say --host exch-2010,"],
  [["outlook", "fix-port", HIVE, "--port", "1", "--port", "2"], "--port is given more than once"],
  [["outlook", "fix-port", HIVE, "--dry-run", "--dry-run"], "--dry-run is given more than once"],
  [["ls", HIVE, "--no-logs", "--no-logs"], "--no-logs is given more than once"],
])("%j is refused in a plain sentence", async (args, message) => {
  const { stdout, stderr, exit } = await line.run(...args);
  expect({ stdout, exit }).toEqual({ stdout: "", exit: 2 });
  expect(stderr).toMatch(/^hivetool: /);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("error:");
});

test.each([
  ["replace", "a", "b", HIVE, "--key", "Software", "--key", "Control Panel", "--dry-run"],
  ["outlook", "fix-port", HIVE, "--profile", "x", "--profile", "y", "--account", "1", "--account", "2"],
  ["outlook", "set-proxy", HIVE, "--profile", "x", "--profile", "y", "--account", "1", "--account", "2"],
  ["rehost", HIVE, "--map", "a=b", "--map", "c=d", "--share", "a=b", "--share", "c=d", "--also", "e", "--also", "f"],
  ["apply", "/plan.yaml", HIVE, "--var", "a=b", "--var", "c=d"],
])("%j: what may be given several times is taken each time", async (...args) => {
  expect((await line.run(...args)).stderr).not.toMatch(/more than once|unknown|missing|too many/);
});

test("with --json the refusal is JSON, on stdout", async () => {
  const { stdout, stderr, exit } = await line.run("get", HIVE, "--json");
  expect(JSON.parse(stdout)).toEqual({
    error: {
      code: "usage",
      message: "missing required argument 'key'",
      advice: "See hivetool get --help.",
      exitCode: 2,
    },
  });
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 2 });
});

test("a clock that is no number is refused before anything is looked at", async () => {
  const { stderr, exit } = await line.runWith(
    { env: { SOURCE_DATE_EPOCH: "today" } },
    "outlook",
    "fix-port",
    "/missing",
  );
  expect(exit).toBe(2);
  expect(stderr).toContain("SOURCE_DATE_EPOCH is not a number of seconds");
});

describe("help", () => {
  test("without a command goes to stderr, with exit code 2", async () => {
    for (const args of [[], ["outlook"]]) {
      const { stdout, stderr, exit } = await line.run(...args);
      expect({ stdout, exit }).toEqual({ stdout: "", exit: 2 });
      expect(stderr).toMatch(/^Usage: hivetool/);
    }
  });

  test.each([[[]], [["info"]], [["ls"]], [["get"]], [["outlook"]], [["outlook", "list"]], [["outlook", "fix-port"]]])(
    "%j has an example, which names the command",
    async (command) => {
      const { stdout, exit } = await line.run(...command, "--help");
      expect(exit).toBe(0);
      expect(stdout).toContain(`Usage: ${["hivetool", ...command].join(" ")}`);
      const example = stdout.split(/^Examples?:\n/m)[1] ?? "";
      expect(example).toMatch(new RegExp(`^  ${["hivetool", ...command].join(" ")} .*NTUSER\\.DAT`));
    },
  );
});

test.each([
  [["help"], "hivetool"],
  [["help", "info"], "hivetool info"],
  [["help", "outlook"], "hivetool outlook"],
  [["help", "outlook", "fix-port"], "hivetool outlook fix-port"],
  [["outlook", "help"], "hivetool outlook"],
  [["outlook", "help", "fix-port"], "hivetool outlook fix-port"],
  [["help", "--help"], "hivetool"],
])("%j shows the help of %s", async (args, command) => {
  const { stdout, stderr, exit } = await line.run(...args);
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  expect(stdout).toMatch(new RegExp(`^Usage: ${command} \\[options\\]`));
});

test("the version is the package's", async () => {
  expect(VERSION).toBe(manifest.version);
  expect(await line.run("--version")).toEqual({ stdout: `${manifest.version}\n`, stderr: "", exit: 0 });
});

describe("colours", () => {
  const sequence = "\u001b[";
  test.each([
    [{ isTTY: true }, true],
    [{ isTTY: false }, false],
    [{ isTTY: true, env: { NO_COLOR: "1" } }, false],
    [{ isTTY: true, env: { TERM: "dumb" } }, false],
    [{ isTTY: true, env: { NO_COLOR: "" } }, true],
  ])("%j: %j", async (changes, isColoured) => {
    const { stdout } = await line.runWith(changes, "info", HIVE);
    expect(stdout.includes(sequence)).toBe(isColoured);
  });

  test("do not shift columns", async () => {
    const plain = await line.runWith({ isTTY: false }, "ls", HIVE);
    const coloured = await line.runWith({ isTTY: true }, "ls", HIVE);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
    expect(coloured.stdout.replace(/\u001b\[\d+m/g, "")).toBe(plain.stdout);
  });
});

test("a fault of our own is said to be one, with a request to report it", async () => {
  const fs = {
    ...line.fs,
    realpathSync(): string {
      throw new TypeError("undefined is not a function");
    },
  };
  const text = await line.runWith({ fs }, "ls", HIVE);
  expect(text.exit).toBe(70);
  expect(text.stderr).toMatch(/Please report it with the command that you typed/);
  const json = await line.runWith({ fs }, "ls", HIVE, "--json");
  expect(JSON.parse(json.stdout).error).toMatchObject({ code: "engine-bug", exitCode: 70 });
});
