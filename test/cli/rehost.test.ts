import { expect, test } from "vitest";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { regSz } from "../../fixtures/build/mapi-value.ts";
import { editedFile, HIVE } from "./edited-file.ts";

function withKeys(files: Record<string, string>, ...keys: KeyDescription[]) {
  const { bytes } = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "root", keys } });
  return editedFile({ [HIVE]: bytes, ...files });
}

const DRIVES = { name: "Network", values: [regSz("H", "\\\\fs1\\home"), regSz("I", "\\\\fs3\\data$")] };

test("a server's mentions are shown, then changed; a second run finds none", async () => {
  const file = withKeys({}, DRIVES, { name: "##fs1#home" });
  const { stdout, exit } = await file.edit("rehost", "fs1.example.com", "fs2.example.com", HIVE);
  expect({ stdout, exit }).toMatchInlineSnapshot(`
    {
      "exit": 0,
      "stdout": "changed  Network  H  "\\\\fs1\\home" -> "\\\\fs2\\home"
    renamed  (root)  "##fs1#home" -> "##fs2#home"
    2 texts changed.
    ",
    }
  `);
  expect((await file.leave("rehost", "fs1.example.com", "fs2.example.com", HIVE)).stdout).toBe("Nothing to do.\n");
});

test("--map names more servers, by themselves or in a file; only hives are named besides", async () => {
  const file = withKeys({ "/map.txt": "# moved in spring\r\n\r\n \\\\fs3\\data$ = \\\\fs2\\data\r\n" }, DRIVES);
  await file.edit("rehost", "--map", "/map.txt", "--map", "fs1=fs2", HIVE);
  expect([await file.get("Network", "H"), await file.get("Network", "I")]).toEqual([
    "\\\\fs2\\home\n",
    "\\\\fs2\\data\n",
  ]);
});

test("--plan-only prints a plan, and applying that gives the same bytes", async () => {
  const keys = [DRIVES, { name: "##fs1#home" }];
  const planned = await withKeys({}, ...keys).leave("rehost", "fs1", "fs2.example.com", HIVE, "--plan-only");
  const [direct, applied] = [withKeys({}, ...keys), withKeys({ "/plan.yaml": planned.stdout }, ...keys)];
  await direct.edit("rehost", "fs1", "fs2.example.com", HIVE);
  await applied.edit("apply", "/plan.yaml", HIVE);
  expect(applied.snapshot()[HIVE]).toBe(direct.snapshot()[HIVE]);
});

test("--share is about shares of OLD and NEW", async () => {
  const file = withKeys({}, DRIVES);
  await file.edit("rehost", "fs1", "fs2", HIVE, "--share", "home=users");
  expect(await file.get("Network", "H")).toBe("\\\\fs2\\users\n");
});

test("a key that the user has for the new server already refuses the hive, by name", async () => {
  const keys = [{ name: "##fs1#home" }, { name: "##fs2#home" }, DRIVES];
  const { stderr, exit } = await withKeys({}, ...keys).leave("rehost", "fs1", "fs2", HIVE);
  expect(exit).toBe(4);
  expect(stderr).toContain("the key ##fs1#home would be named ##fs2#home, and a key of that name is there already");
  const left = withKeys({}, ...keys);
  expect(await left.edit("rehost", "fs1", "fs2", HIVE, "--if-taken", "leave")).toMatchObject({ exit: 1 });
  expect(await left.get("Network", "H")).toBe("\\\\fs2\\home\n");
});

test("what is left as expected does not count in the exit code", async () => {
  const data = new Uint8Array(Buffer.from("\x14\0\x1f\0\\\\fs1\\x\0\0", "latin1"));
  const recent = { name: "RecentDocs", values: [{ name: "0", type: 3, data }] };
  const { stdout, exit } = await withKeys({}, { name: "Explorer", keys: [recent] }).leave("rehost", "fs1", "fs2", HIVE);
  expect(exit).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "left  Explorer\\RecentDocs  0  "\\\\fs1\\x"  it stands in shell items, which Explorer makes anew
    Nothing to do.
    "
  `);
});

test.each([
  [["rehost", "fs1", "fs2"], "OLD, NEW and at least one hive are to be named"],
  [["rehost", "fs1", "fs2/x", HIVE], "this is no name of a server"],
  [["rehost", "fs1", "fs1", HIVE], "no server is to get another name"],
  [["rehost", "--map", "fs1=fs2=fs3", HIVE], "a move is written as OLD=NEW"],
  [["rehost", "--map", "fs1=fs2", "--share", "a=b", HIVE], "which --map takes the place of"],
  [["rehost", "--map", "fs1=fs2", "--map", "fs2=fs3", HIVE], "would get another one in its turn"],
])("%j is refused", async (args, message) => {
  const { stderr, exit } = await editedFile().leave(...args);
  expect(exit).toBe(2);
  expect(stderr).toContain(message);
});

test("a map that is not there is an error of its own", async () => {
  const { stderr, exit } = await editedFile().leave("rehost", "--map", "/none.txt", HIVE);
  expect({ exit, stderr }).toMatchObject({ exit: 5, stderr: expect.stringContaining("/none.txt") });
});
