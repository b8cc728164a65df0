import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { FIXTURES } from "../../../fixtures/build/index.ts";
import type { Terminal, TerminalOptions } from "../../../src/cli/terminal.ts";
import { bytesIn, fixture, namesIn } from "../../storage/memory-folder.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { readHive } from "../../support/reference-reader.ts";
import { type CommandLine, type CommandLineResult, commandLine } from "../command-line.ts";

const HIVE = "/h/NTUSER.DAT";
const before = fixture("outlook-user.dat");

let line: CommandLine;
beforeEach(() => {
  line = commandLine({ [HIVE]: before });
});

/** A script from stdin. */
const script = (...lines: string[]): Promise<CommandLineResult> =>
  line.runWith({ stdin: lines.map((each) => `${each}\n`).join("") }, "shell", HIVE);

/** Byte by byte; a matcher would look at each for itself. */
const isAsBefore = (): boolean => Buffer.compare(bytesIn(line, HIVE), before) === 0;

/** A shell at a terminal. undefined is Ctrl-D, behind it a new terminal is typed at; what is to happen in between is done. */
async function typed(...lines: (string | undefined | (() => void))[]) {
  const prompts: string[] = [];
  const options: TerminalOptions[] = [];
  let isClosed = false;
  const terminal = async (given: TerminalOptions = {}): Promise<Terminal> => {
    options.push(given);
    isClosed = false;
    return {
      ask: async (prompt) => {
        if (isClosed) return undefined;
        prompts.push(prompt);
        let next = lines.shift();
        for (; typeof next === "function"; next = lines.shift()) next();
        isClosed = next === undefined;
        return next;
      },
      history: ["typed last", ...(given.history ?? [])],
      close: () => undefined,
    };
  };
  const result = await line.runWith({ terminal, env: { XDG_STATE_HOME: "/state" } }, "shell", HIVE);
  return { ...result, prompts, options };
}

function unchanged(): void {
  expect(isAsBefore()).toBe(true);
  expect(namesIn(line, "/h")).toEqual(["NTUSER.DAT"]);
}

/** The bytes after commands of the command line. */
async function after(...words: string[]): Promise<Uint8Array> {
  const other = commandLine({ [HIVE]: before });
  const { exit, stderr } = await other.run(...words);
  expect([exit, stderr]).toEqual([0, ""]);
  return bytesIn(other, HIVE);
}

describe("what is committed is what the command would have written", () => {
  test.each<[string, string[], string[]]>([
    [
      "set",
      ["cd Software", `set Acme "a b" --type dword 0x10`],
      ["set", HIVE, "Software\\Acme", "a b", "--type", "dword", "0x10"],
    ],
    [
      "setval",
      ["cd Environment", "setval 1", "TEMP", "string:C:\\t"],
      ["set", HIVE, "Environment", "TEMP", "C:\\t", "--type", "sz"],
    ],
    ["add", ["add Two Words"], ["add", HIVE, "Two Words"]],
    ["del", ["cd software\\policies", "del"], ["delete", HIVE, "Software\\Policies", "--recursive"]],
    ["delete", ["cd Software", "delete Policies --recursive"], ["delete", HIVE, "Software\\Policies", "--recursive"]],
    [
      "rename",
      ["cd Software\\AcmeTools", "rename . 'New Tools'"],
      ["rename", HIVE, "Software\\AcmeTools", "New Tools"],
    ],
    ["copy", ["cd Software", "copy AcmeTools \\Tools"], ["copy", HIVE, "Software\\AcmeTools", "Tools"]],
    ["move", ["cd Software", "move AcmeTools ..\\Tools"], ["move", HIVE, "Software\\AcmeTools", "Tools"]],
    ["security", ["security set Software O:SY"], ["security", "set", HIVE, "Software", "O:SY"]],
  ])("%s", async (_, lines, words) => {
    const { stderr, exit } = await script(...lines, "commit", "exit");
    expect([stderr, exit]).toEqual(["", 0]);
    const written = bytesIn(line, HIVE);
    expect(Buffer.compare(written, await after(...words))).toBe(0);
    expect(isAsBefore()).toBe(false);
    expect(validateHive(written)).toEqual([]);
    expect(namesIn(line, "/h")).toEqual(["NTUSER.DAT"]);
  });

  test("several edits are one, and the shell goes on behind a commit", async () => {
    const { stdout, stderr, exit } = await script(
      "set Software\\Acme one 1 --type dword",
      "set Software\\Acme two 2 --type dword",
      "commit",
      "changes",
      "cd Software\\Acme",
      "set . three 3 --type dword",
      "commit",
      "lsval",
    );
    expect([stderr, exit]).toEqual(["", 0]);
    expect(stdout.split("\n").slice(-4, -1)).toEqual([
      '"one"=dword:00000001',
      '"two"=dword:00000002',
      '"three"=dword:00000003',
    ]);
    const software = readHive(bytesIn(line, HIVE)).root.keys.find(({ name }) => name === "Software");
    const acme = software?.keys.find(({ name }) => name === "Acme");
    expect(acme?.values.map(({ name }) => name)).toEqual(["one", "two", "three"]);
  });

  test("into a new file, where the hive stays as it is and its changes unsaved", async () => {
    const { exit } = await script("add New", "commit /h/copy", "discard");
    expect(exit).toBe(0);
    expect(isAsBefore()).toBe(true);
    expect(readHive(bytesIn(line, "/h/copy")).root.keys.map(({ name }) => name)).toContain("New");
  });

  test("a journal takes it back", async () => {
    const run = await line.run("shell", HIVE, "--journal", "/h/j", "-c", "add New", "-c", "commit");
    expect(run).toMatchObject({ exit: 0, stderr: "" });
    expect(await line.run("undo", "/h/j")).toMatchObject({ exit: 0 });
    expect(readHive(bytesIn(line, HIVE)).root.keys.map(({ name }) => name)).not.toContain("New");
  });
});

describe("what is not committed", () => {
  test("is refused at the end of a script, unless it is discarded", async () => {
    const left = await script("add New");
    expect(left.exit).toBe(4);
    expect(left.stderr).toMatchInlineSnapshot(`
      "stdin:2: the script ends with changes that were not written; nothing of them was
      stdin:2: Say commit to write them, or discard to drop them.
      "
    `);
    expect(await script("add New", "discard")).toMatchObject({ exit: 0, stderr: "" });
    unchanged();
  });

  test.each(["exit", "quit", "q", "unload", "close", `load ${HIVE}`])("is refused by %s in a script", async (word) => {
    const { exit, stderr } = await script("add New", word, "ls");
    expect(exit).toBe(4);
    expect(stderr).toContain("stdin:2: there are changes that were not written\n");
    unchanged();
  });

  test("is told, and taken back edit by edit", async () => {
    const { stdout, stderr, exit } = await script(
      "cd Software",
      "set Acme L 1 --type dword",
      "set Acme L 2 --type dword",
      "set Acme L 2 --type dword",
      "changes",
      "undo",
      "get Acme L",
      "undo",
      "changes",
      "cd",
      "undo",
    );
    expect(stdout).toMatchInlineSnapshot(`
      "created  Software\\Acme  L  REG_DWORD 0x00000001 (1)  (new key Software\\Acme)
      changed  Software\\Acme  L  REG_DWORD 0x00000001 (1) -> REG_DWORD 0x00000002 (2)
      nothing to do  Software\\Acme  L  REG_DWORD 0x00000002 (2)
      created  Software\\Acme  L  REG_DWORD 0x00000001 (1)  (new key Software\\Acme)
      changed  Software\\Acme  L  REG_DWORD 0x00000001 (1) -> REG_DWORD 0x00000002 (2)
      taken back
      0x00000001 (1)
      taken back
      \\Software
      "
    `);
    expect([stderr, exit]).toEqual(["stdin:11: undo: nothing has been changed since the last commit\n", 1]);
    unchanged();
  });

  test("goes when a command fails, which is said with its line", async () => {
    const { stderr, exit } = await script("add New", "cd Nowhere", "commit");
    expect(stderr).toBe("stdin:2: cd: subkey 'Nowhere' not found\nstdin:2: changes that were not committed are gone\n");
    expect(exit).toBe(1);
    unchanged();
  });
});

test("the shell goes along with the key it stands at", async () => {
  const { stdout } = await script(
    "cd Software\\AcmeTools",
    "rename . Renamed",
    "cd",
    "move \\Software \\Environment\\S",
    "cd",
    "del",
    "cd",
    "discard",
    "cd",
  );
  expect(stdout.split("\n").filter((each) => each.startsWith("\\"))).toEqual([
    "\\Software\\Renamed",
    "\\Environment\\S\\Renamed",
    "\\Environment\\S",
    "\\Environment",
  ]);
});

test("a signal ends a script between two lines", async () => {
  const signal = AbortSignal.abort();
  const { exit, stdout } = await line.runWith({ signal, stdin: "add New\ncommit\n" }, "shell", HIVE);
  expect([exit, stdout]).toEqual([130, ""]);
  unchanged();
});

test("a file that another has written to meanwhile is not written", async () => {
  const changed = await after("set", HIVE, "Environment", "TEMP", "x", "--type", "sz");
  const { stdout, stderr } = await typed(
    "add New",
    () => line.volume.writeFileSync(HIVE, Buffer.from(changed)),
    "commit",
    "undo",
    "discard",
    "get Environment TEMP",
  );
  expect(stderr).toMatch(/NTUSER\.DAT: .*chang/);
  expect(stdout).toMatch(/x\n$/);
  expect(Buffer.compare(bytesIn(line, HIVE), changed)).toBe(0);
});

test("a dirty hive is shown as its logs complete it, and written so by a commit alone", async () => {
  const [hive, log, recovered] = ["NTUSER.DAT", "NTUSER.DAT.LOG1", "recovered.dat"].map(
    (name) => new Uint8Array(readFileSync(`${FIXTURES}/dirty/dirty-vector-log/${name}`)),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  line = commandLine({ [HIVE]: hive, [`${HIVE}.LOG1`]: log, "/clean/NTUSER.DAT": recovered });
  const clean = await line.run("shell", "/clean/NTUSER.DAT", "-c", "ls", "-c", "lsval");
  const dirty = await line.run("shell", HIVE, "-c", "ls", "-c", "lsval");
  expect(dirty).toMatchObject({ stdout: clean.stdout, exit: 0 });
  expect(dirty.stderr).toContain(`note: ${HIVE}: shown as its logs complete it; a commit writes that first\n`);
  expect(Buffer.compare(bytesIn(line, HIVE), hive)).toBe(0);
  expect(await line.run("shell", HIVE, "-c", "add New", "-c", "commit")).toMatchObject({ exit: 0 });
  expect(validateHive(bytesIn(line, HIVE))).toEqual([]);
  expect(readHive(bytesIn(line, HIVE)).root.keys.map(({ name }) => name)).toContain("New");
});

describe("words", () => {
  test.each<[string, number, string]>([
    ["set . 'open L", 2, "a quote has no end"],
    ["set . L 1 --dry-run", 2, "--dry-run is no option within a shell"],
    ["copy Software Software --to /h/other", 2, "--to is no option within a shell"],
    ["delete Nowhere", 1, 'the root key has no subkey "Nowhere"'],
    ["set . L x --type dword", 2, ""],
    ["security", 2, "security is followed by get, set or replace-sid"],
    ["add a\\b", 1, "a key's name is no path"],
    ["add software", 4, "is there already"],
    ["nonsense", 1, "unknown command 'nonsense'"],
  ])("%s is refused", async (typed, code, said) => {
    const { stderr, exit } = await script(typed, "commit");
    expect([exit, stderr]).toEqual([code, expect.stringContaining(said)]);
    expect(stderr).toMatch(/^stdin:1: /);
    unchanged();
  });

  test("a hive that is not there", async () => {
    const { stderr, exit } = await line.run("shell", "/h/none", "-c", "ls");
    expect([stderr, exit]).toEqual([expect.stringContaining("/h/none: "), 5]);
  });
});

describe("somebody who types", () => {
  test("sees hive, path and what is unsaved, and is asked before that is dropped", async () => {
    const { prompts, exit } = await typed("cd Software", "add New", "exit", "n", "quit", "y");
    expect(prompts).toEqual([
      "NTUSER.DAT\\> ",
      "NTUSER.DAT\\Software> ",
      "NTUSER.DAT\\Software *> ",
      "Drop 1 unsaved change? [y/N] ",
      "NTUSER.DAT\\Software *> ",
      "Drop 1 unsaved change? [y/N] ",
    ]);
    expect(exit).toBe(0);
    expect(isAsBefore()).toBe(true);
  });

  test("is asked at Ctrl-D, too, and goes on", async () => {
    const { prompts, exit } = await typed("add New", undefined, "", "commit", undefined);
    expect(prompts.slice(2)).toEqual(["Drop 1 unsaved change? [y/N] ", "NTUSER.DAT\\ *> ", "NTUSER.DAT\\> "]);
    expect(exit).toBe(0);
    expect(isAsBefore()).toBe(false);
  });

  test("who answers with Ctrl-D leaves, and the exit code says that something was lost", async () => {
    expect(await typed("add New", undefined, undefined)).toMatchObject({ exit: 4 });
    unchanged();
  });

  test("goes on after an error", async () => {
    const { stderr, exit } = await typed("cd Nowhere", "ls", "exit");
    expect([stderr, exit]).toEqual(["cd: subkey 'Nowhere' not found\n", 0]);
  });

  test("finds again what was typed, in a file that nobody else may read", async () => {
    await typed("exit");
    const file = "/state/hivetool/shell_history";
    expect(line.fs.statSync(file, { bigint: true }).mode & 0o777n).toBe(0o600n);
    const { options } = await typed("exit");
    expect(options[0]?.history).toEqual(["typed last"]);
  });

  test("may commit again when what stood in the way is gone", async () => {
    line.volume.linkSync(HIVE, "/h/other-name");
    const { stderr, prompts, exit } = await typed("add New", "commit", "discard", "exit");
    expect(stderr).toContain("is one file with 2 names");
    expect(prompts.slice(1)).toEqual(["NTUSER.DAT\\ *> ", "NTUSER.DAT\\ *> ", "NTUSER.DAT\\> "]);
    expect(exit).toBe(0);
    expect(isAsBefore()).toBe(true);
  });
});
