import { beforeEach, describe, expect, test } from "vitest";
import { bytesIn, fixture, namesIn } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";
import { type ReferenceKey, readHive } from "../support/reference-reader.ts";
import { type Tools, toolsWith } from "./tools.ts";

let tools: Tools;
beforeEach(() => {
  tools = toolsWith({
    "/h/USER": fixture("outlook-user.dat"),
    "/h/note.txt": "not a hive",
    "/h/script": "cd Software\nls\n",
  });
});

const run = (...lines: string[]): ReturnType<Tools["script"]> => tools.script(lines, "/h/USER");
const write = (...lines: string[]): ReturnType<Tools["script"]> => tools.script(lines, "-w", "/h/USER");

/** The hive after a commit, which has to be sound. */
function written(): ReferenceKey {
  const bytes = bytesIn(tools, "/h/USER");
  expect(validateHive(bytes)).toEqual([]);
  expect(namesIn(tools, "/h")).toEqual(["USER", "note.txt", "script"]);
  return readHive(bytes).root;
}

function valuesOf(key: ReferenceKey): Record<string, string> {
  return Object.fromEntries(
    key.values.map(({ name, type, data }) => [name, `${type}:${Buffer.from(data).toString("hex")}`]),
  );
}

describe("looking at a hive", () => {
  test("keys are gone to by path, and listed", async () => {
    const { stdout, stderr, exit } = await run(
      "cd software\\MICROSOFT",
      "cd",
      "ls",
      "cd ..",
      "cd .\\",
      "cd",
      "cd \\",
      "cd",
    );
    const [at, ...rest] = stdout.trimEnd().split("\n");
    expect([at, ...rest.slice(-2)]).toEqual(["\\Software\\Microsoft", "\\Software", "\\"]);
    expect(rest).toContain("Office");
    expect([stderr, exit]).toEqual(["", 0]);
  });

  test("a script in a file, with a hive that it loads itself", async () => {
    const { stdout, exit } = await tools.run("hivexsh", "-f", "/h/script", "/h/USER");
    expect([stdout, exit]).toEqual(["ACME_Tools\nAcmeTools\nMicrosoft\nPolicies\n", 0]);
    expect(await tools.script(["# a comment", "", "  LOAD /h/USER", "cd", "unload", "close"])).toMatchObject({
      stdout: "\\\n",
      stderr: "hivexsh: no hive is loaded; 'load FILE' loads one\n",
      exit: 1,
    });
  });

  test.each([
    ["ls x", "hivexsh: 'ls' command should not be given arguments"],
    ["frobnicate", "hivexsh: unknown command 'frobnicate', use 'help' for help summary"],
    ["constructor", "hivexsh: unknown command 'constructor', use 'help' for help summary"],
    ["cd \\Nowhere", "hivexsh: cd: subkey 'Nowhere' not found"],
    ["lsval Nothing", "hivexsh: Nothing: key not found"],
    ["load /h/none", "hivexsh: failed to open hive file: /h/none: No such file or directory"],
    ["load /h/note.txt", "hivexsh: failed to open hive file: /h/note.txt: Invalid argument"],
    ["load", "hivexsh: load: no hive file name given to load"],
    ["add New", "hivexsh: add: Read-only file system"],
    ["del", "hivexsh: del: the root node cannot be deleted"],
    ["commit", "hivexsh: commit: Read-only file system"],
    ["setval x", "setval: nrvals: invalid integer parameter"],
    ["setval 1001", "setval: nrvals: integer out of range"],
  ])("a script ends where a command fails: %s", async (line, complaint) => {
    const { stdout, stderr, exit } = await run(line, "cd");
    expect(stderr.split("\n")[0]).toBe(complaint);
    expect([stdout, exit]).toEqual(["", 1]);
  });

  test("wrong options", async () => {
    expect(await tools.run("hivexsh", "-x")).toEqual({
      stdout: "",
      stderr: "hivexsh: invalid option -- 'x'\nhivexsh [-dfwu] [hivefile]\n",
      exit: 1,
    });
    expect(await tools.run("hivexsh", "a", "b")).toMatchObject({ stderr: "hivexsh [-dfwu] [hivefile]\n", exit: 1 });
    expect(await tools.run("hivexsh", "-f", "/h/none")).toMatchObject({
      stderr: "/h/none: No such file or directory\n",
      exit: 1,
    });
  });
});

describe("changing a hive", () => {
  const before = fixture("outlook-user.dat");

  test("nothing is written without a commit", async () => {
    expect(await write("add New", "cd New", "cd")).toMatchObject({ stdout: "\\New\n", exit: 0 });
    expect(Buffer.from(bytesIn(tools, "/h/USER")).equals(Buffer.from(before))).toBe(true);
  });

  test("keys are added and deleted, and all is written safely", async () => {
    const { stderr, exit } = await write("add With blanks", "cd Software", "del", "cd", "commit");
    expect([stderr, exit]).toEqual(["", 0]);
    const names = written().keys.map(({ name }) => name);
    expect(names).toContain("With blanks");
    expect(names).not.toContain("Software");
  });

  test("setval sets values of every form, and leaves the others alone", async () => {
    const first = ["setval 2", "@", "string:kept", "Other", "none"];
    const texts = ["Text", "string:\u00e4 b", "Path", "expandstring:%TEMP%"];
    const others = ["Number", "dword:010", "Long", "qword:0x0123456789abcdef", "Bytes", "hex:18:41,42 4f"];
    const { stderr, exit } = await write("add New", "cd New", ...first, "setval 0x5", ...texts, ...others, "commit");
    expect([stderr, exit]).toEqual(["", 0]);
    const created = written().keys.find(({ name }) => name === "New") as ReferenceKey;
    expect(valuesOf(created)).toEqual({
      "": "1:6b006500700074000000",
      Other: "0:",
      Text: "1:e400200062000000",
      Path: "2:2500540045004d00500025000000",
      Number: "4:08000000",
      Long: "11:efcdab8967452301",
      Bytes: "18:41424f",
    });
  });

  test("setval 0 deletes all values", async () => {
    await write("add New", "cd New", "setval 1", "A", "dword:1", "setval 0", "commit");
    expect(written().keys.find(({ name }) => name === "New")?.values).toEqual([]);
  });

  test.each([
    ["string", "hivexsh: setval: cannot read the value: string"],
    ["dword:4294967296", "setval: dword: integer out of range"],
    ["dword:-1", "setval: dword: integer out of range"],
    ["dword:12x", "setval: dword: invalid integer parameter"],
    ["qword:18446744073709551616", "setval: qword: integer out of range"],
    ["hex:3:123", "hivexsh: setval: trailing garbage after hex string"],
    ["hex:a:12", "setval: hex: invalid integer parameter"],
  ])("what is no value changes nothing: %s", async (value, complaint) => {
    const { stderr, exit } = await write("setval 2", "A", "dword:1", "B", value, "commit");
    expect([stderr.split("\n")[0], exit]).toEqual([complaint, 1]);
    expect(Buffer.from(bytesIn(tools, "/h/USER")).equals(Buffer.from(before))).toBe(true);
  });

  test("a script that ends within setval", async () => {
    expect(await write("setval 1", "A")).toMatchObject({
      stderr: "hivexsh: setval: unexpected end of input\n",
      exit: 1,
    });
  });

  test("a commit to another file leaves the hive alone", async () => {
    expect(await write("add New", "commit /h/copy")).toMatchObject({ stderr: "", exit: 0 });
    expect(Buffer.from(bytesIn(tools, "/h/USER")).equals(Buffer.from(before))).toBe(true);
    const copy = bytesIn(tools, "/h/copy");
    expect(validateHive(copy)).toEqual([]);
    expect(readHive(copy).root.keys.map(({ name }) => name)).toContain("New");
  });
});

describe("hivexget", () => {
  test("one value plainly, or all values of a key in lines", async () => {
    await write("add K", "cd K", "setval 3", "@", 'string:it "is" \\', "N", "qword:-2", "B", "hex:3:00,ff", "commit");
    expect(await tools.run("hivexget", "/h/USER", "\\k", "@")).toMatchObject({ stdout: 'it "is" \\\n', exit: 0 });
    expect(await tools.run("hivexget", "/h/USER", "k", "")).toMatchObject({ stdout: 'it "is" \\\n', exit: 0 });
    expect(await tools.run("hivexget", "/h/USER", "k", "n")).toMatchObject({ stdout: "-2\n", exit: 0 });
    expect(await tools.run("hivexget", "/h/USER", "k", "B")).toMatchObject({ stdout: "\u0000\u00ff", exit: 0 });
    expect(await tools.run("hivexget", "/h/USER", "k")).toMatchObject({
      stdout: '"@"="it \\"is\\" \\\\"\n"N"=hex(11):fe,ff,ff,ff,ff,ff,ff,ff\n"B"=hex(3):00,ff\n',
      exit: 0,
    });
  });

  test("what is not what its type says is told as it is", async () => {
    const values = ["Half", "hex:1:00,d8,41,00", "Short", "hex:4:01,02", "Large", "hex:0xfffffff0:05"];
    await write("add K", "cd K", "setval 3", ...values, "commit");
    expect(await tools.run("hivexget", "/h/USER", "K")).toMatchObject({
      stdout: '"Half"=hex(1):00,d8,41,00\n"Short"=hex(4):01,02\n"Large"=hex(-16):05\n',
      exit: 0,
    });
    expect(await tools.run("hivexget", "/h/USER", "K", "Half")).toMatchObject({ stdout: "\0\u00d8A\0", exit: 0 });
    expect(await tools.run("hivexget", "/h/USER", "K", "Short")).toMatchObject({ stdout: "\x01\x02", exit: 0 });
  });

  test("what is not there, and wrong usage, end with 1", async () => {
    expect(await tools.run("hivexget", "/h/USER")).toEqual({
      stdout: "hivexget hivefile path [key]\n",
      stderr: "",
      exit: 1,
    });
    expect(await tools.run("hivexget", "/h/USER", "No")).toMatchObject({
      stderr: "hivexsh: cd: subkey 'No' not found\n",
      exit: 1,
    });
    expect(await tools.run("hivexget", "/h/USER", "\\", "No")).toMatchObject({
      stderr: "hivexsh: No: key not found\n",
      exit: 1,
    });
  });
});
