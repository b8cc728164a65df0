import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";
import { isDirty } from "../support/reference-recovery.ts";
import { type CommandLine, commandLine } from "./command-line.ts";

const logged = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "dirty", "entry-logs", name)));
const hiveOf = (user: string): string => `/share/${user}.V6/NTUSER.DAT`;
/** The guard of a process of this machine that is gone. */
const GUARD = JSON.stringify({
  program: "hivetool",
  version: 1,
  token: "12345678-1234-1234-1234-123456789012",
  host: "test-host",
  boot: "boot-1",
  pidNamespace: "pid:1",
  pid: 12,
  processStart: "1",
  time: "2026-01-31T11:00:00.000Z",
  hive: { sequence: 40, size: 20480, inode: "7" },
});

function share(): CommandLine {
  const dirty = (user: string): [string, Uint8Array][] =>
    ["NTUSER.DAT", "NTUSER.DAT.LOG1", "NTUSER.DAT.LOG2"].map((name) => [`/share/${user}.V6/${name}`, logged(name)]);
  return commandLine({
    ...Object.fromEntries([...dirty("anna"), ...dirty("carl"), ...dirty("dora")]),
    [hiveOf("ben")]: fixture("outlook-user.dat"),
    [`${hiveOf("ben")}.hivetool-guard`]: GUARD,
    [`${hiveOf("carl")}.hivetool-guard`]: GUARD,
    [hiveOf("emil")]: "no hive",
    "/out/x": "",
  });
}
const bytesOf = ({ volume }: CommandLine, user: string): Uint8Array =>
  new Uint8Array(volume.readFileSync(hiveOf(user)) as Buffer);
const linesOf = ({ volume }: CommandLine, path: string): Record<string, unknown>[] =>
  String(volume.readFileSync(path))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("below a folder the hives that a hivetool was cut in come first, and all is recorded", async () => {
  const line = share();
  const { exit, stdout, stderr } = await line.run("recover", "/share", "--report", "/out/r", "--csv", "/out/t.csv");
  expect(exit).toBe(3);
  const lines = linesOf(line, "/out/r");
  // Several are at work at once.
  const of = (wanted: string): string[] =>
    lines.filter(({ type }) => type === wanted).map(({ hive, result = "" }) => `${hive} ${result}`.trim());
  expect(of("intent")).toEqual(["carl", "anna", "dora"].map(hiveOf));
  expect(of("hive").sort()).toEqual([
    `${hiveOf("anna")} changed`,
    `${hiveOf("ben")} unchanged`,
    `${hiveOf("carl")} changed`,
    `${hiveOf("dora")} changed`,
    `${hiveOf("emil")} failed`,
  ]);
  expect([lines[0]?.type, lines.at(-1)?.type]).toEqual(["start", "end"]);
  const anna = lines.filter(({ hive }) => hive === hiveOf("anna"));
  for (const user of ["anna", "carl", "dora"]) {
    expect(isDirty(bytesOf(line, user))).toBe(false);
    expect(validateHive(bytesOf(line, user))).toEqual([]);
  }
  const view = new DataView(bytesOf(line, "anna").buffer);
  expect(anna[0]).toEqual({ type: "intent", hive: hiveOf("anna"), sequence: view.getUint32(4, true) });
  expect(anna[1]).toMatchObject({ before: { isDirty: true }, fingerprint: { before: {}, after: {} } });
  expect(stdout).toContain(`${hiveOf("carl")}\n  dirty: sequence numbers 41 and 40\n`);
  expect(stderr).toMatch(/changed +3\nunchanged +1\nrefused +0\nfailed +1\n/);
  // What was left over is gone, and said to be.
  expect(Object.keys(line.snapshot()).filter((path) => path.includes("guard"))).toEqual([]);
  const said =
    /the guard was taken away that a hivetool \(process 12 on test-host since 2026-01-31T11:00:00.000Z\) had left here/g;
  expect(stderr.match(said)).toHaveLength(2);
  expect(String(line.volume.readFileSync("/out/t.csv"))).toMatch(/carl\.V6.*,"?the guard was taken away/);
});

test("a dry run over a folder tells what it would do, and leaves everything", async () => {
  const line = share();
  const before = line.snapshot();
  const { exit, stdout } = await line.run("recover", "/share", "--dry-run", "--json");
  expect(exit).toBe(3);
  expect(JSON.parse(stdout).summary.counts).toMatchObject({ "would-change": 3, unchanged: 1, failed: 1 });
  expect(line.snapshot()).toEqual(before);
});

test("--max-failures, --shard, --audit and --resume", async () => {
  const line = share();
  const first = await line.run("recover", "/share", "--shard", "1/2", "--audit", "/out/audit");
  expect(first.stderr).toMatch(/changed +2\nunchanged +0\nrefused +0\nfailed +1\n/);
  expect(linesOf(line, "/out/audit")).toHaveLength(3);
  line.volume.writeFileSync(hiveOf("anna"), "no hive");
  const failed = await line.run("recover", "/share", "--report", "/out/r", "--fail-fast");
  expect(failed.stderr).toMatch(/failed +1\nnot begun \(too many failures\) +\d\n/);
  const resumed = await line.run("recover", "/share", "--resume", "/out/r", "--json");
  expect(JSON.parse(resumed.stdout).summary).toMatchObject({ left: 0 });
});

test("an editing command takes a left-over guard away where nothing is to be written, but for a dry run", async () => {
  const line = share();
  const guard = `${hiveOf("ben")}.hivetool-guard`;
  const command = ["set", hiveOf("ben"), "Software\\Acme", "Level", "--type", "dword", "7"];
  await line.run(...command);
  line.volume.writeFileSync(guard, GUARD);
  await line.run(...command, "--dry-run");
  expect(line.volume.existsSync(guard)).toBe(true);
  const { exit, stderr } = await line.run(...command);
  expect({ exit, stderr }).toMatchObject({ exit: 0, stderr: expect.stringContaining("the guard was taken away") });
  expect(line.volume.existsSync(guard)).toBe(false);
  // The guard of another machine is not ours to take.
  line.volume.writeFileSync(guard, GUARD.replace("test-host", "far"));
  expect((await line.run(...command)).stderr).toBe("");
  expect(line.volume.existsSync(guard)).toBe(true);
});
