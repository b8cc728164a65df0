import { describe, expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { editedFile, HIVE } from "./edited-file.ts";

const OTHER = "/bob/NTUSER.DAT";
const TREE = "Control Panel";
const twoHives = () => editedFile({ [OTHER]: fixture("outlook-user-1.5.dat") });
type File = ReturnType<typeof twoHives>;

/** Every key and value of a tree, without the path that it lies at. */
async function treeAt(file: File, hive: string, key: string): Promise<string[]> {
  const { stdout } = await file.run("export", hive, key, "--format", "tsv");
  return stdout.split("\n").map((line) => line.replaceAll(key.replaceAll("\\", "\\\\"), "").replaceAll(key, ""));
}

describe("within a hive", () => {
  test("copy puts a second tree beside the first", async () => {
    const file = editedFile();
    const before = await treeAt(file, HIVE, TREE);
    const { stdout } = await file.edit("copy", HIVE, TREE, "Software\\Acme\\Copy");
    expect(stdout).toMatch(
      /^copied {2}Control Panel -> Software\\Acme\\Copy {2}\(.*\) {2}\(new key Software\\Acme\)\n$/,
    );
    expect(await file.subkeys("Software\\Acme\\Copy")).toEqual(await file.subkeys(TREE));
    expect((await treeAt(file, HIVE, "Software\\Acme\\Copy")).length).toBe(before.length);
  });

  test("move takes a tree along, with its times", async () => {
    const file = editedFile();
    const lines = await file.subkeys(TREE);
    const { stdout } = await file.edit("move", HIVE, TREE, "Software\\Panel");
    expect(stdout).toMatch(/^moved {2}Control Panel -> Software\\Panel {2}\(/);
    expect(await file.subkeys("Software\\Panel")).toEqual(lines);
    expect(await file.subkeys("")).not.toContain(TREE);
  });

  test.each<[string, string[], number, string]>([
    ["a place that is taken", ["copy", HIVE, "Network", "Software"], 4, "is there already"],
    ["a place below itself", ["copy", HIVE, "Network", "Network\\H\\N"], 4, "below itself"],
    ["a place below itself", ["move", HIVE, "Network", "Network\\H\\N"], 4, "below itself"],
    ["the root", ["move", HIVE, "\\", "New"], 4, "root"],
    ["a key that is not there", ["copy", HIVE, "Netwrk", "New"], 1, '"Network"'],
    ["another hive's root", ["move", HIVE, "Network", "HKLM\\Software\\N"], 1, "SOFTWARE"],
    ["the same hive", ["copy", HIVE, "Network", "New", "--to", HIVE], 2, "leave --to out"],
    ["the same hive", ["move", HIVE, "Network", "New", "--to", HIVE], 2, "leave --to out"],
    ["arguments in another order", ["copy", "Network", HIVE, "New"], 2, "it comes first"],
  ])("refuses %s: %j", async (_, args, exit, message) => {
    const result = await editedFile().leave(...args);
    expect(result).toMatchObject({ exit, stderr: expect.stringContaining(message) });
  });
});

describe("between two hives", () => {
  test("copy writes the other hive alone", async () => {
    const file = twoHives();
    const before = file.snapshot()[HIVE];
    const args = ["copy", HIVE, TREE, "Software\\From Alice", "--to", OTHER];
    const { stdout, stderr, exit } = await file.edit(...args);
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
    expect(stdout).toMatch(/^copied {2}Control Panel -> Software\\From Alice/);
    expect(file.snapshot()[HIVE]).toBe(before);
    expect(await file.subkeys("Software\\From Alice", OTHER)).toEqual(await file.subkeys(TREE));
  });

  test("--with-times and --with-security keep what they say", async () => {
    const file = twoHives();
    await file.edit("copy", HIVE, TREE, "Copy", "--to", OTHER, "--with-times", "--with-security");
    const long = async (hive: string, key: string): Promise<unknown> => {
      const { subkeys } = JSON.parse((await file.run("ls", hive, key, "--long", "--json")).stdout);
      return subkeys.map((each: Record<string, unknown>) => [each.name, each.lastWritten, each.sddl ?? each.security]);
    };
    expect(await long(OTHER, "Copy")).toEqual(await long(HIVE, TREE));
  });

  test("move writes the copy first, and then deletes", async () => {
    const file = twoHives();
    const subkeys = await file.subkeys(TREE);
    const { stdout, stderr, exit } = await file.edit("move", HIVE, TREE, "Moved", "--to", OTHER);
    expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
    expect(stdout).toMatch(/^copied {2}Control Panel -> Moved .*\ndeleted {2}Control Panel .*\n$/);
    expect(await file.subkeys("Moved", OTHER)).toEqual(subkeys);
    expect(await file.subkeys("")).not.toContain(TREE);
  });

  test("move leaves both alone where the copy is refused", async () => {
    const file = twoHives();
    const { stdout, stderr, exit } = await file.leave("move", HIVE, TREE, "Software", "--to", OTHER);
    expect(exit).toBe(4);
    expect(stderr).toContain("is there already");
    expect(stdout).toBe("nothing was deleted, because the copy was not written\n");
  });

  test("move says that the key is in both hives where the deletion is refused", async () => {
    const file = twoHives();
    file.volume.linkSync(HIVE, "/alice/second name");
    const { stderr, exit } = await file.run("move", HIVE, TREE, "Moved", "--to", OTHER);
    expect(exit).toBe(4);
    expect(stderr).toContain("2 names");
    expect(stderr).toContain(`the copy stands in ${OTHER}, and the key is still here as well`);
    expect(await file.subkeys("")).toContain(TREE);
    expect(await file.subkeys("", OTHER)).toContain("Moved");
  });

  test("JSON has both hives", async () => {
    const { stdout } = await twoHives().run("move", HIVE, TREE, "Moved", "--to", OTHER, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      hives: [
        { path: OTHER, outcome: "written", changes: [{ op: "copy-key", isDone: false, new: { path: "Moved" } }] },
        { path: HIVE, outcome: "written", changes: [{ op: "delete-key", isDone: false, old: { path: TREE } }] },
      ],
    });
  });
});
