import { expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { type CommandLine, commandLine } from "./command-line.ts";

const hiveOf = (user: string): string => `/share/${user}.V6/NTUSER.DAT`;
const share = (...users: string[]): CommandLine =>
  commandLine({
    ...Object.fromEntries(users.map((user) => [hiveOf(user), fixture("outlook-user.dat")])),
    "/out/x": "",
  });
const SET = ["set", "/share", "Software\\Acme", "Level", "--type", "dword", "7"];
const FIX = ["outlook", "fix-port", "/share", "--profile", "Outlook"];

test("tells in which hives the edits are still there, and writes nothing", async () => {
  const line = share("anna", "ben", "carl", "dora");
  await line.run("set", hiveOf("dora"), ...SET.slice(2));
  await line.run(...SET, "--report", "/out/r");
  const all = await line.run(...SET, "--verify-report", "/out/r");
  expect(all).toEqual({ exit: 0, stdout: "", stderr: "edits there    3\nedits gone     0\nedits unknown  0\n" });
  // The user's own machine has written its copy back; another one has been logged on since; a third is gone.
  line.volume.writeFileSync(hiveOf("anna"), fixture("outlook-user.dat"));
  await line.run("set", hiveOf("ben"), "Software\\Acme", "Level", "--type", "dword", "8");
  line.volume.unlinkSync(hiveOf("carl"));
  const before = line.snapshot();
  const { exit, stdout, stderr } = await line.run(...SET, "--verify-report", "/out/r");
  expect(exit).toBe(5);
  expect(stdout).toBe(
    [
      `${hiveOf("anna")}  (user anna)\nedits gone: Software\\Acme: a key is not there that should be\n\n`,
      `${hiveOf("ben")}  (user ben)\nedits gone: Software\\Acme: the value Level does not read as it was written\n`,
    ].join(""),
  );
  expect(stderr).toMatch(/carl\.V6.*no such file[\s\S]*edits there +0\nedits gone +2\nedits unknown +1\n$/);
  const document = JSON.parse((await line.run(...SET, "--json", "--verify-report", "/out/r")).stdout);
  expect(document.summary).toEqual({ there: 0, gone: 2, unknown: 1 });
  expect(document.hives[1]).toMatchObject({ path: hiveOf("ben"), edits: "gone", hive: { owner: { name: "ben" } } });
  expect(document.hives[2]).toMatchObject({ path: hiveOf("carl"), error: { code: "file-not-found" } });
  expect(line.snapshot()).toEqual(before);
  line.volume.writeFileSync(hiveOf("carl"), fixture("outlook-user.dat"));
  expect((await line.run(...SET, "--verify-report", "/out/r")).exit).toBe(1);
});

test("an edit that a killed run had written and the next one only found is looked up as well", async () => {
  const line = share("anna", "ben");
  await line.run(...FIX, "--report", "/out/r");
  const lines = String(line.volume.readFileSync("/out/r")).split("\n");
  const cut = lines.findIndex((text) => text.startsWith('{"type":"hive"'));
  line.volume.writeFileSync("/out/r", `${lines.slice(0, cut).join("\n")}\n{"type":"hi`);
  const resumed = await line.run(...FIX, "--resume", "/out/r", "--json");
  expect(JSON.parse(resumed.stdout).summary.counts).toMatchObject({ changed: 1, unchanged: 1 });
  const there = await line.run(...FIX, "--verify-report", "/out/r");
  expect(there).toMatchObject({ exit: 0, stderr: expect.stringMatching(/^edits there +1\n/) });
  await line.run("outlook", "fix-port", hiveOf("anna"), "--undo", "--profile", "Outlook");
  const gone = await line.run(...FIX, "--verify-report", "/out/r");
  expect(gone).toMatchObject({ exit: 1, stdout: expect.stringMatching(/^\/share\/anna.*\nedits gone: /) });
});

test("a report of another command, and options that do not go with it", async () => {
  const line = share("anna");
  await line.run(...SET, "--report", "/out/r");
  const other = await line.run(...SET.slice(0, -1), "8", "--verify-report", "/out/r");
  expect(other).toMatchObject({ exit: 2, stderr: expect.stringContaining("the report is of another command") });
  expect((await line.run(...SET, "--verify-report", "/out/r", "--report", "/out/s")).exit).toBe(2);
  expect((await line.run(...SET, "--verify-report", "/out/missing")).exit).toBe(5);
});
