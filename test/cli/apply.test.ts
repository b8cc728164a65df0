import { newHive } from "hivex-wasm";
import { expect, test } from "vitest";
import { validateHive } from "../support/hive-validator.ts";
import { commandLine } from "./command-line.ts";

const PLAN = `version: 1
variables:
  server: { default: files }
changes:
  - op: set-value
    key: Software\\Acme
    value: Server
    type: sz
    text: \${server}
  - { op: delete-value, key: Software, values: 'Old*' }
`;
const REG = `Windows Registry Editor Version 5.00\r
\r
[HKEY_CURRENT_USER\\Software\\Acme]\r
"Server"="files"\r
`;
const HIVE = "/p/NTUSER.DAT";

async function lineWith(files: Record<string, string | Uint8Array>) {
  const line = commandLine({ [HIVE]: newHive({ minorVersion: 3, like: "user", time: 0n }), ...files });
  await line.run("add", HIVE, "Control Panel");
  expect((await line.run("set", HIVE, "Software", "OldOne", "--type", "dword", "1")).exit).toBe(0);
  return line;
}

const hiveOf = (line: { snapshot(): Record<string, string | undefined> }) =>
  new Uint8Array(Buffer.from(line.snapshot()[HIVE] ?? "", "hex"));

test("apply shows a plan as a diff, does it, and finds nothing to do the second time", async () => {
  const line = await lineWith({ "/plan.yaml": PLAN });
  const before = line.snapshot();
  const dry = await line.run("apply", "/plan.yaml", HIVE, "--dry-run");
  expect(dry).toMatchObject({ exit: 0, stderr: "" });
  expect(dry.stdout).toContain(`--- ${HIVE}
+++ ${HIVE}
@@ Software\\Acme @@
+[Software\\Acme]
+Server = REG_SZ "files"
@@ Software @@
-OldOne = REG_DWORD 0x00000001 (1)
A real run would go`);
  expect(line.snapshot()).toEqual(before);
  expect(await line.run("apply", "/plan.yaml", HIVE)).toMatchObject({ exit: 0, stderr: "" });
  expect(validateHive(hiveOf(line))).toEqual([]);
  const after = line.snapshot();
  expect(await line.run("apply", "/plan.yaml", HIVE)).toMatchObject({
    exit: 0,
    stderr: "",
    stdout: expect.stringMatching(/nothing to do/),
  });
  expect(line.snapshot()).toEqual(after);
});

test("apply does a .reg file as import does, told by name or content, from stdin, too", async () => {
  const [one, other] = [await lineWith({ "/a.reg": REG }), await lineWith({ "/a.txt": REG })];
  expect((await one.run("apply", "/a.reg", HIVE)).exit).toBe(0);
  expect((await other.run("apply", "/a.txt", HIVE)).exit).toBe(0);
  const imported = await lineWith({ "/a.reg": REG });
  expect((await imported.run("import", HIVE, "/a.reg")).exit).toBe(0);
  expect(hiveOf(one)).toEqual(hiveOf(imported));
  expect(hiveOf(other)).toEqual(hiveOf(imported));
  const again = await one.runWith(
    { stdin: new Uint8Array(Buffer.from(`\uFEFF${REG}`, "utf16le")) },
    "apply",
    "-",
    HIVE,
  );
  expect(again).toMatchObject({ exit: 0, stdout: expect.stringContaining("nothing to do") });
});

test("variables are given by --var, and are the owner's of hives below a folder", async () => {
  const plan = PLAN.replace(`text: \${server}`, `text: "\${server}-\${user}"`);
  const line = commandLine({
    "/srv/profiles/anna.V6/NTUSER.DAT": newHive({ minorVersion: 3, like: "user", time: 0n }),
    "/srv/profiles/bert.V6/NTUSER.DAT": newHive({ minorVersion: 3, like: "user", time: 0n }),
    "/plan.yaml": plan,
  });
  const result = await line.run("apply", "/plan.yaml", "/srv/profiles", "--var", "server=x", "--json");
  expect(result.exit).toBe(0);
  const { hives } = JSON.parse(result.stdout);
  expect(hives.map((hive: { changes: { new?: { content: string } }[] }) => hive.changes[0]?.new?.content)).toEqual([
    "x-anna",
    "x-bert",
  ]);
  expect(hives[0].plan.changes[0]).toMatchObject({ op: "set-value", key: "Software\\Acme" });
});

test.each([
  [["/plan.yaml", HIVE, "--var", "nix=1"], 2, "/plan.yaml: the variable nix is none of this plan's"],
  [["/plan.yaml", HIVE, "--var", "nix"], 2, "--var takes NAME=VALUE"],
  [["/plan.yaml", HIVE, "--var", "server=1", "--var", "server=2"], 2, "given more than once"],
  [["/bad.yaml", HIVE], 2, "/bad.yaml: line 3: changes[0].op must be one of"],
  [["/none.yaml", HIVE], 5, "there is no such file"],
  [["/latin.yaml", HIVE], 2, "no text in UTF-8"],
  [["/require.yaml", HIVE], 4, "/require.yaml: line 2: require is not met: the hive is user, not software"],
])("apply %j is refused", async (args, exit, message) => {
  const line = await lineWith({
    "/plan.yaml": PLAN,
    "/bad.yaml": "version: 1\nchanges:\n  - op: nix\n",
    "/latin.yaml": "version: 1 # \xe4\n",
    "/require.yaml": "version: 1\nrequire: { hive: software }\nchanges: []\n",
  });
  const before = line.snapshot();
  expect(await line.run("apply", ...args)).toMatchObject({
    exit,
    stdout: "",
    stderr: expect.stringContaining(message),
  });
  expect(line.snapshot()).toEqual(before);
});

test("a plan that is for other hives has nothing to do, and says why", async () => {
  const line = await lineWith({ "/plan.yaml": PLAN.replace("changes:", "when: { hive: software }\nchanges:") });
  expect(await line.run("apply", "/plan.yaml", HIVE)).toEqual({
    exit: 0,
    stderr: "",
    stdout: `${HIVE}: nothing to do: when: the hive is user, not software\n`,
  });
});

test.each([
  ["/empty.yaml", "hivetool: /empty.yaml: the plan is empty\n"],
  [HIVE, `hivetool: ${HIVE}: this is a hive, not a plan\n  The plan comes first: hivetool apply PLAN HIVE...\n`],
  ["/p", "hivetool: /p: this is a folder, not a plan\n  The plan comes first: hivetool apply PLAN HIVE...\n"],
  [
    "outlook-prot",
    "hivetool: outlook-prot: there is no such recipe, and no such file\n  Did you mean outlook-port? hivetool recipes lists",
  ],
  ["/nowhere.yaml", "hivetool: /nowhere.yaml: opening the file failed: there is no such file\n"],
])("apply %s says what is wrong with it, and reads no hive", async (plan, said) => {
  const line = await lineWith({ "/empty.yaml": "", "/p/x": "" });
  const { stderr, exit } = await line.run("apply", plan, HIVE);
  expect(stderr.slice(0, said.length)).toBe(said);
  expect(exit).not.toBe(0);
});
