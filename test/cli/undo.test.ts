import { newHive } from "hivex-wasm";
import { expect, test } from "vitest";
import { modelLines, modelOf } from "../property/model.ts";
import { overlaid } from "../storage/tapped-file-system.ts";
import { readHive } from "../support/reference-reader.ts";
import { type CommandLine, commandLine } from "./command-line.ts";

const ALICE = "/p/alice/NTUSER.DAT";
const BOB = "/p/bob/NTUSER.DAT";
const REG = `Windows Registry Editor Version 5.00

[-HKEY_CURRENT_USER\\Software\\Old]

[HKEY_CURRENT_USER\\Software\\New]
"a"="b"
`;

async function profiles(): Promise<CommandLine> {
  const hive = newHive({ minorVersion: 5, like: "user", time: 0n });
  const line = commandLine({ [ALICE]: hive, [BOB]: hive, "/a.reg": REG });
  for (const path of [ALICE, BOB]) {
    expect((await line.run("add", path, "Control Panel")).exit).toBe(0); // a user's
    for (const [key, data] of [
      ["Software\\Old\\Deep", "x"],
      ["Software\\Old", path],
    ] as const)
      expect((await line.run("set", path, key, "V", data, "--type", "sz")).exit).toBe(0);
  }
  return line;
}

function linesOf(line: CommandLine, path: string): string[] {
  const bytes = new Uint8Array(Buffer.from(line.snapshot()[path] ?? "", "hex"));
  return modelLines(modelOf(bytes, readHive(bytes)));
}

function entries(line: CommandLine, folder = "/j"): string[] {
  return Object.keys(line.snapshot())
    .filter((path) => path.startsWith(`${folder}/`))
    .sort();
}

test("an edit that was noted is taken back, times included; a second time there is nothing to do", async () => {
  const line = await profiles();
  const before = linesOf(line, ALICE);
  const set = await line.run("delete", ALICE, "Software\\Old", "--recursive", "--journal", "/j");
  expect(set).toMatchObject({ exit: 0, stderr: "" });
  const [entry = ""] = entries(line);
  expect(entry).toMatch(/^\/j\/20\d{6}T\d{6}.*-alice-NTUSER\.DAT-[0-9a-f]{8}\.journal$/);
  expect(set.stdout).toContain(`hivetool undo ${entry}`);
  expect(linesOf(line, ALICE)).not.toEqual(before);
  const dry = await line.run("undo", entry, "--dry-run");
  expect(dry).toMatchObject({ exit: 0, stdout: expect.stringContaining("+[Software\\Old]") });
  expect(linesOf(line, ALICE)).not.toEqual(before);
  expect(await line.run("undo", entry)).toMatchObject({ exit: 0, stderr: "" });
  expect(linesOf(line, ALICE)).toEqual(before);
  expect(await line.run("undo", entry)).toMatchObject({ exit: 0, stdout: expect.stringContaining("nothing to do") });
});

test("a batch is taken back by the folder of its entries, and an undo by its own", async () => {
  const line = await profiles();
  const before = [ALICE, BOB].map((path) => linesOf(line, path));
  expect((await line.run("apply", "/a.reg", "/p", "--journal", "/j")).exit).toBe(0);
  expect((await line.run("set", BOB, "Software\\New", "a", "c", "--type", "sz", "--journal", "/j")).exit).toBe(0);
  const after = [ALICE, BOB].map((path) => linesOf(line, path));
  expect(entries(line)).toHaveLength(3);
  const listed = JSON.parse((await line.run("journal", "/j", "--json")).stdout);
  expect(listed.entries.map(({ hive }: { hive: string }) => hive).sort()).toEqual([ALICE, BOB, BOB]);
  expect(await line.run("undo", "/j", "--journal", "/undone")).toMatchObject({ exit: 0, stderr: "" });
  expect([ALICE, BOB].map((path) => linesOf(line, path))).toEqual(before);
  expect((await line.run("undo", "/undone")).exit).toBe(0);
  expect([ALICE, BOB].map((path) => linesOf(line, path))).toEqual(after);
});

test("what somebody has changed since is named, and nothing is written", async () => {
  const line = await profiles();
  await line.run("import", ALICE, "/a.reg", "--journal", "/j");
  await line.run("set", ALICE, "Software\\New", "theirs", "1", "--type", "dword");
  const before = line.snapshot();
  const refused = await line.run("undo", "/j");
  expect(refused.exit).toBe(4);
  expect(refused.stderr).toContain('value "theirs" of key Software\\New was set');
  expect(line.snapshot()).toEqual(before);
});

test("--hive names a hive that has moved", async () => {
  const line = await profiles();
  const before = linesOf(line, ALICE);
  await line.run("delete", ALICE, "Software\\Old", "--recursive", "--journal", "/j");
  line.volume.renameSync(ALICE, "/p/moved.dat");
  expect(await line.run("undo", "/j")).toMatchObject({ exit: 5 });
  expect(await line.run("undo", "/j", "--hive", "/p/moved.dat")).toMatchObject({ exit: 0 });
  expect(linesOf(line, "/p/moved.dat")).toEqual(before);
});

test("no entry is left where nothing was written, and nothing is written where there can be no entry", async () => {
  const line = await profiles();
  const before = line.snapshot();
  expect((await line.run("set", ALICE, "Software\\Old", "V", ALICE, "--type", "sz", "--journal", "/j")).exit).toBe(0);
  expect((await line.run("delete", ALICE, "Software\\Old", "--recursive", "--journal", "/j", "--dry-run")).exit).toBe(
    0,
  );
  expect(line.snapshot()).toEqual(before);
  expect((await line.run("delete", ALICE, "Software\\Old", "--recursive", "--journal", "/a.reg")).exit).not.toBe(0);
  expect(line.snapshot()).toEqual(before);
});

test("an edit that was refused leaves no entry; one that was cut leaves its, and can be taken back", async () => {
  const line = await profiles();
  const before = linesOf(line, ALICE);
  let writes = 0;
  const failsAt = (count: number) =>
    overlaid(line.fs, {
      writeSync(descriptor, bytes, offset, length, at) {
        if (length === 4096 && ++writes === count)
          throw Object.assign(new Error("EIO: i/o error, write"), { code: "EIO" });
        return line.fs.writeSync(descriptor, bytes, offset, length, at);
      },
    });
  const cut = await line.runWith(
    { fs: failsAt(1) },
    "delete",
    ALICE,
    "Software\\Old",
    "--recursive",
    "--journal",
    "/j",
  );
  expect(cut.exit).toBe(5);
  expect(cut.stderr).toContain("hivetool recover");
  expect((await line.run("journal", "/j")).stdout).toContain("not finished");
  expect((await line.run("undo", "/j")).exit).toBe(0); // recovered first
  expect(linesOf(line, ALICE)).toEqual(before);
});
