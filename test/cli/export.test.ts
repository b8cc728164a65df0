import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { type CommandLine, commandLine } from "./command-line.ts";

const fixture = (...names: string[]): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, ...names)));
const HIVE = "/alice/NTUSER.DAT";

function line(name = HIVE, ...file: string[]): CommandLine {
  return commandLine({ [name]: fixture(...(file.length > 0 ? file : ["hives", "outlook-user.dat"])) });
}

/** What the bytes say that `run` gives as Latin-1. */
const utf16 = (stdout: string): string => Buffer.from(stdout, "latin1").toString("utf16le");

describe("the formats", () => {
  test("reg is the default, in UTF-16 with a byte order mark, and names the root by the kind of hive", async () => {
    const { stdout, stderr, exit } = await line().run("export", HIVE, "Environment");
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
    expect(utf16(stdout)).toMatch(
      /^\ufeffWindows Registry Editor Version 5\.00\r\n\r\n\[HKEY_CURRENT_USER\\Environment\]\r\n"TEMP"=hex\(2\):/,
    );
  });

  test("reg in UTF-8", async () => {
    const { stdout } = await line().run("export", HIVE, "Environment", "--encoding", "utf-8");
    expect(stdout).toMatch(/^Windows Registry Editor Version 5\.00\r\n\r\n\[HKEY_CURRENT_USER\\Environment\]\r\n/);
  });

  test("jsonl, csv and tsv begin with the key's path", async () => {
    const first = async (format: string): Promise<string> => {
      const { stdout } = await line().run("export", HIVE, "hkcu\\environment", "--format", format);
      return stdout.split(/\r?\n/)[format === "csv" ? 1 : 0] ?? "";
    };
    expect(await first("jsonl")).toMatch(
      /^\{"path":"Environment","lastWritten":"2019-05-06T07:08:09\.1230000Z","values":\[\{/,
    );
    expect(await first("csv")).toBe('"Environment",,KEY,,,,2019-05-06T07:08:09.1230000Z');
    expect(await first("tsv")).toMatch(/^K\tEnvironment\t132016000891230000$/);
  });

  test("xml nests", async () => {
    const { stdout } = await line().run("export", HIVE, "Environment", "--format", "xml");
    expect(stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<hive>\n<key name="Environment" lastWritten="/);
    expect(stdout.endsWith("</key>\n</hive>\n")).toBe(true);
  });
});

describe("settings for Windows' own tools", () => {
  test("are written under their own suffix, and what is left out is told", async () => {
    const files = line();
    for (const [format, suffix] of [
      ["pol", "pol"],
      ["reg-add", "cmd"],
      ["powershell", "ps1"],
    ] as const) {
      const { stdout, stderr, exit } = await files.run(
        ...["export", HIVE, "Environment", "--format", format, "--output-dir", "/out", "--json"],
      );
      expect(exit).toBe(0);
      const { format: told, keys, values, leftOut } = JSON.parse(stdout);
      expect({ told, keys, values }).toEqual({ told: format, keys: 1, values: 6 });
      expect(leftOut.at(-1)).toMatchObject({ key: "HKEY_CURRENT_USER\\Environment", value: "Strange type" });
      expect(stderr).toContain("HKEY_CURRENT_USER\\Environment: the value Strange type is left out: ");
      expect(Object.keys(files.snapshot())).toContain(`/out/NTUSER.DAT.${suffix}`);
    }
  });

  test("Registry.pol comes back by import", async () => {
    const files = line();
    await files.run("export", HIVE, "Environment", "--format", "pol", "--output", "/alice/Registry.pol");
    await files.run("delete", HIVE, "Environment", "--value", "TEMP");
    const { stdout, exit } = await files.run("import", HIVE, "/alice/Registry.pol");
    expect({ exit, stdout }).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining("1 value created; 5 so already"),
    });
  });

  test("a prefix without one of Windows' roots is refused", async () => {
    const { exit, stderr } = await line().run("export", HIVE, "--format", "reg-add", "--prefix", "Foo");
    expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringContaining("none of Windows' root keys") });
  });
});

describe("the root's name in reg", () => {
  const rootOf = async (name: string, file: string[], ...args: string[]) => {
    const { stdout, stderr } = await line(name, ...file).run("export", name, "--encoding", "utf-8", ...args);
    return { root: /^\[(.*)\]\r$/m.exec(stdout)?.[1], stderr };
  };

  test("is told by content before the file's name", async () => {
    expect(await rootOf("/SOFTWARE", ["hives", "outlook-user.dat"])).toEqual({ root: "HKEY_CURRENT_USER", stderr: "" });
    expect(await rootOf("/x", ["hives", "system.dat"])).toEqual({ root: "HKEY_LOCAL_MACHINE\\SYSTEM", stderr: "" });
  });

  test("is told by the file's name where the content tells nothing", async () => {
    const names = ["hives", "names.dat"];
    expect((await rootOf("/SECURITY", names)).root).toBe("HKEY_LOCAL_MACHINE\\SECURITY");
    expect((await rootOf("/UsrClass.dat", names)).root).toBe("HKEY_CURRENT_USER\\Software\\Classes");
    expect((await rootOf("/DEFAULT", names)).root).toBe("HKEY_USERS\\.DEFAULT");
  });

  test("is made up, with a note, where nothing tells it", async () => {
    const { root, stderr } = await rootOf("/things.hiv", ["hives", "names.dat"]);
    expect(root).toBe("HKEY_LOCAL_MACHINE\\things.hiv");
    expect(stderr).toMatch(/^warning: .*its root is called HKEY_LOCAL_MACHINE\\things\.hiv; --prefix names it\n$/);
  });

  test("--prefix has the last word", async () => {
    const found = await rootOf("/things.hiv", ["hives", "names.dat"], "--prefix", "HKEY_USERS\\alice\\");
    expect(found).toEqual({ root: "HKEY_USERS\\alice", stderr: "" });
  });
});

describe("usage", () => {
  test.each([
    [["--encoding", "utf-8", "--format", "xml"], /--encoding is for --format reg/],
    [["--prefix", "x", "--format", "xml"], /--prefix is for formats with paths/],
    [["--json"], /with --json the export needs a file of its own/],
    [["--format", "ini"], /Allowed choices are reg, jsonl, xml, csv, tsv/],
  ])("%j", async (args, message) => {
    const { stdout, stderr, exit } = await line().run("export", HIVE, ...args);
    expect(exit).toBe(2);
    expect(`${stdout}${stderr}`).toMatch(message);
  });

  test("a key that is not there is told as everywhere else", async () => {
    const { stderr, exit } = await line().run("export", HIVE, "Enviroment");
    expect(exit).toBe(1);
    expect(stderr).toContain('Is one of these meant: "Environment"?');
  });
});

describe("--output", () => {
  test("writes a new file, and tells what", async () => {
    const run = line();
    const { stdout, exit } = await run.run("export", HIVE, "--format", "tsv", "--output", "/alice/out.tsv");
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^\/alice\/out\.tsv: \d+ keys, \d+ values\n$/);
    const direct = await run.run("export", HIVE, "--format", "tsv");
    expect(Buffer.from(run.snapshot()["/alice/out.tsv"] ?? "", "hex").toString("latin1")).toBe(direct.stdout);
  });

  test("never overwrites, least of all the hive", async () => {
    const run = line();
    const before = run.snapshot();
    const { stderr, exit } = await run.run("export", HIVE, "--output", HIVE);
    expect(stderr).toContain("NTUSER.DAT is there already");
    expect(exit).not.toBe(0);
    expect(run.snapshot()).toEqual(before);
  });

  test("--json tells the counts", async () => {
    const { stdout } = await line().run("export", HIVE, "--format", "jsonl", "--output", "/alice/x", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ path: HIVE, format: "jsonl", output: "/alice/x", keys: 232 });
  });

  test("what could not be finished is not left behind", async () => {
    const run = line("/broken", "malformed", "bad-signature--value.dat");
    const { exit } = await run.run("export", "/broken", "--output", "/out.reg");
    expect(exit).toBe(3);
    expect(Object.keys(run.snapshot())).toEqual(["/broken"]);
  });
});

describe("a damaged hive", () => {
  const broken = () => line("/broken", "malformed", "bad-signature--value.dat");

  test("is refused with the place, and advice", async () => {
    const { stderr, exit } = await broken().run("export", "/broken", "--format", "tsv");
    expect(exit).toBe(3);
    expect(stderr).toMatch(/^hivetool: \/broken: value at file offset 0x[0-9a-f]+: the signature is wrong/);
    expect(stderr).toContain("--tolerant exports all that can be read");
  });

  test("with --tolerant gives the rest, the fault, and exit code 1", async () => {
    const { stdout, stderr, exit } = await broken().run("export", "/broken", "--format", "tsv", "--tolerant");
    expect(exit).toBe(1);
    expect(stdout.split("\n").length).toBeGreaterThan(2);
    expect(stderr).toMatch(
      /^fault: \/broken: value at file offset 0x[0-9a-f]+: the signature is wrong .*; skipped: a value\n$/,
    );
  });

  test.each(["ls", "info", "get"])("%s --tolerant reads on as well", async (command) => {
    const file = line("/broken", "malformed", "bad-signature--subkey.dat");
    const args =
      command === "get"
        ? ["get", "/broken", "", "nothing"]
        : command === "ls"
          ? ["ls", "/broken", "-R"]
          : [command, "/broken"];
    const strict = await file.run(...args);
    const { stderr, exit } = await file.run(...args, "--tolerant", ...(command === "info" ? ["--stats"] : []));
    expect(exit).toBe(1);
    if (command === "ls") {
      expect(strict.exit).toBe(3);
      expect(stderr).toMatch(/^fault: .*signature.*skipped: a key and all below it\n$/);
    }
  });
});

test("info --stats counts what the hive holds", async () => {
  const { stdout } = await line().run("info", HIVE, "--stats", "--json");
  const { statistics } = JSON.parse(stdout).hives[0];
  const dump = await line().run("export", HIVE, "--format", "tsv");
  const lines = dump.stdout.split("\n");
  expect(statistics.keys).toBe(lines.filter((text) => text.startsWith("K\t")).length);
  expect(statistics.values).toBe(lines.filter((text) => text.startsWith("V\t")).length);
  const sizes = lines.filter((text) => text.startsWith("V\t")).map((text) => Number(text.split("\t")[4]));
  expect(statistics.dataSize).toBe(sizes.reduce((sum, size) => sum + size, 0));
  expect(statistics.bins.bins).toBeGreaterThan(1);
});

test("--output - is stdout, and no file of that name; into a folder that is not there nothing is written", async () => {
  const line = commandLine({ "/alice/NTUSER.DAT": fixture("hives", "outlook-user.dat") });
  const before = line.snapshot();
  const plain = await line.run("export", "/alice/NTUSER.DAT", "Environment", "--format", "jsonl");
  expect(plain.stdout).not.toBe("");
  expect(await line.run("export", "/alice/NTUSER.DAT", "Environment", "--format", "jsonl", "--output", "-")).toEqual(
    plain,
  );
  const { stderr, exit } = await line.run("export", "/alice/NTUSER.DAT", "--output", "/nonexist/x.reg");
  expect([exit, stderr]).toEqual([5, expect.stringContaining("there is no folder /nonexist")]);
  expect((await line.run("recover", "/alice/NTUSER.DAT", "--output", "-")).exit).toBe(2);
  expect(line.snapshot()).toEqual(before);
});
