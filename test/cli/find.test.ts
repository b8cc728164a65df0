import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { fixture } from "../storage/memory-folder.ts";
import { commandLine } from "./command-line.ts";

const logged = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "dirty", "entry-logs", name)));

const drive = commandLine({
  "/win/Users/alice/NTUSER.DAT": fixture("outlook-user.dat"),
  "/win/Users/bob/NTUSER.DAT": logged("NTUSER.DAT"),
  "/win/Users/bob/ntuser.dat.LOG1": logged("NTUSER.DAT.LOG1"),
  "/win/Users/bob/ntuser.dat.LOG2": logged("NTUSER.DAT.LOG2"),
  "/win/Windows/System32/config/SAM": "too short",
});

test("whose the hives are, and which wait for a recovery", async () => {
  const { stdout, stderr, exit } = await drive.run("find", "/win");
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  expect(stdout.split("\n").map((row) => row.replace(/ {2,}/g, " | "))).toEqual([
    "user | clean | alice S-1-5-21-1004336348-1177238915-682003330-1001 | /win/Users/alice/NTUSER.DAT",
    "user | dirty | bob | /win/Users/bob/NTUSER.DAT: must be recovered before the next logon, or before Windows loads it from elsewhere",
    "machine | unreadable | /win/Windows/System32/config/SAM: the file is too short to be a hive",
    "",
  ]);
});

test("for machines", async () => {
  const { stdout } = await drive.run("find", "/win", "--user", "a*", "--json");
  expect(JSON.parse(stdout)).toEqual({
    hives: [
      {
        path: "/win/Users/alice/NTUSER.DAT",
        role: "user",
        owner: { name: "alice", sid: "S-1-5-21-1004336348-1177238915-682003330-1001" },
        state: "clean",
        logs: [],
      },
    ],
    passedBy: [],
  });
  const { hives } = JSON.parse((await drive.run("find", "/win", "--user", "bob", "--json")).stdout);
  expect(hives[0].logs).toEqual(["/win/Users/bob/ntuser.dat.LOG1", "/win/Users/bob/ntuser.dat.LOG2"]);
  expect((await drive.run("find", "/win", "--hives", "users", "-0")).stdout).toBe(
    "/win/Users/alice/NTUSER.DAT\0/win/Users/bob/NTUSER.DAT\0",
  );
});

test("nothing found, no such root, no such set", async () => {
  expect(await drive.run("find", "/win", "--hives", "bcd")).toMatchObject({ exit: 2 });
  expect(await drive.run("find", "/win", "--hives", "apps")).toMatchObject({ stdout: "", exit: 1 });
  expect(await drive.run("find", "/lose")).toMatchObject({ exit: 5 });
  expect(await drive.run("find", "/win", "--user=")).toMatchObject({ stdout: "", exit: 2 });
  const file = "/win/Users/alice/NTUSER.DAT";
  expect(await drive.run("find", file)).toMatchObject({
    stdout: "",
    stderr: expect.stringMatching(/^hivetool: .*this is no folder.*\n.*hivetool info/),
    exit: 2,
  });
  expect(await drive.run("find", file, "--by-content")).toMatchObject({ stdout: "", exit: 2 });
});
