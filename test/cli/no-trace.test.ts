import { copyFileSync, lstatSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { nodeFileSystem } from "../../src/index.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { commandLine } from "./command-line.ts";

/** Everything about a folder that reading could leave a trace in: bytes and every field of the status, times included. */
function traces(folder: string): Record<string, unknown> {
  const names = ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })].sort();
  const states = names.map((name) => [name, { ...lstatSync(join(folder, name), { bigint: true }) }] as const);
  return Object.fromEntries(states);
}

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(folder, name)).toString("hex")]));
}

const KEY = "Software\\Microsoft\\Office\\16.0\\Outlook";

test.each([
  [["info"], []],
  [["ls"], []],
  [["ls"], [KEY]],
  [["get"], [KEY]],
  [["get"], [KEY, "DefaultProfile"]],
  [["get"], ["missing"]],
  [["ls"], ["--recursive", "--long"]],
  [["ls"], ["--tree", "--follow"]],
  [["get"], [KEY, "DefaultProfile", "--hex"]],
  [["inspect"], []],
  [["inspect"], [KEY, "--value", "DefaultProfile"]],
  [["inspect"], ["--offset", "0x20"]],
  [["outlook", "list"], []],
  [["outlook", "fix-port"], ["--dry-run"]],
  [
    ["outlook", "fix-port"],
    ["--profile", "Already fixed"],
  ],
  [
    ["outlook", "fix-port"],
    ["--profile", "Ambiguous"],
  ],
])("%j %j leaves bytes and status of the whole folder as they were", async (command, args) => {
  using folder = new TemporaryFolder();
  const hive = folder.file("NTUSER.DAT");
  copyFileSync(join(FIXTURES, "hives", "outlook-user.dat"), hive);
  for (const log of ["ntuser.dat.LOG1", "ntuser.dat.LOG2"])
    copyFileSync(join(FIXTURES, "logs", "entry-logs", log), folder.file(log));
  const bytes = contents(folder.path);
  // Where reading can leave access times alone they must stay even when they are so old that any other read would set them.
  const past = new Date("2001-02-03T04:05:06Z");
  if (nodeFileSystem.constants.O_NOATIME !== undefined) {
    for (const name of Object.keys(bytes)) utimesSync(folder.file(name), past, past);
  }
  const before = traces(folder.path);
  const { exit } = await commandLine({}).runWith({ fs: nodeFileSystem }, ...command, hive, ...args);
  expect([0, 1]).toContain(exit);
  expect(traces(folder.path)).toEqual(before);
  expect(contents(folder.path)).toEqual(bytes);
});
