import { describe, expect, test } from "vitest";
import { editedFile, HIVE } from "./edited-file.ts";

describe("add", () => {
  test("creates a key and those on the way, and says so in one line", async () => {
    const file = editedFile();
    const { stdout, stderr, exit } = await file.edit("add", HIVE, "Software\\Acme\\Editor", "--class", "kind");
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
    expect(stdout).toBe('created  Software\\Acme\\Editor  class "kind"  (new key Software\\Acme)\n');
    expect(await file.subkeys("Software\\Acme")).toEqual(["Editor"]);
  });

  test("leaves a key that is there alone, but for its class", async () => {
    const file = editedFile();
    expect((await file.leave("add", HIVE, "software")).stdout).toBe("nothing to do  Software\n");
    expect((await file.edit("add", HIVE, "Software", "--class", "new")).stdout).toBe(
      'changed  Software  class "new"\n',
    );
    expect((await file.edit("add", HIVE, "Software", "--class", "")).stdout).toBe("changed  Software\n");
  });

  test.each<[string, string[], number, string]>([
    ["a name that no key can have", [HIVE, "Software\\\\X"], 2, "Names of keys have 1 to 255 characters"],
    ["another hive's root", [HIVE, "HKEY_LOCAL_MACHINE\\Software\\X"], 1, "System32\\config\\SOFTWARE"],
    ["the classes' root", [HIVE, "HKCR\\.txt"], 1, "UsrClass.dat"],
    ["arguments in another order", ["Software\\X", HIVE], 2, "is the file, so it comes first"],
    ["a file that is not there", ["/no.dat", "Software"], 5, "no.dat"],
  ])("refuses %s", async (_, args, exit, message) => {
    const result = await editedFile().leave("add", ...args);
    expect(result).toMatchObject({ exit, stdout: "", stderr: expect.stringContaining(message) });
  });
});

describe("delete", () => {
  test("deletes a value, and what it held is told", async () => {
    const file = editedFile();
    const { stdout, exit } = await file.edit("delete", HIVE, "Network\\H", "--value", "connectiontype");
    expect({ stdout, exit }).toEqual({
      stdout: "deleted  Network\\H  ConnectionType  REG_DWORD 0x00000001 (1)\n",
      exit: 0,
    });
    expect(await file.run("get", HIVE, "Network\\H", "ConnectionType")).toMatchObject({ exit: 1 });
  });

  test("deletes the default value by its empty name", async () => {
    const file = editedFile();
    await file.edit("set", HIVE, "Software", "", "--type", "sz", "x");
    expect((await file.edit("delete", HIVE, "Software", "--value", "")).stdout).toContain("(default)");
  });

  test("deletes an empty key, and a full one with --recursive only", async () => {
    const file = editedFile();
    const refused = await file.leave("delete", HIVE, "Network");
    expect(refused).toMatchObject({ exit: 4, stdout: "", stderr: expect.stringContaining("--recursive") });
    const { stdout } = await file.edit("delete", HIVE, "Network", "--recursive");
    expect(stdout).toMatch(/^deleted {2}Network {2}\(\d+ keys? below it, \d+ values\)\n$/);
    expect(await file.subkeys("")).not.toContain("Network");
    await file.edit("add", HIVE, "Empty");
    expect((await file.edit("delete", HIVE, "Empty")).stdout).toBe("deleted  Empty\n");
  });

  test("--wipe leaves nothing of it in the file", async () => {
    const file = editedFile();
    const secret = Buffer.from("a secret that is long", "utf16le").toString("hex");
    await file.edit("set", HIVE, "Software", "v", "--type", "sz", "a secret that is long");
    expect(file.snapshot()[HIVE]).toContain(secret);
    await file.edit("delete", HIVE, "Software", "--value", "v", "--wipe");
    expect(file.snapshot()[HIVE]).not.toContain(secret);
  });

  test.each<[string, string[], number, string]>([
    ["the root", [HIVE, "\\", "--recursive"], 4, "root key cannot be deleted"],
    ["a key that is not there", [HIVE, "Sofware"], 1, '"Software"'],
    ["a value that is not there", [HIVE, "Network\\H", "--value", "ConectionType"], 1, '"ConnectionType"'],
    ["a value as an argument", [HIVE, "Network\\H", "ConnectionType"], 2, "named with --value"],
    ["--recursive for a value", [HIVE, "Network\\H", "--value", "x", "--recursive"], 2, "--recursive is for keys"],
    ["--if-value for a key", [HIVE, "Network\\H", "--if-value", "x"], 2, "needs --value"],
    ["another value than said", [HIVE, "Network\\H", "--value", "ConnectionType", "--if-value", "2"], 4, "other data"],
  ])("refuses %s", async (_, args, exit, message) => {
    const result = await editedFile().leave("delete", ...args);
    expect(result).toMatchObject({ exit, stdout: "", stderr: expect.stringContaining(message) });
  });
});

describe("rename", () => {
  test("gives a key another name", async () => {
    const file = editedFile();
    const { stdout } = await file.edit("rename", HIVE, "Network\\H", "Z:");
    expect(stdout).toMatch(/^renamed {2}Network\\H -> Network\\Z: {2}\(\d+ values\)\n$/);
    expect(await file.get("Network\\Z:", "ConnectionType")).toBe("0x00000001 (1)\n");
  });

  test("gives a value another name, or another spelling", async () => {
    const file = editedFile();
    const rename = (value: string, name: string) => ["rename", HIVE, "Network\\H", name, "--value", value];
    expect((await file.edit(...rename("connectiontype", "Type"))).stdout).toBe(
      "renamed  Network\\H  ConnectionType -> Type\n",
    );
    expect((await file.edit(...rename("Type", "TYPE"))).stdout).toBe("renamed  Network\\H  Type -> TYPE\n");
    expect((await file.leave(...rename("TYPE", "TYPE"))).stdout).toMatch(/^nothing to do/);
  });

  test.each<[string, string[], number, string]>([
    ["a path for a name", [HIVE, "Network\\H", "Software\\H"], 2, "hivetool move HIVE KEY NEWKEY"],
    ["a name that is taken", [HIVE, "Network", "software"], 4, "is there already"],
    ["the root", [HIVE, "\\", "x"], 4, "root"],
    ["a value's name that is taken", [HIVE, "Network\\H", "RemotePath", "--value", "ConnectionType"], 4, "already"],
    ["a key that is not there", [HIVE, "Netwrk", "x"], 1, '"Network"'],
  ])("refuses %s", async (_, args, exit, message) => {
    const result = await editedFile().leave("rename", ...args);
    expect(result).toMatchObject({ exit, stdout: "", stderr: expect.stringContaining(message) });
  });
});

test("get says where a machine's key lies", async () => {
  const result = await editedFile().leave("get", HIVE, "HKLM\\Software\\Microsoft");
  expect(result).toMatchObject({ exit: 1, stdout: "" });
  expect(result.stderr).toMatchInlineSnapshot(`
    "hivetool: /alice/NTUSER.DAT: HKEY_LOCAL_MACHINE stands for other hives than this one
      Open the file Windows\\System32\\config\\SOFTWARE, and give the path below it: "Microsoft"
    "
  `);
});
