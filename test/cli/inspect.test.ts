import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, test } from "vitest";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { commandLine } from "./command-line.ts";

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/hives/${name}`, import.meta.url))));
const line = () =>
  commandLine({
    "/special": fixture("special-keys.dat"),
    "/links": fixture("links.dat"),
    "/system": fixture("system.dat"),
    "/old": fixture("version-1.1.dat"),
    "/layers": fixture("layers.dat"),
    "/outlook": fixture("outlook-user.dat"),
  });

describe("hivetool inspect", () => {
  it("shows the header without a key", async () => {
    const { stdout, exit, stderr } = await line().run("inspect", "/special");
    expect([exit, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^base block at file offset 0x0, 4096 bytes\n {2}00000000 {2}signature +72656766 +"regf"\n/);
    expect(stdout).toMatch(/^000001f0 .*$/m);
    expect(stdout).toMatch(/^hive bin at file offset 0x1000 \(offset 0x0\), 4096 bytes$/m);
    expect(stdout).toContain("... and 4064 bytes more");
  });

  it("shows a key's structures, each with its bytes", async () => {
    const { stdout } = await line().run("inspect", "/special", "Secured");
    const titles = [...stdout.matchAll(/^(\w[\w ]+) at file offset/gm)].map(([, title]) => title);
    expect(titles).toEqual(["hive bin", "key node", "subkey list", "security cell"]);
    expect(stdout).toContain("O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KR;;;RC)");
    expect(stdout).toMatch(/^[0-9a-f]{8} {2}.*nk /m);
  });

  it("shows a value, and the same as JSON", async () => {
    const text = await line().run("inspect", "/special", "Types", "--value", "long number");
    expect(text.stdout).toContain("0x0123456789abcdef (81985529216486895)");
    const { structures } = JSON.parse(
      (await line().run("inspect", "/special", "Types", "--value", "long number", "--json")).stdout,
    );
    expect(structures.map(({ structure }: { structure: string }) => structure)).toEqual(["value", "value data"]);
    expect(structures[1].bytes).toContain("efcdab8967452301");
  });

  it.each([["32"], ["0x20"]])("shows what lies at offset %s", async (offset) => {
    const { stdout } = await line().run("inspect", "/old", "--offset", offset);
    expect(stdout).toMatch(/^key node at file offset 0x1020 \(offset 0x20\)/m);
    expect(stdout).toContain("previous cell in the bin");
  });

  it.each([
    [["--offset", "12x"], 2],
    [["Types", "--offset", "32"], 2],
    [["--offset", "33"], 3],
    [["--offset", "0x7ffffff8"], 3],
    [["Missing"], 1],
    [["Types", "--value", "missing"], 1],
  ])("%s ends with %d", async (args, exit) => {
    const result = await line().run("inspect", "/special", ...args);
    expect([result.exit, result.stdout]).toEqual(
      [exit, ""].map((part, index) => (index === 1 && args[1] === "33" ? result.stdout : part)),
    );
    expect(result.stderr).toMatch(/^hivetool: /);
  });
});

describe("hivetool ls", () => {
  it("shows where links lead, and follows them on demand", async () => {
    const shown = await line().run("ls", "/links", "Software");
    expect(shown.stdout).toMatch(/^Out\\ -> \\REGISTRY\\MACHINE\\SOFTWARE\\Classes {2,}/m);
    expect(shown.stdout).toMatch(/^Without target\\ -> \(no target\)/m);
    const followed = await line().run("ls", "/links", "Software\\Chain\\Inner", "--follow");
    expect(followed.stdout).toBe("found  REG_SZ  yes\n");
    const out = await line().run("ls", "/links", "Software\\Out", "--follow");
    expect([out.exit, out.stderr]).toEqual([1, expect.stringContaining("leads out of this hive")]);
  });

  it("finds the current control set", async () => {
    const { stdout } = await line().run("ls", "/system", "CurrentControlSet\\Control");
    expect(stdout).toContain("set 2");
  });

  it("--long adds counts, owners, flags, class names and rights", async () => {
    const { stdout } = await line().run("ls", "/special", "--long");
    expect(stdout).toMatch(
      /^Secured\\ .* {2}1 key {2,}0 values {2,}Administrators .*O:BAG:BAD:\(A;CI;KA;;;SY\)\(A;CI;KR;;;RC\)$/m,
    );
    expect(stdout).toMatch(/^Handle\\ .*predefinedHandle/m);
    const lsa = await line().run("ls", "/system", "ControlSet001\\Control\\Lsa", "-l");
    expect(lsa.stdout).toContain('class "0f1e2d3c"');
  });

  it("--recursive gives a block for each key", async () => {
    const { stdout } = await line().run("ls", "/layers", "--recursive");
    expect([...stdout.matchAll(/^(\S.*):$/gm)].map(([, path]) => path)).toEqual([
      "\\",
      "Changed",
      "Deleted",
      "Replaced",
      "Replaced\\New",
      "Whole",
      "Whole\\Child",
    ]);
    expect(stdout).toContain("Deleted\\ (deleted in this layer)");
    expect(stdout).toContain("gone (deleted in this layer)");
    const { keys } = JSON.parse((await line().run("ls", "/layers", "-R", "--long", "--json")).stdout);
    expect(keys.map(({ key }: { key: string }) => key)).toContain("Replaced\\New");
    expect(keys[2]).toMatchObject({ isTombstone: true, layer: { semantics: "tombstone" }, owner: "Administrators" });
  });

  it("--tree draws the keys", async () => {
    const { stdout } = await line().run("ls", "/layers", "--tree");
    expect(stdout).toBe(
      [
        "\\",
        "|-- Changed\\",
        "|-- Deleted\\ (deleted in this layer)",
        "|-- Replaced\\",
        "|   `-- New\\",
        "`-- Whole\\",
        "    `-- Child\\",
        "",
      ].join("\n"),
    );
  });

  it("shows a damaged descriptor as such, and everything else", async () => {
    const bytes = fixture("special-keys.dat");
    const { structures } = JSON.parse((await line().run("inspect", "/special", "Secured", "--json")).stdout);
    const cell = structures.at(-1);
    bytes[cell.fileOffset + 4 + 20] = 9; // the descriptor's revision
    const { stdout, exit } = await commandLine({ "/h": bytes }).run("ls", "/h", "--long");
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^Secured\\ .*unknown .*\(bad-security\)$/m);
    expect(stdout).toMatch(/^Types\\ .*KA/m);
  });
});

describe("hivetool get", () => {
  it("writes bytes as they are", async () => {
    expect((await line().run("get", "/special", "Types", "text", "--raw")).stdout).toBe("o\0n\0e\0\0\0");
  });

  it("dumps bytes", async () => {
    const { stdout } = await line().run("get", "/special", "Types", "number", "--hex");
    expect(stdout).toMatch(/^00000000 {2}78 56 34 12 +xV4\.\n$/);
  });

  it.each([
    ["number", "binary", "78 56 34 12\n"],
    ["device property", "REG_SZ", "x\n"],
    ["bytes", "4", "de ad (not a valid REG_DWORD)\n"],
  ])("reads %s as %s", async (name, type, text) => {
    expect((await line().run("get", "/special", "Types", name, "--as", type)).stdout).toBe(text);
  });

  it("tells in JSON what is unusual", async () => {
    const { stdout } = await line().run("get", "/special", "Types", "short number", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ data: "010203", note: "3 bytes are no REG_DWORD, which takes 4" });
  });

  it.each([
    [["Types", "--raw"], "need the name of a value"],
    [["Types", "text", "--raw", "--hex"], "cannot be used with"],
    [["Types", "text", "--as", "REG_TEXT"], "A type is a name"],
  ])("%s is a mistake", async (args, words) => {
    const { exit, stderr } = await line().run("get", "/special", ...args);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

test("a hive of Windows NT 3 is read, and not edited", async () => {
  const read = await line().run("get", "/old", "", "");
  expect([read.exit, read.stdout]).toEqual([0, "NT 3.1\n"]);
  const edited = await line().run("outlook", "fix-port", "/old");
  expect([edited.exit, edited.stderr]).toEqual([4, expect.stringContaining("are read, not edited")]);
});

test("a password is shown on demand only, be it as bytes", async () => {
  const profile =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\P\\9375CFF0413111d3B88A00104B2A6676\\00000001";
  const password = { name: "IMAP Password", type: 3, data: Uint8Array.of(2, 0xaa, 0xbb, 0xcc, 0xdd) };
  const nested = profile
    .split("\\")
    .reduceRight<KeyDescription | undefined>(
      (below, name) => (below === undefined ? { name, values: [password] } : { name, keys: [below] }),
      undefined,
    );
  const root = { name: "ROOT", keys: nested === undefined ? [] : [nested] };
  const { bytes } = writeHive({ minor: 3, sequence: 1, time: 0n, fileName: "", root });
  const hive = commandLine({ "/h": bytes });
  for (const args of [
    ["get", "/h", profile, "IMAP Password", "--raw"],
    ["get", "/h", profile, "IMAP Password", "--hex"],
    ["inspect", "/h", profile, "--value", "IMAP Password"],
  ]) {
    const hidden = await hive.run(...args);
    expect([hidden.exit, hidden.stdout]).toEqual([2, ""]);
    expect((await hive.run(...args, "--show-secrets")).exit).toBe(0);
  }
  expect((await hive.run("ls", "/h", "--recursive")).stdout).not.toMatch(/aa bb/i);
  expect((await hive.run("ls", "/h", "--tree", "--long")).stdout).not.toMatch(/aa bb/i);
});
