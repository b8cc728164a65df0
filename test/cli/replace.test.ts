import { describe, expect, test } from "vitest";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { fixture } from "../storage/memory-folder.ts";
import { commandLine } from "./command-line.ts";
import { editedFile, HIVE } from "./edited-file.ts";
import { bytesOf } from "./outlook-line.ts";

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const sz = (name: string, text: string) => ({ name, type: 1, data: utf16(`${text}\0`) });

/** A command line over a hive with these keys. */
function withKeys(...keys: KeyDescription[]) {
  const { bytes } = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "root", keys } });
  return editedFile({ [HIVE]: bytes });
}

test("the flagship job can be said as one replace: the same bytes", async () => {
  const [one, other] = [editedFile(), editedFile()];
  const section = "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Outlook";
  await one.edit("outlook", "fix-port", HIVE, "--profile", "Outlook");
  const { stdout, exit } = await other.edit("replace", "com-44300", "com:44300", HIVE, "--key", section);
  expect({ stdout, exit }).toMatchInlineSnapshot(`
    {
      "exit": 0,
      "stdout": "changed  Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Outlook\\13dbb0c8aa05101a9bb000aa002fc45a  001f6622  "server.example.com-44300" -> "server.example.com:44300"
    1 text changed.
    ",
    }
  `);
  expect(bytesOf(other)).toEqual(bytesOf(one));
  expect(bytesOf(one)).not.toEqual(fixture("outlook-user.dat"));
});

test("a dry run shows each text, old and new, and what cannot be replaced", async () => {
  const data = new Uint8Array([7, 0, 0, 0, ...utf16("the old server\0")]);
  const file = withKeys({ name: "App", values: [sz("Server", "old one"), { name: "Blob", type: 3, data }] });
  const { stdout, exit } = await file.leave("replace", "old ", "newer ", HIVE, "--dry-run");
  expect(exit).toBe(1);
  expect(stdout).toMatchInlineSnapshot(`
    "would change  App  Server  "old one" -> "newer one"
    left  App  Blob  "the old server"  it stands in the middle of bytes, where its length may not change
    1 text would change.
    A real run would go through a log of the new kind (HvLE): nothing tells which Windows uses this hive; Windows 8 and older would not finish an interrupted write by themselves.
    Run the command again without --dry-run to write.
    "
  `);
});

test("nothing to do is said, and is no failure", async () => {
  const { stdout, exit } = await editedFile().leave("replace", "nowhere", "else", HIVE);
  expect({ stdout, exit }).toEqual({ stdout: "Nothing to do.\n", exit: 0 });
});

test("a second run finds nothing to do, and writes nothing", async () => {
  const file = withKeys({ name: "App", values: [sz("Server", "old")] });
  await file.edit("replace", "old", "new", HIVE);
  expect((await file.leave("replace", "old", "new", HIVE)).stdout).toBe("Nothing to do.\n");
  expect(await file.get("App", "Server")).toBe("new\n");
});

test.each([
  ["old", "older"],
  ["old", "old"],
  ["OLD", "old", "--ignore-case"],
])(
  "%s to %s: what is as wanted already is not told as left, though the old text is found in it",
  async (old, replacement, ...options) => {
    const file = withKeys({ name: "App", values: [sz("Server", "old")] });
    await file.run("replace", ...options, old, replacement, HIVE);
    expect((await file.leave("replace", ...options, old, replacement, HIVE)).stdout).toBe("Nothing to do.\n");
  },
);

test("--regex has groups, by number and by name", async () => {
  const file = withKeys({ name: "App", values: [sz("a", "mail-01.example.com-443"), sz("b", "no port")] });
  await file.edit("replace", "--regex", "(\\.com)-(?<port>\\d+)$", "$1:$<port>", HIVE);
  expect(await file.get("App", "a")).toBe("mail-01.example.com:443\n");
  await file.edit("replace", "--regex", "^", "$$$&", HIVE);
  expect(await file.get("App", "b")).toBe("$no port\n");
});

test("--ignore-case compares as Windows does, and leaves the case of all else", async () => {
  const file = withKeys({ name: "App", values: [sz("a", "ÖLD Öld"), sz("b", "STRASSE straße")] });
  await file.edit("replace", "--ignore-case", "öld", "neu", HIVE);
  expect(await file.get("App", "a")).toBe("neu neu\n");
  await file.edit("replace", "--ignore-case", "STRAßE", "Weg", HIVE);
  expect(await file.get("App", "b")).toBe("STRASSE Weg\n");
});

test("without --in names stay; --in keys,names renames them, and only them", async () => {
  const app = { name: "old app", values: [sz("old name", "old data")], keys: [{ name: "old key" }] };
  const file = withKeys({ name: "Software", keys: [app] });
  await file.edit("replace", "old", "new", HIVE);
  expect(await file.get("Software\\old app", "old name")).toBe("new data\n");
  expect(await file.subkeys("Software\\old app")).toEqual(["old key"]);
  const { stdout } = await file.edit("replace", "old", "brand new", HIVE, "--in", "keys,names");
  expect(stdout).toMatchInlineSnapshot(`
    "renamed  Software\\old app  "old name" -> "brand new name"
    renamed  Software\\old app  "old key" -> "brand new key"
    renamed  Software  "old app" -> "brand new app"
    3 texts changed.
    "
  `);
  expect(await file.get("Software\\brand new app", "brand new name")).toBe("new data\n");
  expect(await file.subkeys("Software\\brand new app")).toEqual(["brand new key"]);
});

test("--type and --key choose", async () => {
  const values = [sz("text", "old"), { name: "list", type: 7, data: utf16("old\0\0") }];
  const file = withKeys({ name: "A", values, keys: [{ name: "B", values }] }, { name: "C", values });
  await file.edit("replace", "old", "new", HIVE, "--type", "multi_sz", "--key", "A", "--key", "A\\B");
  const all = await Promise.all(
    ["A", "A\\B", "C"].flatMap((key) => ["text", "list"].map((name) => file.get(key, name))),
  );
  expect(all).toEqual(["old\n", "new\n", "old\n", "new\n", "old\n", "old\n"]);
});

test("--path chooses keys by their names", async () => {
  const keys = ["Run", "RunOnce", "Other"].map((name) => ({ name, values: [sz("v", "old")] }));
  const file = withKeys({ name: "A", keys }, { name: "Run", values: [sz("v", "old")] });
  const { stdout } = await file.edit("replace", "old", "new", HIVE, "--path", "A\\run*", "--type", "sz,binary");
  expect(stdout.match(/A\\\w+/g)).toEqual(["A\\Run", "A\\RunOnce"]);
  expect(await file.get("Run", "v")).toBe("old\n");
});

test("fewer than 4 characters are replaced in no bytes: they are met there by chance", async () => {
  const data = new Uint8Array([7, 0, 0, 0, ...utf16("the old server\0")]);
  const file = () => withKeys({ name: "A", values: [{ name: "v", type: 3, data }] });
  for (const args of [
    ["old", "new"],
    ["--regex", "\\bo..", "new"],
  ])
    expect((await file().leave("replace", ...args, HIVE)).stdout).toContain("Nothing to do.");
  for (const args of [
    ["old ", "new "],
    ["--regex", "\\bo...", "new "],
  ]) {
    const edited = file();
    await edited.edit("replace", ...args, HIVE);
    expect(await edited.get("A", "v")).toContain("6e 00 65 00 77 00 20 00");
  }
});

test("what stands where no text is known is told, and does not count in the exit code", async () => {
  const values = [
    { name: "behind the end", type: 1, data: utf16("x\0old\0") },
    { name: "number", type: 4, data: new Uint8Array(Buffer.from("old\0")) },
    { name: "old name", type: 4, data: new Uint8Array(4) },
  ];
  const { stdout, exit } = await withKeys({ name: "A", values }).leave("replace", "old", "new", HIVE);
  expect({ stdout, exit }).toMatchInlineSnapshot(`
    {
      "exit": 0,
      "stdout": "left  A  behind the end  "old"  it stands where no text is known: behind a text's end, in a number, or in fewer than 4 characters
    left  A  number  "old"  it stands where no text is known: behind a text's end, in a number, or in fewer than 4 characters
    Nothing to do.
    ",
    }
  `);
});

describe("a name that is there already", () => {
  const keys = [{ name: "server1", values: [sz("was", "server1")] }, { name: "server2" }];

  test("has the hive refused, by name", async () => {
    const { stderr, exit } = await withKeys(...keys).leave("replace", "server1", "server2", HIVE, "--in", "keys,data");
    expect(exit).toBe(4);
    expect(stderr).toMatchInlineSnapshot(`
      "hivetool: /alice/NTUSER.DAT: the key server1 would be named server2, and a key of that name is there already
        Delete or rename one of them first, leave such names with --if-taken leave, or all keys' names with --in.
      "
    `);
  });

  test("is left with --if-taken leave; the rest is done", async () => {
    const file = withKeys(...keys);
    const { stdout, exit } = await file.edit(
      ...["replace", "server1", "server2", HIVE, "--in", "keys,data", "--if-taken", "leave"],
    );
    expect({ stdout, exit }).toMatchInlineSnapshot(`
      {
        "exit": 1,
        "stdout": "changed  server1  was  "server1" -> "server2"
      left  (root)  "server1"  a key server2 is there already
      1 text changed.
      ",
      }
    `);
    expect(await file.get("server1", "was")).toBe("server2\n");
  });

  test("is free when its owner is renamed, too", async () => {
    const values = [sz("server1", "one"), sz("server11", "two")];
    const file = withKeys({ name: "server1", values }, { name: "server11" }, { name: "server3" });
    await file.edit("replace", "--regex", "server(1+)", "server1$1", HIVE, "--in", "keys,names");
    expect(await file.subkeys("\\")).toEqual(["server11", "server111", "server3"]);
    expect(await file.get("server11", "server11")).toBe("one\n");
    expect(await file.get("server11", "server111")).toBe("two\n");
  });

  test("that two keys would get is refused, and so is one that differs in letter case only", async () => {
    const two = withKeys({ name: "a1" }, { name: "a2" });
    expect(await two.leave("replace", "--regex", "\\d", "", HIVE, "--in", "keys")).toMatchObject({ exit: 4 });
    const names = [sz("x", ""), sz("X y", "")];
    const other = withKeys({ name: "a", values: names });
    expect(await other.leave("replace", "--regex", "^X y$", "X", HIVE, "--in", "names")).toMatchObject({ exit: 4 });
  });

  test("is no other where only letter case changes", async () => {
    const file = withKeys({ name: "server" });
    await file.edit("replace", "server", "SERVER", HIVE, "--in", "keys");
    expect(await file.subkeys("\\")).toEqual(["SERVER"]);
  });
});

test.each([
  [["replace", "", "x", HIVE], "nothing is to be replaced"],
  [["replace", "--regex", "(", "x", HIVE], "this is no regular expression"],
  [["replace", "--regex", "(a)", "$2", HIVE], "a group that the expression does not have"],
  [["replace", "--regex", "(?<a>.)", "$<b>", HIVE], "a group that the expression does not have"],
  [["replace", "a", "b", HIVE, "--in", "values"], "one or more of data, names, keys"],
  [["replace", "--", "-a", "-b", HIVE, "--dry-run"], "stands behind --, so it would be a hive"],
])("%j is refused", async (args, message) => {
  const { stderr, exit } = await editedFile().leave(...args);
  expect(exit).toBe(2);
  expect(stderr).toContain(message);
});

test("passwords of profiles are not looked into", async () => {
  const profile = "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\P";
  const keys = profile
    .split("\\")
    .reduceRight<KeyDescription[]>(
      (below, name) => [{ name, keys: below }],
      [{ name: "s", values: [sz("POP3 Password", "secret")] }],
    );
  expect((await withKeys(...keys).leave("replace", "secret", "public", HIVE)).stdout).toBe("Nothing to do.\n");
});

test("JSON tells texts, what is left, and a plan", async () => {
  const file = withKeys({ name: "App", values: [sz("Server", "the old one")] });
  const { stdout } = await file.run("replace", "old", "newer", HIVE, "--json");
  expect(JSON.parse(stdout).hives[0]).toMatchObject({
    outcome: "written",
    texts: [{ part: "data", keyPath: "App", value: "Server", old: "the old one", new: "the newer one", shape: "text" }],
    left: [],
    plan: { version: 1, changes: [{ op: "set-data", key: "App", value: "Server" }] },
  });
});

test("several hives are done, each by itself", async () => {
  const { bytes } = writeHive({
    ...{ minor: 5, sequence: 1, time: 0n, fileName: "" },
    root: { name: "root", keys: [{ name: "App", values: [sz("Server", "old")] }] },
  });
  const line = commandLine({ "/a/NTUSER.DAT": bytes, "/b/NTUSER.DAT": bytes });
  const { stdout, exit } = await line.run("replace", "old", "new", "/a", "/b", "--csv", "/out.csv");
  expect(exit).toBe(0);
  expect(stdout).toContain("/a/NTUSER.DAT");
  for (const path of ["/a/NTUSER.DAT", "/b/NTUSER.DAT"])
    expect((await line.run("get", path, "App", "Server")).stdout).toBe("new\n");
});
