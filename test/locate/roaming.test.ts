import { expect, test } from "vitest";
import { isRoaming, newerLocalCopies } from "../../src/locate/roaming.ts";
import { commandLine } from "../cli/command-line.ts";
import { fixture, memoryFolder } from "../storage/memory-folder.ts";

const HIVE = fixture("outlook-user.dat");

test.each([
  ["/srv/anna.V6/NTUSER.DAT", true],
  ["/srv/anna/NTUSER.DAT", true],
  ["/srv/anna/UPM_Profile/NTUSER.DAT", true],
  ["/win/Users/anna/NTUSER.DAT", false],
  ["/win/documents and settings/anna/ntuser.dat", false],
  ["/win/WINNT/Profiles/anna/NTUSER.DAT", false],
  ["C:\\Users\\anna\\NTUSER.DAT", false],
])("%s is on a share: %j", (path, expected) => {
  expect(isRoaming({ path, role: "user" })).toBe(expected);
  expect(isRoaming({ path, role: "user-classes" })).toBe(false);
  expect(isRoaming({ path })).toBe(path.includes(".V6"));
});

test("a copy on a share that is older than the one on a computer", () => {
  const { fs, volume } = memoryFolder({});
  const hive = (path: string, name: string, seconds: number) => {
    volume.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    volume.writeFileSync(path, HIVE);
    volume.utimesSync(path, seconds, seconds);
    return { path, role: "user" as const, owner: { name } };
  };
  const hives = [
    hive("/srv/anna.V6/NTUSER.DAT", "anna", 1000),
    hive("/srv/ben.V6/NTUSER.DAT", "ben", 1000),
    hive("/srv/carl.V6/NTUSER.DAT", "carl", 1000),
    hive("/win/Users/Anna/NTUSER.DAT", "Anna", 2000),
    hive("/win/Users/ben/NTUSER.DAT", "ben", 1000),
  ];
  const found = newerLocalCopies(fs, [
    ...hives,
    { path: "/gone/Users/carl/NTUSER.DAT", role: "user", owner: { name: "carl" } },
  ]);
  expect([...found]).toEqual([["/srv/anna.V6/NTUSER.DAT", "/win/Users/Anna/NTUSER.DAT"]]);
});

test("a batch warns of it, and says of what it changes on a share when it takes effect", async () => {
  const line = commandLine({
    "/srv/anna.V6/NTUSER.DAT": HIVE,
    "/srv/old/NTUSER.DAT": HIVE,
    "/win/Users/anna/NTUSER.DAT": HIVE,
    "/out/x": "",
  });
  line.volume.utimesSync("/srv/anna.V6/NTUSER.DAT", 1000, 1000);
  const chosen = ["--profile", "Outlook", "--report", "/out/r"];
  const { exit, stderr } = await line.run("outlook", "fix-port", "/srv", "/win", ...chosen);
  expect(exit).toBe(0);
  const older = "older than the copy on a computer, /win/Users/anna/NTUSER.DAT";
  expect(stderr).toContain(older);
  expect(stderr).toMatch(/\n2 of the changed hives lie on a share: /);
  const lines = String(line.volume.readFileSync("/out/r")).trimEnd().split("\n");
  const rows = lines.map((text) => JSON.parse(text)).filter(({ type }) => type === "hive");
  const off = expect.stringContaining("only if the user is logged off everywhere");
  expect(rows.map(({ hive, warnings }) => [hive, warnings])).toEqual([
    ["/srv/anna.V6/NTUSER.DAT", [expect.stringContaining(older), off]],
    ["/srv/old/NTUSER.DAT", [off]],
    ["/win/Users/anna/NTUSER.DAT", undefined],
  ]);
});
