import { newHive } from "hivex-wasm";
import { expect, test } from "vitest";
import { validateHive } from "../support/hive-validator.ts";
import { polBytes } from "../support/pol-bytes.ts";
import { commandLine } from "./command-line.ts";

const REG = `Windows Registry Editor Version 5.00\r
\r
[HKEY_CURRENT_USER\\Software\\Acme]\r
"Server"="new"\r
"Level"=dword:00000010\r
`;

async function lineWith(files: Record<string, string | Uint8Array>) {
  const line = commandLine({ "/p/NTUSER.DAT": newHive({ minorVersion: 3, like: "user", time: 0n }), ...files });
  expect((await line.run("add", "/p/NTUSER.DAT", "Software")).exit).toBe(0);
  expect((await line.run("add", "/p/NTUSER.DAT", "Control Panel")).exit).toBe(0);
  return line;
}

test("import shows, does, and finds nothing to do the second time", async () => {
  const line = await lineWith({ "/a.reg": REG });
  const before = line.snapshot()["/p/NTUSER.DAT"];
  const dry = await line.run("import", "/p/NTUSER.DAT", "/a.reg", "--dry-run");
  expect(dry).toMatchObject({ exit: 0, stderr: "" });
  expect(dry.stdout).toContain('would create  Software\\Acme  Server  REG_SZ "new"\n');
  expect(dry.stdout).toContain("Would be done: 1 key created, 2 values created.\n");
  expect(line.snapshot()["/p/NTUSER.DAT"]).toBe(before);
  const done = await line.run("import", "/p/NTUSER.DAT", "/a.reg");
  expect(done).toMatchObject({ exit: 0, stderr: "" });
  expect(done.stdout).toMatch(/1 key created, 2 values created\.\n$/);
  expect(validateHive(new Uint8Array(Buffer.from(line.snapshot()["/p/NTUSER.DAT"] ?? "", "hex")))).toEqual([]);
  const again = await line.run("import", "/p/NTUSER.DAT", "/a.reg");
  expect(again).toEqual({ exit: 0, stderr: "", stdout: "Nothing to do: all 3 keys and values are so already.\n" });
  expect(await line.run("get", "/p/NTUSER.DAT", "Software\\Acme", "Level")).toMatchObject({
    stdout: expect.stringContaining("16"),
  });
});

test("lines that Windows passes over are told with file and number, and refused by --strict", async () => {
  const line = await lineWith({ "/a.reg": `${REG}junk\r\n"x"=dword:xyz\r\n` });
  const before = line.snapshot()["/p/NTUSER.DAT"];
  const strict = await line.run("import", "/p/NTUSER.DAT", "/a.reg", "--strict");
  expect(strict).toMatchObject({
    exit: 2,
    stdout: "",
    stderr: expect.stringContaining("/a.reg: Windows would pass over line 6"),
  });
  expect(line.snapshot()["/p/NTUSER.DAT"]).toBe(before);
  const done = await line.run("import", "/p/NTUSER.DAT", "/a.reg");
  expect(done.exit).toBe(0);
  expect(done.stderr.split("\n").filter((each) => each.startsWith("warning: /a.reg: line "))).toHaveLength(2);
  const { stdout } = await line.run("import", "/p/NTUSER.DAT", "/a.reg", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: "nothing",
    counts: { unchanged: 3, ignored: 2 },
    ignored: [
      { line: 6, text: "junk", file: "/a.reg" },
      { line: 7, text: '"x"=dword:xyz', file: "/a.reg" },
    ],
  });
});

test("a section of another hive is refused by name, and nothing is done", async () => {
  const line = await lineWith({ "/a.reg": `${REG}[HKEY_LOCAL_MACHINE\\SOFTWARE\\Acme]\r\n`, "/b.reg": REG });
  const before = line.snapshot();
  const result = await line.run("import", "/p/NTUSER.DAT", "/b.reg", "/a.reg");
  expect(result).toMatchObject({ exit: 4, stdout: "" });
  expect(result.stderr).toContain("/a.reg: the section [HKEY_LOCAL_MACHINE\\SOFTWARE\\Acme] on line 6 does not belong");
  expect(line.snapshot()).toEqual(before);
  const taken = await line.run("import", "/p/NTUSER.DAT", "/a.reg", "--prefix", "HKLM\\SOFTWARE");
  expect(taken.exit).toBe(0);
});

test("stdin and several files are done one after the other; roots are gone over", async () => {
  const line = await lineWith({ "/b.reg": REG.replace("new", "newer") });
  const stdin = Buffer.from(`\uFEFF${REG}`, "utf16le");
  const result = await line.runWith({ stdin: new Uint8Array(stdin) }, "import", "/p", "-", "/b.reg");
  expect(result.exit).toBe(0);
  const { stdout } = await line.run("get", "/p/NTUSER.DAT", "Software\\Acme", "Server");
  expect(stdout).toContain("newer");
});

test.each([
  [["/none.reg"], 5, "there is no such file"],
  [["/a.txt"], 2, "names no version"],
  [["/latin.reg"], 2, "--ansi"],
])("import %j is refused", async (files, exit, text) => {
  const latin = new Uint8Array([...Buffer.from('REGEDIT4\n[HKEY_CURRENT_USER\\Software]\n"a"="'), 0xe4, 0x22]);
  const line = await lineWith({ "/a.txt": "hello\n", "/latin.reg": latin });
  const before = line.snapshot();
  expect(await line.run("import", "/p/NTUSER.DAT", ...files)).toMatchObject({
    exit,
    stdout: "",
    stderr: expect.stringContaining(text),
  });
  expect(line.snapshot()).toEqual(before);
});

test("a .reg file that cannot be read is named, and not the hive", async () => {
  const line = await lineWith({ "/a.reg": REG });
  const before = line.snapshot();
  expect(await line.run("import", "/p/NTUSER.DAT", "/a.reg", "/nope.reg")).toMatchObject({
    exit: 5,
    stdout: "",
    stderr: expect.stringMatching(/NTUSER\.DAT: \/nope\.reg: .*there is no such file/),
  });
  expect(await line.run("import", "/p/NTUSER.DAT", "/p")).toMatchObject({
    exit: 5,
    stderr: expect.stringMatching(
      /NTUSER\.DAT: \/p: this is a folder, not a file\n {2}Name the \.reg or \.pol file itself/,
    ),
  });
  expect(line.snapshot()).toEqual(before);
});

test("a .reg file in the place of the hive is told to be there", async () => {
  const line = await lineWith({ "/a.reg": REG });
  expect(await line.run("import", "/a.reg", "/p/NTUSER.DAT")).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining("the hive is named first"),
  });
});

test("a Registry.pol file is told by its content, and its records are named", async () => {
  const pol = polBytes(["Software\\Acme", "Level", 4, 16], ["Software\\Acme", "**What", 1, ""]);
  const line = await lineWith({ "/any.reg": pol, "/gpo/Machine/Registry.pol": pol, "/cut": pol.subarray(0, 20) });
  const done = await line.run("import", "/p/NTUSER.DAT", "/any.reg");
  expect(done).toMatchObject({ exit: 0, stdout: expect.stringMatching(/1 key created, 1 value created\.\n$/) });
  expect(done.stderr).toMatch(/^warning: \/any\.reg: record 2 is passed over, as Windows does: /);
  const elsewhere = await line.run("import", "/p/NTUSER.DAT", "/gpo/Machine/Registry.pol");
  expect(elsewhere).toMatchObject({ exit: 4, stdout: "" });
  expect(elsewhere.stderr).toContain(
    "/gpo/Machine/Registry.pol: the key HKEY_LOCAL_MACHINE\\Software\\Acme of record 1 does not belong",
  );
  const cut = await line.run("import", "/p/NTUSER.DAT", "/cut");
  expect(cut).toMatchObject({ exit: 2, stdout: "" });
  expect(cut.stderr).toContain("/cut at file offset 0x14: the file ends in the middle of a record");
});

test("a hive that does not tell what it is asks for the prefix, by the name that helps", async () => {
  const empty = newHive({ minorVersion: 5, like: "user", time: 0n });
  const line = commandLine({ "/new.dat": empty, "/a.reg": 'REGEDIT4\n\n[HKEY_CURRENT_USER\\Software]\n"a"="b"\n' });
  const refused = await line.run("import", "/new.dat", "/a.reg");
  expect(refused.exit).toBe(4);
  expect(refused.stderr).toContain("--prefix 'HKEY_CURRENT_USER'");
  expect((await line.run("import", "/new.dat", "/a.reg", "--prefix", "HKEY_CURRENT_USER")).exit).toBe(0);
});
