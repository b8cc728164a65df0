import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";
import { commandLine } from "./command-line.ts";

const users = ["alice", "bob", "carol"];
const share = (): ReturnType<typeof commandLine> =>
  commandLine({
    ...Object.fromEntries(users.map((user) => [`/share/${user}.V6/NTUSER.DAT`, fixture("outlook-user.dat")])),
    "/share/broken.V6/NTUSER.DAT": "no hive",
    "/share/empty.V6/NTUSER.DAT": "",
    "/none/readme.txt": "nothing here",
  });
const digests = ({ snapshot }: ReturnType<typeof commandLine>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(snapshot()).map(([path, hex]) => [
      path,
      createHash("sha256").update(hex).digest("hex").slice(0, 16),
    ]),
  );
const blocksOf = (stdout: string): string[] => stdout.split("\n").filter((line) => line.startsWith("/share/"));
const heads = users.map((user) => `/share/${user}.V6/NTUSER.DAT  (user ${user})`);

const READING: [string[], string[]?][] = [
  [["info"]],
  [["outlook", "list"]],
  [["ls"]],
  [["get"], ["Software"]],
  [["inspect"]],
  [["security", "get"]],
  [["recover"]],
];

test.each(READING)("%j takes a folder, and one bad hive keeps it from no other", async (command, rest = []) => {
  const line = share();
  const before = digests(line);
  const { stdout, stderr, exit } = await line.run(...command, "/share", ...rest, "--json");
  const { hives } = JSON.parse(stdout);
  expect(hives.map(({ path, hive }: never) => ({ path, hive }))).toEqual(
    ["alice", "bob", "broken", "carol", "empty"].map((name) => ({
      path: `/share/${name}.V6/NTUSER.DAT`,
      hive: { role: "user", owner: { name } },
    })),
  );
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 3 });
  const errors = hives.filter(({ error }: { error?: object }) => error !== undefined);
  expect(errors.map(({ hive }: { hive: { owner: { name: string } } }) => hive.owner.name)).toEqual(["broken", "empty"]);
  const alone = await line.run(...command, "/share/bob.V6/NTUSER.DAT", ...rest, "--json");
  const own = JSON.parse(alone.stdout);
  const { hive: _, ...found } = hives[1];
  expect(found).toEqual("hives" in own ? own.hives[0] : own);
  expect(digests(line)).toEqual(before);
});

test("each block of text is headed by its hive once, and a hive without output has none", async () => {
  const line = share();
  await line.run("set", "/share/bob.V6/NTUSER.DAT", "Software\\Acme", "Level", "--type", "dword", "7");
  const { stdout, stderr, exit } = await line.run("get", "/share", "Software\\Acme", "Level");
  expect(stdout).toBe(`${heads[1]}\n0x00000007 (7)\n`);
  expect(stderr).toMatch(/alice.*no subkey "Acme"/);
  expect(exit).toBe(3);
  const listing = (await line.run("ls", "/share", "Software")).stdout;
  expect(blocksOf(listing)).toEqual(heads);
  expect(listing).toContain(`\n\n${heads[1]}\n`);
  expect(blocksOf((await line.run("info", "/share", "--user", "{a,c}*")).stdout)).toHaveLength(2);
});

test("a file alone is reported as ever", async () => {
  const line = share();
  expect((await line.run("get", "/share/bob.V6/NTUSER.DAT", "Software", "--json")).stdout).not.toContain('"hives"');
});

const EDITING: string[][] = [
  ["set", "/share", "Software\\Acme", "Level", "--type", "dword", "7"],
  ["add", "/share", "Software\\Acme"],
  ["delete", "/share", "Software", "--recursive"],
  ["rename", "/share", "Software", "Hardware"],
  ["security", "set", "/share", "Software", "O:BA"],
  ["outlook", "fix-port", "/share"],
  ["outlook", "set-proxy", "/share", "--server", "other.example.com:443", "--account", "alice@example.com"],
];

test.each(EDITING)("%s %s %s over a folder does what it does to each hive", async (...command) => {
  const [together, apart] = [share(), share()];
  const chosen = [...command, "--user", "{a,c,e}*"];
  const dry = await together.run(...chosen, "--dry-run");
  expect(digests(together)).toEqual(digests(share()));
  const { exit } = await together.run(...chosen);
  expect(dry.exit).toBe(exit);
  for (const user of ["alice", "carol"]) {
    await apart.run(...command.map((word) => (word === "/share" ? `/share/${user}.V6/NTUSER.DAT` : word)));
  }
  expect(digests(together)).toEqual(digests(apart));
  expect(exit).toBe(3);
  for (const user of users) {
    const hex = together.snapshot()[`/share/${user}.V6/NTUSER.DAT`] ?? "";
    expect(validateHive(new Uint8Array(Buffer.from(hex, "hex")))).toEqual([]);
  }
});

test("exports get a file each, placed as the hives are", async () => {
  const line = share();
  expect(await line.run("export", "/share")).toMatchObject({ exit: 2, stdout: "" });
  const { exit } = await line.run("export", "/share", "--format", "jsonl", "--output-dir", "/out/new");
  expect(exit).toBe(3);
  const files = Object.keys(line.snapshot()).filter((path) => path.startsWith("/out"));
  expect(files).toEqual(users.map((user) => `/out/new/${user}.V6/NTUSER.DAT.jsonl`));
  const single = await line.run("export", "/share/bob.V6/NTUSER.DAT", "--format", "jsonl");
  expect(line.volume.readFileSync("/out/new/bob.V6/NTUSER.DAT.jsonl", "latin1")).toBe(single.stdout);
});

test("a folder without hives, and a value's bytes of many", async () => {
  const line = share();
  const { stderr, exit } = await line.run("info", "/none", "/share/bob.V6/NTUSER.DAT");
  expect(exit).toBe(1);
  expect(stderr).toContain("/none: no hive of the set all lies below this folder");
  expect((await line.run("get", "/share", "Software", "x", "--raw")).exit).toBe(2);
  const named = await line.run("info", "/share/bob.V6/NTUSER.DAT", "/share", "--hives", "users", "--json");
  expect(JSON.parse(named.stdout).hives).toHaveLength(6);
});

test("users without Outlook, or without the server that is chosen, are no finding, unless all are such", async () => {
  const line = commandLine({
    "/share/alice.V6/NTUSER.DAT": fixture("outlook-user.dat"),
    "/share/bob.V6/NTUSER.DAT": fixture("no-profiles.dat"),
    "/none/bob.V6/NTUSER.DAT": fixture("no-profiles.dat"),
  });
  const chosen = ["--profile", "Outlook"];
  const commands = [
    ["outlook", "list"],
    ["outlook", "fix-port", "--dry-run", ...chosen],
    ["outlook", "set-proxy", "--dry-run", "--server", "a.example.com", ...chosen],
  ];
  for (const command of commands) {
    const { exit, stdout, stderr } = await line.run(...command, "/share");
    expect({ exit, command, stderr }).toMatchObject({ exit: 0 });
    expect(stdout).toContain("alice");
    expect(stderr).toContain("/share/bob.V6/NTUSER.DAT: this hive holds no Outlook profile\n");
    expect((await line.run(...command, "/none")).exit, command.join(" ")).toBe(1);
    expect((await line.run(...command, "/none/bob.V6/NTUSER.DAT")).exit).toBe(1);
    const { hives, summary } = JSON.parse((await line.run(...command, "/share", "--json")).stdout);
    expect(hives[1].error.code).toBe("profile-not-found");
    if (summary) expect(summary.counts).toMatchObject({ "would-change": 1, unchanged: 1, refused: 0, failed: 0 });
  }
  expect(
    (await line.run("outlook", "fix-port", "/share", "--dry-run", ...chosen, "--host", "no.example.com")).exit,
  ).toBe(1);
  const ambiguous = await line.run("outlook", "fix-port", "/share", "--dry-run");
  expect(ambiguous.exit).toBe(1);
});
