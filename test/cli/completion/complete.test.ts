import { describe, expect, test } from "vitest";
import { fixture } from "../../storage/memory-folder.ts";
import { commandLine } from "../command-line.ts";

const HIVE = "/alice/NTUSER.DAT";
const line = commandLine({
  [HIVE]: fixture("outlook-user.dat"),
  "/alice/no-hive.dat": "regf, but only so",
  "/home/carol/NTUSER.DAT": fixture("outlook-user.dat"),
});

/** What is offered, word by word, and which kind it is. */
async function offered(...words: string[]): Promise<{ kind: string; words: string[] }> {
  const { stdout, stderr, exit } = await line.runWith(
    { env: { HOME: "/home/carol" } },
    "complete",
    ...words.map((word) => `[${word}]`),
  );
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  const [kind = "", ...lines] = stdout.trimEnd().split("\n");
  return { kind, words: lines.map((each) => each.split("\t")[0] ?? "") };
}

test.each([
  [["secu"], ["security"]],
  [["outlook", "f"], ["fix-port"]],
  [["set", "--ty"], ["--type"]],
  [["outlook", "fix-port", "--an"], ["--any-type"]],
  [["export", HIVE, "--format", "x"], ["xml"]],
  [["export", "--format=x"], ["--format=xml"]],
  [["export", "--tolerant", "--format", "c"], ["csv"]],
  [["find", "--hives", "cl"], ["classes"]],
  [["set", HIVE, "a", "b", "--type", "mul"], ["multi_sz"]],
  [["completion", "b"], ["bash"]],
  [["nonsense"], []],
  [["outlook", "nonsense", "x"], []],
])("%j: %j", async (words, expected) => {
  expect((await offered(...words)).words).toEqual(expected);
});

test.each([
  [["get", ""], "files"],
  [["check", HIVE, ""], "files"],
  [["export", HIVE, "--output", ""], "files"],
  [["export", HIVE, "--output=x"], "files"],
  [["export", HIVE, "--output-dir", ""], "folders"],
  [["set", HIVE, "Software", "x", ""], "nothing"],
  [["get", HIVE, "Software", "x", "y"], "nothing"],
  [["outlook", "fix-port", HIVE, "--port", ""], "nothing"],
  [["get", "--", "--x"], "files"],
  [["search", ""], "nothing"],
  [["search", "text", ""], "files"],
  [["apply", ""], "files"],
])("%j asks for %s", async (words, kind) => {
  expect(await offered(...words)).toEqual({ kind, words: [] });
});

describe("names in the hive that is named", () => {
  test.each([
    [
      ["ls", HIVE, "cont"],
      ["Control Panel", "Control Panel\\"],
    ],
    [["ls", HIVE, "Control Panel\\d"], ["Control Panel\\Desktop"]],
    [["ls", HIVE, "HKCU\\Control Panel\\D"], ["HKCU\\Control Panel\\Desktop"]],
    [["ls", "--long", HIVE, "Control Panel\\D"], ["Control Panel\\Desktop"]],
    [["ls", "~/NTUSER.DAT", "Control Panel\\D"], ["Control Panel\\Desktop"]],
    [
      ["get", HIVE, "Control Panel\\Desktop", ""],
      ["Wallpaper", "UserPreferencesMask"],
    ],
    [["get", HIVE, "Control Panel\\Desktop", "wal"], ["Wallpaper"]],
    [["delete", HIVE, "Control Panel\\Desktop", "--value=U"], ["--value=UserPreferencesMask"]],
    [["delete", HIVE, "Control Panel\\Desktop", "--value", "U"], ["UserPreferencesMask"]],
  ])("%j: %j", async (words, expected) => {
    expect(await offered(...words)).toEqual({ kind: "words", words: expected });
  });

  test.each([
    [["ls", "/alice/missing.dat", ""]],
    [["ls", "/alice/no-hive.dat", ""]],
    [["ls", "/alice", ""]],
    [["ls", HIVE, "No such key\\"]],
    [["get", HIVE, "No such key", ""]],
  ])("%j: none, and not a word about it", async (words) => {
    expect(await offered(...words)).toEqual({ kind: "words", words: [] });
  });
});

test("no word at all, and no words in brackets, are no fault either", async () => {
  expect(await line.run("complete")).toMatchObject({ stderr: "", exit: 0 });
  expect((await line.run("complete", "inf")).stdout).toMatch(/^words\ninfo\t/);
});
