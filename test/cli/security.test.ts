import { describe, expect, test } from "vitest";
import { ADMINISTRATORS, SYSTEM, securityDescriptor, USER } from "../../fixtures/build/security.ts";
import { hiveOf } from "../wasm/open-engine.ts";
import { editedFile, HIVE } from "./edited-file.ts";

const USER_SID = "S-1-5-21-1004336348-1177238915-682003330-1001";
const OTHER_SID = "S-1-5-21-9-8-7-1105";
const MINE = securityDescriptor([USER, 0xf003f], [SYSTEM, 0x3]);
const FILE = {
  [HIVE]: hiveOf(
    {
      keys: [
        {
          name: "Mine",
          security: MINE,
          keys: [{ name: "Too", security: securityDescriptor([ADMINISTRATORS, 0x20019]) }],
        },
      ],
    },
    3,
  ).bytes,
};

async function sddlOf(file: ReturnType<typeof editedFile>, key: string): Promise<string> {
  return JSON.parse((await file.run("security", "get", HIVE, key, "--json")).stdout).sddl;
}

describe("security get", () => {
  test("tells who may do what, names and all", async () => {
    const { stdout, exit } = await editedFile(FILE).leave("security", "get", HIVE, "mine");
    expect(exit).toBe(0);
    expect(stdout).toBe(`Mine
  owner  Administrators (S-1-5-32-544)
  group  Administrators (S-1-5-32-544)
  access
    allow  ${USER_SID}  full control  and subkeys
    allow  Local system (S-1-5-18)                        CCDC          and subkeys
  sddl   O:BAG:BAD:(A;CI;KA;;;${USER_SID})(A;CI;CCDC;;;SY)
`);
  });

  test("as JSON", async () => {
    const { stdout } = await editedFile(FILE).leave("security", "get", HIVE, "Mine", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      key: "Mine",
      owner: { sid: "S-1-5-32-544", name: "Administrators" },
      dacl: [
        { type: 0, typeName: "allow", flags: 2, mask: 0xf003f, rights: "KA", sid: { sid: USER_SID, name: null } },
        { rights: "CCDC", sid: { name: "Local system" } },
      ],
      sharedBy: 1,
    });
  });

  test("of what is present and empty, absent, and of labels", async () => {
    const file = editedFile(FILE);
    await file.edit("security", "set", HIVE, "Mine", "D:NO_ACCESS_CONTROLS:(ML;CIIOID;NW;;;LW)");
    const { stdout } = await file.run("security", "get", HIVE, "Mine");
    expect(stdout).toContain("  access  everybody, everything: there is no list\n");
    expect(stdout).toContain("    label  Low mandatory level (S-1-16-4096)    subkeys only, inherited\n");
    await file.edit("security", "set", HIVE, "Mine", "D:");
    expect((await file.run("security", "get", HIVE, "Mine")).stdout).toContain("  access  nobody: the list is empty\n");
  });

  test.each([
    [["/no.dat", "Mine"], 5, "no.dat"],
    [[HIVE, "Nobody"], 1, 'no subkey "Nobody"'],
    [["Mine", HIVE], 2, "so it comes first"],
  ])("refuses %j", async (args, exit, message) => {
    expect(await editedFile(FILE).leave("security", "get", ...args)).toMatchObject({
      exit,
      stderr: expect.stringContaining(message),
    });
  });
});

describe("security set", () => {
  test("sets the parts that are named", async () => {
    const file = editedFile(FILE);
    const { stdout, stderr, exit } = await file.edit("security", "set", HIVE, "Mine", "O:SY");
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
    expect(stdout).toMatch(/^changed {2}Mine {2}O:BAG:BA.* -> O:SYG:BA.* {2}1 key\n$/);
    expect(await sddlOf(file, "Mine")).toMatch(/^O:SYG:BAD:\(A;CI;KA/);
    expect(await sddlOf(file, "Mine\\Too")).toMatch(/^O:BA/);
    expect((await file.leave("security", "set", HIVE, "Mine", "O:S-1-5-18")).stdout).toMatch(/^nothing to do {2}Mine/);
  });

  test("of a tree, with a domain", async () => {
    const file = editedFile(FILE);
    const args = ["--recursive", "--domain", "S-1-5-21-9-8-7"];
    const { stdout } = await file.edit("security", "set", HIVE, "Mine", "O:DA", ...args);
    expect(stdout).toMatch(/ {2}2 keys\n$/);
    expect(await sddlOf(file, "Mine\\Too")).toBe("O:S-1-5-21-9-8-7-512G:BAD:(A;CI;KR;;;BA)");
  });

  test.each<[string, string[], number, string]>([
    ["text that is none", ["Mine", "D:(A;;KR;;;XX)"], 2, "character 12: no SID has these letters"],
    ["letters without their domain", ["Mine", "O:DA"], 2, "no domain is given"],
    ["a domain that is none", ["Mine", "O:DA", "--domain", "S-1-5-18"], 2, "S-1-5-21 and three numbers"],
    ["nothing to set", ["Mine", ""], 2, "names no part"],
    ["a key that is not there", ["Nobody", "O:SY"], 1, 'no subkey "Nobody"'],
  ])("refuses %s", async (_, args, exit, message) => {
    const file = editedFile(FILE);
    expect(await file.leave("security", "set", HIVE, ...args)).toMatchObject({
      exit,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
  });

  test("keeps one descriptor in the hive of an app", async () => {
    const file = editedFile();
    const path = "/alice/settings.dat";
    await file.run("create", path, "--like", "app");
    await file.run("add", path, "LocalState");
    const refused = await file.leave("security", "set", path, "LocalState", "O:SY");
    expect(refused).toMatchObject({ exit: 4, stderr: expect.stringContaining("--recursive") });
    expect((await file.edit("security", "set", path, "", "O:SY", "--recursive")).stdout).toMatch(/ {2}2 keys\n$/);
  });
});

describe("security replace-sid", () => {
  test("gives a hive to another account", async () => {
    const file = editedFile(FILE);
    const { stdout, exit } = await file.edit("security", "replace-sid", HIVE, USER_SID, OTHER_SID);
    expect({ stdout, exit }).toEqual({ exit: 0, stdout: `changed  (root)  ${USER_SID} -> ${OTHER_SID}  1 key\n` });
    expect(await sddlOf(file, "Mine")).toContain(OTHER_SID);
    const again = await file.leave("security", "replace-sid", HIVE, USER_SID, OTHER_SID);
    expect(again.stdout).toMatch(/^nothing to do/);
  });

  test("takes letters, and refuses what is no SID or the same one", async () => {
    const file = editedFile(FILE);
    expect((await file.edit("security", "replace-sid", HIVE, "BA", "SY")).stdout).toContain(
      "S-1-5-32-544 -> S-1-5-18  3 keys",
    );
    expect(await file.leave("security", "replace-sid", HIVE, "S-2", "SY")).toMatchObject({ exit: 2 });
    expect(await file.leave("security", "replace-sid", HIVE, "SY", "S-1-5-18")).toMatchObject({ exit: 2 });
  });
});
