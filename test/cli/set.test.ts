import { describe, expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { editedFile, HIVE } from "./edited-file.ts";

const DESKTOP = "Control Panel\\Desktop";

test("a value is changed in one line, old and new", async () => {
  const file = editedFile();
  const { stdout, stderr, exit } = await file.edit("set", HIVE, DESKTOP, "Wallpaper", "C:\\wall.jpg");
  expect({ stdout, stderr, exit }).toMatchInlineSnapshot(`
    {
      "exit": 0,
      "stderr": "",
      "stdout": "changed  Control Panel\\Desktop  Wallpaper  REG_SZ "C:\\Windows\\Web\\Wallpaper\\img0.jpg" -> REG_SZ "C:\\wall.jpg"
    ",
    }
  `);
  expect(await file.get(DESKTOP, "Wallpaper")).toBe("C:\\wall.jpg\n");
});

test("a dry run shows old and new, and how a real run would write", async () => {
  const file = editedFile();
  const { stdout } = await file.leave("set", HIVE, DESKTOP, "Wallpaper", "C:\\wall.jpg", "--dry-run");
  expect(stdout).toMatchInlineSnapshot(`
    "would change  Control Panel\\Desktop  Wallpaper  REG_SZ "C:\\Windows\\Web\\Wallpaper\\img0.jpg" -> REG_SZ "C:\\wall.jpg"
    A real run would go through a log of the new kind (HvLE): the hive has been reorganized by a newer Windows.
    Run the command again without --dry-run to write.
    "
  `);
});

test("missing keys are created, and said", async () => {
  const file = editedFile();
  const { stdout } = await file.edit("set", HIVE, "HKCU\\Software\\Acme\\Editor", "", "--type", "dword", "0x10");
  expect(stdout).toMatchInlineSnapshot(`
    "created  Software\\Acme\\Editor  (default)  REG_DWORD 0x00000010 (16)  (2 new keys from Software\\Acme on)
    "
  `);
  expect(await file.get("Software\\Acme\\Editor", "")).toBe("0x00000010 (16)\n");
});

test.each<[string, string[], string]>([
  ["sz", ["a b"], "610020006200 0000"],
  ["REG_EXPAND_SZ", ["%A%"], "250041002500 0000"],
  ["multi_sz", ["a", "b"], "61000000 62000000 0000"],
  ["multi_sz", [], "0000"],
  ["qword", ["18446744073709551615"], "ffffffffffffffff"],
  ["binary", ["2d00", "ff"], "2d00ff"],
  ["none", [], ""],
  ["500", ["cafe"], "cafe"],
  ["dword", ["--", "7"], "07000000"],
  ["sz", ["--", "-x"], "2d0078000000"],
  ["sz", ["--", "@x"], "400078000000"],
  ["sz", ["--", "-"], "2d000000"],
])("--type %s %j", async (type, data, hex) => {
  const file = editedFile();
  await file.edit("set", HIVE, "Software\\Acme", "v", "--type", type, ...data);
  const { stdout } = await file.run("get", HIVE, "Software\\Acme", "v", "--json");
  expect(JSON.parse(stdout).data).toBe(hex.replaceAll(" ", ""));
});

describe("data from elsewhere", () => {
  test("a file's bytes, for a type of bytes", async () => {
    const file = editedFile({ "/data.bin": "\x00\xff@" });
    await file.edit("set", HIVE, "Software", "v", "--type", "binary", "@/data.bin");
    expect(await file.get("Software", "v")).toBe("00 ff 40\n");
  });

  test("a file's text without its last line end; a line for each text of a list", async () => {
    const file = editedFile({ "/text.txt": "one\r\ntwo\n" });
    await file.edit("set", HIVE, "Software", "list", "--type", "multi_sz", "@/text.txt");
    expect(await file.get("Software", "list")).toBe("one\ntwo\n");
    await file.edit("set", HIVE, "Software", "text", "--type", "sz", "@/text.txt");
    expect(await file.get("Software", "text")).toBe("one<U+000D><U+000A>two\n");
  });

  test("a text file in UTF-16, and stdin", async () => {
    const file = editedFile({ "/text.txt": "\xff\xfeg\x00\xfc\x00" });
    await file.edit("set", HIVE, "Software", "v", "--type", "sz", "@/text.txt");
    expect(await file.get("Software", "v")).toBe("gü\n");
    await file.editWith({ stdin: "größer\n" }, "set", HIVE, "Software", "v", "-");
    expect(await file.get("Software", "v")).toBe("größer\n");
  });

  test.each([
    ["@/no.bin", "binary", 5, "opening the file"],
    ["@/latin1.txt", "sz", 2, "no text in UTF-8"],
  ])("%s as %s is refused", async (word, type, exit, message) => {
    const file = editedFile({ "/latin1.txt": "gr\xf6\xdfer" });
    const result = await file.leave("set", HIVE, "Software", "v", "--type", type, word);
    expect(result).toMatchObject({ exit, stdout: "", stderr: expect.stringContaining(message) });
  });
});

test("what is so already is left alone, with the file's time", async () => {
  const file = editedFile();
  const wallpaper = (await file.get(DESKTOP, "Wallpaper")).trim();
  const { stdout, exit } = await file.leave("set", HIVE, DESKTOP, "wallpaper", wallpaper);
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^nothing to do {2}Control Panel\\Desktop {2}Wallpaper/);
});

test("JSON tells outcome, old and new, and a plan that can be turned round", async () => {
  const file = editedFile();
  const { stdout } = await file.run("set", HIVE, "Software\\Acme", "Level", "--type", "dword", "1", "--json");
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    path: HIVE,
    outcome: "written",
    changes: [
      {
        op: "set-value",
        isDone: false,
        key: "Software\\Acme",
        new: { name: "Level", type: 4, typeName: "REG_DWORD", data: "01000000", content: 1 },
        createdKeys: ["Software\\Acme"],
      },
    ],
    plan: { version: 1, changes: [{ op: "set-value", data: "01000000", expect: "absent" }] },
    commit: { sequence: 1868 },
  });
});

describe("--if-value", () => {
  const set = (...args: string[]) => ["set", HIVE, "Network\\H", "ConnectionType", "2", ...args];

  test("lets the edit through where the value is the expected one", async () => {
    const file = editedFile();
    expect(await file.edit(...set("--if-value", "0x1"))).toMatchObject({ exit: 0 });
  });

  test.each([["3"], ["text"]])("refuses where it is not %s", async (old) => {
    const result = await editedFile().leave(...set("--if-value", old));
    expect(result).toMatchObject({ exit: 4, stdout: "" });
  });

  test("refuses where there is no value", async () => {
    const result = await editedFile().leave("set", HIVE, "Software", "no", "--type", "sz", "x", "--if-value", "y");
    expect(result).toMatchObject({ exit: 4, stderr: expect.stringContaining("--if-value asks for it") });
  });

  test("takes a list of texts", async () => {
    const file = editedFile();
    await file.edit("set", HIVE, "Software", "list", "--type", "multi_sz", "a", "b");
    const other = ["set", HIVE, "Software", "list", "c"];
    expect(await file.leave(...other, "--if-value", "a")).toMatchObject({ exit: 4 });
    expect(await file.edit(...other, "--if-value", "a", "--if-value", "b")).toMatchObject({ exit: 0 });
  });
});

describe("refused, with the right line", () => {
  test.each<[string, string[], number, string]>([
    ["no type for a new value", [HIVE, "Software", "new", "x"], 2, "hivetool set HIVE KEY VALUE --type TYPE DATA"],
    ["an unknown type", [HIVE, "Software", "v", "--type", "string", "x"], 2, "A type is a name such as REG_SZ"],
    ["data that does not fit", [HIVE, "Network\\H", "ConnectionType", "many"], 2, "one number from 0 to 4294967295"],
    ["words without quotes", [HIVE, "Software", "v", "--type", "sz", "a", "b"], 2, "in quotes"],
    ["a missing key with --existing", [HIVE, "Sofware", "v", "--type", "sz", "x", "--existing"], 1, '"Software"'],
    ["another hive's root", [HIVE, "HKLM\\Software\\X", "v", "--type", "sz", "x"], 1, "System32\\config\\SOFTWARE"],
    [
      "arguments in another order",
      ["Software", HIVE, "v", "--type", "sz", "x"],
      2,
      "Usage: hivetool set HIVE KEY VALUE",
    ],
    ["a key for a hive", ["HKCU\\Software", "v", "x"], 2, "is a key, not a file"],
    ["a time that is none", [HIVE, "Software", "v", "--type", "sz", "x", "--time", "noon"], 2, "--time"],
  ])("%s", async (_, args, exit, message) => {
    const result = await editedFile().leave("set", ...args);
    expect(result).toMatchObject({ exit, stdout: "", stderr: expect.stringContaining(message) });
  });

  test("a user's key in a machine's hive", async () => {
    const file = editedFile({ "/SYSTEM": fixture("system.dat") });
    const result = await file.leave("set", "/SYSTEM", "HKCU\\Software\\X", "v", "--type", "sz", "x");
    expect(result).toMatchObject({ exit: 1, stderr: expect.stringContaining("NTUSER.DAT") });
  });
});

test("--time keep leaves the key's time, ISO sets it", async () => {
  const file = editedFile();
  const time = async () => JSON.parse((await file.run("get", HIVE, DESKTOP, "--json")).stdout).lastWritten;
  const before = await time();
  await file.edit("set", HIVE, DESKTOP, "Wallpaper", "a", "--time", "keep");
  expect(await time()).toBe(before);
  await file.edit("set", HIVE, DESKTOP, "Wallpaper", "b", "--time", "2020-02-02T02:02:02Z");
  expect(await time()).toBe("2020-02-02T02:02:02.0000000Z");
  await file.edit("set", HIVE, DESKTOP, "Wallpaper", "c");
  expect(await time()).toBe("2026-01-31T12:00:00.0000000Z");
});
