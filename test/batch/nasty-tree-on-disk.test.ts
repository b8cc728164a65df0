import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { validateHive } from "../support/hive-validator.ts";
import { CLI } from "../support/run-cli.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const HIVE = fileURLToPath(new URL("../../fixtures/hives/outlook-user.dat", import.meta.url));
const DIRTY = fileURLToPath(new URL("../../fixtures/dirty/entry-logs/NTUSER.DAT", import.meta.url));
const VANISHING = fileURLToPath(new URL("../support/vanishing-hive.cjs", import.meta.url));
const GUARD = { program: "hivetool", version: 1, token: "12345678-1234-1234-1234-123456789012", host: "far" };
const OF_ANOTHER = {
  ...GUARD,
  ...{ boot: "b", pidNamespace: "p", pid: 12, processStart: "1", time: "2026-01-31T11:00:00.000Z" },
  hive: { sequence: 1, size: 1, inode: "1" },
};

/** Permissions mean nothing to root: somebody else runs the command then, where that is possible. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const asNobody = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const canRun = spawnSync(process.execPath, [CLI, "--version"], { ...asNobody, cwd: "/" }).status === 0;
if (!canRun) console.warn("SKIPPED, nobody may run hivetool here: a nasty tree on the disk");

test.skipIf(!canRun)("a tree with everything nasty in it ends with the right report, on the disk", () => {
  using folder = new TemporaryFolder();
  const drive = folder.file("a drive with everything nasty in it", "mounted");
  const put = (path: string, from = HIVE): string => {
    mkdirSync(dirname(join(drive, path)), { recursive: true });
    copyFileSync(from, join(drive, path));
    return join(drive, path);
  };
  const long = `Users/${"long name ".repeat(25).trim()}/NTUSER.DAT`;
  const plain = Array.from({ length: 10 }, (_, index) => `Users/plain${index}/NTUSER.DAT`);
  const spelled = ["uSERS/Mixed/ntUser.dat", "USERS/kiosk/NTUSER.MAN", "documents AND Settings/old/NtUser.Dat"];
  for (const path of [...plain, ...spelled, long]) put(path);
  expect(join(drive, long).length).toBeGreaterThan(300);
  writeFileSync(put("Users/empty/NTUSER.DAT"), "");
  writeFileSync(put("Users/broken/NTUSER.DAT"), readFileSync(HIVE).subarray(0, 6000));
  writeFileSync(put("Users/text/NTUSER.DAT"), "no hive, but a text that is long enough\n".repeat(300));
  put("Users/dirty/NTUSER.DAT", DIRTY);
  writeFileSync(`${put("Users/inuse/NTUSER.DAT")}.hivetool-guard`, JSON.stringify(OF_ANOTHER));
  put("Users/alias/NTUSER.DAT.{53b39e88-18c4-11ea-a811-000d3aa4692b}.tmp");
  const vanishing = put("Users/zoe/NTUSER.DAT");
  mkdirSync(join(drive, "Users/folder/NTUSER.DAT"), { recursive: true });
  mkdirSync(join(drive, "Users/pipe"));
  spawnSync("mkfifo", [join(drive, "Users/pipe/NTUSER.DAT")]); // whoever opened it would wait for ever
  put("asleep/Users/hana/NTUSER.DAT");
  writeFileSync(join(drive, "asleep/hiberfil.sys"), `hibr${"\0".repeat(4092)}`);
  const outside = folder.file("outside");
  mkdirSync(outside);
  copyFileSync(HIVE, join(outside, "NTUSER.DAT"));
  symlinkSync("../Users", join(drive, "Users/loop"));
  symlinkSync("self", join(drive, "Users/self"));
  symlinkSync("plain0", join(drive, "Users/twin"));
  symlinkSync("nowhere", join(drive, "Users/All Users"));
  symlinkSync(outside, join(drive, "Users/outside"));
  symlinkSync(".", join(drive, "Windows.old"));
  put("Users/shut/NTUSER.DAT");
  put("Users/secret/NTUSER.DAT");
  put("Users/fixed/NTUSER.DAT");
  give(folder.path);
  chmodSync(join(drive, "Users/shut"), 0o000);
  chmodSync(join(drive, "Users/secret/NTUSER.DAT"), 0o000);
  chmodSync(join(drive, "Users/fixed/NTUSER.DAT"), 0o444);
  const report = folder.file("report");
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", VANISHING, CLI, "outlook", "fix-port", drive, "--profile", "Outlook", "--report", report],
    {
      ...asNobody,
      cwd: "/",
      env: { ...process.env, NO_COLOR: "1", HIVETOOL_VANISHES: vanishing },
      encoding: "utf8",
      timeout: 60_000,
    },
  );
  expect(status, stderr).toBe(5);
  const lines = readFileSync(report, "utf8").trimEnd().split("\n");
  const rows = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === "hive");
  const found = rows.map(({ hive, result, code }) => `${relative(drive, hive)} ${code ?? result}`).sort();
  const wanted = [
    ...[...plain, ...spelled, long].map((path) => `${path} changed`),
    "Users/broken/NTUSER.DAT truncated-hive",
    "Users/dirty/NTUSER.DAT hive-is-dirty",
    "Users/empty/NTUSER.DAT not-a-hive",
    "Users/fixed/NTUSER.DAT read-only",
    "Users/inuse/NTUSER.DAT in-use",
    "Users/secret/NTUSER.DAT permission-denied",
    "Users/text/NTUSER.DAT not-a-hive",
    "Users/zoe/NTUSER.DAT file-not-found",
    "asleep/Users/hana/NTUSER.DAT hibernated",
  ];
  expect(found).toEqual(wanted.sort());
  for (const reason of [
    /Users\/shut: passed by: .*permission denied/,
    /Users\/self: passed by: a link that leads to itself/,
    /Users\/All Users: passed by: a link to nothing/,
    /Users\/outside: passed by: a link that leads out of the root/,
  ])
    expect(stderr).toMatch(reason);
  chmodSync(join(drive, "Users/shut"), 0o755);
  const old = readFileSync(HIVE);
  for (const path of [...plain, ...spelled, long]) {
    const bytes = readFileSync(join(drive, path));
    expect(validateHive(new Uint8Array(bytes)), path).toEqual([]);
    expect(bytes.equals(old), path).toBe(false);
  }
  for (const path of ["Users/shut", "Users/secret", "Users/fixed", "Users/inuse", "asleep/Users/hana"]) {
    chmodSync(join(drive, path, "NTUSER.DAT"), 0o600);
    expect(readFileSync(join(drive, path, "NTUSER.DAT")).equals(old), path).toBe(true);
  }
  expect(readFileSync(join(outside, "NTUSER.DAT")).equals(old)).toBe(true);
  expect(readdirSync(join(drive, "Users/alias"))).toHaveLength(1);
});

function give(path: string): void {
  if (!isRoot) return;
  chownSync(path, NOBODY, NOBODY);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) give(inner);
    else if (!entry.isSymbolicLink()) chownSync(inner, NOBODY, NOBODY);
  }
}
