import { expect, test } from "vitest";
import { type CommandLine, commandLine } from "../cli/command-line.ts";
import { fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";

const user = fixture("outlook-user.dat");
const LONG = `/win/Users/${"x".repeat(280)}/NTUSER.DAT`;
const GUARD = JSON.stringify({ format: 1, host: "far", pid: 12, time: "2026-01-31T11:00:00.000Z" });

function nastyTree(): CommandLine {
  const line = commandLine({
    "/win/Windows/System32/config/SYSTEM": "no hive",
    "/win/Users/alice/NTUSER.DAT": user,
    "/win/Users/BOB/ntuser.DAT": user,
    "/win/uSERS2/readme": "",
    "/win/Users/broken/NTUSER.DAT": user.slice(0, 6000),
    "/win/Users/empty/NTUSER.DAT": "",
    "/win/Users/inuse/NTUSER.DAT": user,
    "/win/Users/inuse/NTUSER.DAT.hivetool-guard": GUARD,
    "/win/Users/locked/NTUSER.DAT": user,
    "/win/Users/vanishing/NTUSER.DAT": user,
    "/win/Users/alice/NTUSER.DAT.{00000000-0000-0000-0000-000000000000}.tmp": user,
    "/outside/NTUSER.DAT": user,
    [LONG]: user,
    "/out/x": "",
  });
  line.volume.symlinkSync("/win/Users", "/win/Users/loop");
  line.volume.symlinkSync("/win/Users/self", "/win/Users/self");
  line.volume.symlinkSync("/win/Users/alice", "/win/Users/twin");
  line.volume.symlinkSync("/outside", "/win/Users/outside");
  return line;
}

test("a tree with everything nasty in it ends with the right report", async () => {
  const line = nastyTree();
  const fs = Object.create(line.fs, {
    readdirSync: {
      value: (path: string) => {
        if (path.endsWith("/locked")) throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
        return line.fs.readdirSync(path);
      },
    },
    // One hive is gone as soon as the first one is about to be changed.
    fsyncSync: {
      value: (descriptor: number) => {
        line.volume.rmSync("/win/Users/vanishing/NTUSER.DAT", { force: true });
        line.fs.fsyncSync(descriptor);
      },
    },
  });
  const command = ["outlook", "fix-port", "/win", "--report", "/out/r"];
  const { exit, stderr } = await line.runWith({ fs }, ...command);
  expect(exit).toBe(5);
  const lines = String(line.volume.readFileSync("/out/r")).trimEnd().split("\n");
  const rows = lines.map((text) => JSON.parse(text)).filter(({ type }) => type === "hive");
  expect(Object.fromEntries(rows.map(({ hive, result, code }) => [hive.slice(11, 24), [result, code]]))).toEqual({
    "BOB/ntuser.DA": ["changed", undefined],
    "alice/NTUSER.": ["changed", undefined],
    "broken/NTUSER": ["failed", "truncated-hive"],
    "empty/NTUSER.": ["failed", "not-a-hive"],
    "inuse/NTUSER.": ["refused", "in-use"],
    "vanishing/NTU": ["failed", "file-not-found"],
    [LONG.slice(11, 24)]: ["changed", undefined],
  });
  expect(rows).toHaveLength(7);
  expect(stderr).toMatch(/locked.*passed by: .*permission/);
  expect(stderr).toMatch(/outside.*passed by: a link that leads out of the root/);
  for (const path of ["/outside/NTUSER.DAT", "/win/Users/locked/NTUSER.DAT", "/win/Users/inuse/NTUSER.DAT"])
    expect(Buffer.from(user).equals(line.volume.readFileSync(path) as Buffer), path).toBe(true);
  for (const path of ["/win/Users/alice/NTUSER.DAT", "/win/Users/BOB/ntuser.DAT", LONG])
    expect(validateHive(new Uint8Array(line.volume.readFileSync(path) as Buffer))).toEqual([]);
});
