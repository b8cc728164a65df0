import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandLine } from "./command-line.ts";

const HIVE = "/p/NTUSER.DAT";
const USER = readFileSync(new URL("../../fixtures/hives/outlook-user.dat", import.meta.url));
const REG = `REGEDIT4\r
\r
[HKEY_CURRENT_USER\\Software\\Acme\\\${x}]\r
"a"="b"\r
"*"=dword:00000010\r
@=hex(4711):01,02\r
[-HKEY_CURRENT_USER\\Control Panel\\Desktop]\r
[HKEY_CURRENT_USER\\Control Panel\\Desktop]\r
"new"=hex(7):61,00\r
`;
const PLAN = `version: 1
changes:
  - { op: rename-key, key: Control Panel\\Desktop, name: "\${name}" }
  - { op: delete-value, keys: 'Control Panel\\**', values: 'W*' }
  - { op: set-data, keys: '**', value: 001f6622, text: 'x' }
variables: { name: { default: '$\${y}' } }
`;

/** A file system in which two are alike. */
function line() {
  return commandLine({ [HIVE]: new Uint8Array(USER), "/a.reg": REG, "/p.yaml": PLAN });
}

test.each([
  [["set", HIVE, "Control Panel\\Desktop", "Wallpaper", "C:\\x.jpg"]],
  [["set", HIVE, `Soft\${x}ware\\A*`, `v\${y}*`, "--type", "multi_sz", "a", "12", "0x1", "null", "~y: #", "\u{1f600}"]],
  [["set", HIVE, "K", "v", "--type", "qword", "0xfffffffffffffffe"]],
  [["set", HIVE, "K", "v", "--type", "7", ...[]]],
  [["set", HIVE, "K", "v", "--type", "binary", "12e4"]],
  [["set", HIVE, "K", "v", "--type", "4711", "0102"]],
  [["add", HIVE, "Software\\New", "--class", "cl"]],
  [["delete", HIVE, "Control Panel", "--recursive"]],
  [["delete", HIVE, "Control Panel\\Desktop", "--value", "Wallpaper"]],
  [["rename", HIVE, "Control Panel", "control panel 2"]],
  [["rename", HIVE, "Control Panel\\Desktop", "Paper", "--value", "Wallpaper"]],
  [["copy", HIVE, "Control Panel", "Software\\CP"]],
  [["move", HIVE, "Control Panel", "Software\\CP"]],
  [["security", "set", HIVE, "Control Panel", "D:P(A;CI;KA;;;SY)(A;CI;KR;;;BU)", "--recursive"]],
  [["security", "replace-sid", HIVE, "SY", "BA"]],
  [["outlook", "fix-port", HIVE]],
  [["outlook", "set-proxy", HIVE, "--profile", "Outlook", "--server", "mail.example.org:44300"]],
  [["replace", "server", "mail", HIVE]],
  [["import", HIVE, "/a.reg"]],
  [["apply", "/a.reg", HIVE]],
  [["apply", "/p.yaml", HIVE]],
])("%j: its plan, printed and applied, gives the same bytes", async (args) => {
  const direct = line();
  const done = await direct.run(...args);
  expect(done.exit).toBeLessThan(2);
  for (const more of [[], ["--json"]]) {
    const planned = line();
    const before = planned.snapshot();
    const plan = await planned.run(...args, "--plan-only", ...more);
    expect(plan).toMatchObject({ exit: 0 });
    expect(planned.snapshot()).toEqual(before);
    const applied = await planned.runWith({ stdin: plan.stdout }, "apply", "-", HIVE);
    expect(applied).toMatchObject({ exit: 0 });
    expect(planned.snapshot()[HIVE]).toBe(direct.snapshot()[HIVE]);
    expect(before[HIVE]).not.toBe(direct.snapshot()[HIVE]);
  }
});

test("a plan is printed in words, and of several hives one after the other", async () => {
  const one = line();
  const set = await one.run("set", HIVE, "Control Panel\\Desktop", "Wallpaper", "C:\\x.jpg", "--plan-only");
  expect(set.stdout).toBe(`# ${HIVE}
version: 1
changes:
  - op: set-value
    key: Control Panel\\Desktop
    value: Wallpaper
    type: sz
    text: C:\\x.jpg
    expect:
      type: sz
      text: C:\\Windows\\Web\\Wallpaper\\img0.jpg
`);
  const several = commandLine({ "/a/NTUSER.DAT": new Uint8Array(USER), "/b/NTUSER.DAT": new Uint8Array(USER) });
  const { stdout } = await several.run(
    "outlook",
    "fix-port",
    "/a/NTUSER.DAT",
    "/b/NTUSER.DAT",
    "--plan-only",
    "--json",
  );
  const { hives } = JSON.parse(stdout);
  expect(hives).toMatchObject([
    { path: "/a/NTUSER.DAT", plan: { version: 1 } },
    { path: "/b/NTUSER.DAT", plan: { version: 1 } },
  ]);
});

test.each([
  [["copy", HIVE, "Control Panel", "CP", "--to", "/q/NTUSER.DAT", "--plan-only"], "no plan"],
  [["set", HIVE, "K", "v", "--type", "sz", "x", "--plan-only", "--dry-run"], "cannot be used with"],
])("%j is refused", async (args, message) => {
  const both = commandLine({ [HIVE]: new Uint8Array(USER), "/q/NTUSER.DAT": new Uint8Array(USER) });
  const before = both.snapshot();
  expect(await both.run(...args)).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringContaining(message) });
  expect(both.snapshot()).toEqual(before);
});
