import { expect, test } from "vitest";
import { planCompaction } from "../../src/compact/compaction.ts";
import { Hive } from "../../src/hive/hive.ts";
import { fixture } from "../storage/memory-folder.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { readHive } from "../support/reference-reader.ts";
import { editedFile, HIVE } from "./edited-file.ts";

const ORIGINAL = fixture("outlook-user.dat");
const dumpAt = (snapshot: Record<string, string>, path: string): string[] =>
  goldenDump(readHive(new Uint8Array(Buffer.from(snapshot[path] ?? "", "hex"))));

test("writes only where one says, and --dry-run tells what would be won", async () => {
  const file = editedFile();
  expect(await file.leave("compact", HIVE)).toMatchObject({ exit: 2, stderr: expect.stringContaining("--in-place") });
  const { stdout, stderr, exit } = await file.leave("compact", HIVE, "--dry-run");
  expect({ stdout, stderr, exit }).toMatchInlineSnapshot(`
    {
      "exit": 0,
      "stderr": "",
      "stdout": "/alice/NTUSER.DAT
      106496 bytes become 98304: 8192 less, 7.7 %.
      In place 19 pages of 4096 bytes would change.
      Say --output FILE, --replace or --in-place to write.
    ",
    }
  `);
});

test("a new file; in place, once; the same keys and values in each", async () => {
  const file = editedFile();
  const wanted = goldenDump(readHive(ORIGINAL));
  const output = await file.edit("compact", HIVE, "--output", "/alice/new.dat");
  expect(output).toMatchObject({ exit: 0, stdout: expect.stringContaining("Written to /alice/new.dat") });
  expect(dumpAt(file.snapshot(), "/alice/new.dat")).toEqual(wanted);
  const place = await file.edit("compact", HIVE, "--in-place", "--backup");
  expect(place.stdout).toContain("Copied before to /alice/NTUSER.DAT.");
  expect(place.stdout).toContain("Written through a log of the new kind (HvLE)");
  expect(dumpAt(file.snapshot(), HIVE)).toEqual(wanted);
  const again = await file.leave("compact", HIVE, "--in-place");
  expect(again).toMatchObject({ exit: 0, stdout: expect.stringContaining("as compact as it gets") });
});

test("--json tells sizes, pages and what was written; no bytes of the hive", async () => {
  const hive = Hive.fromBytes(ORIGINAL, { mode: "edit" });
  const { bytes, ...sizes } = planCompaction(hive);
  hive.close();
  const file = editedFile();
  const dry = JSON.parse((await file.run("compact", HIVE, "--dry-run", "--json")).stdout);
  expect(dry.hives).toEqual([expect.objectContaining({ path: HIVE, outcome: "dry-run", obstacles: [], ...sizes })]);
  expect(dry.hives[0].bytes).toBeUndefined();
  const done = JSON.parse((await file.run("compact", HIVE, "--in-place", "--json")).stdout);
  const commit = expect.objectContaining({ written: "in-place", pagesWritten: sizes.changedPages });
  expect(done.hives).toEqual([expect.objectContaining({ outcome: "written", commit, ...sizes })]);
  expect(file.snapshot()[HIVE]).toHaveLength(bytes.length * 2);
});

test("hives below a folder, with a report of what was done", async () => {
  const paths = ["/drive/Users/alice/NTUSER.DAT", "/drive/Users/bob/NTUSER.DAT"];
  const file = editedFile(Object.fromEntries(paths.map((path) => [path, ORIGINAL])));
  const { stderr, exit } = await file.run("compact", "/drive", "--in-place", "--report", "/report.jsonl");
  expect(exit).toBe(0);
  expect(stderr).toContain("changed    2");
  for (const path of paths) expect(dumpAt(file.snapshot(), path)).toEqual(goldenDump(readHive(ORIGINAL)));
  const report = Buffer.from(file.snapshot()["/report.jsonl"] ?? "", "hex").toString();
  expect(report).toContain('"result":"changed"');
  expect((await file.run("compact", "/drive", "--in-place")).stderr).toContain("unchanged  2");
});

test("what is damaged is not written anew", async () => {
  const file = editedFile({ "/alice/damaged.dat": fixture("../malformed/bad-signature--value.dat") });
  const { exit, stderr } = await file.leave("compact", "/alice/damaged.dat", "--output", "/alice/new.dat");
  expect(exit).toBe(4);
  expect(stderr).toMatch(/the hive is not sound: .*I64.*hivetool repair/s);
});
