import { newHive } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { allRecipes } from "../../src/index.ts";
import { commandLine } from "./command-line.ts";

const HIVE = "/p/NTUSER.DAT";
const RECIPES = await allRecipes();
const bytes = newHive({ minorVersion: 3, like: "user", time: 0n });

test("recipes lists all of them, shows one, and prints its plan", async () => {
  const line = commandLine({});
  const { stdout } = await line.run("recipes");
  expect(stdout.trimEnd().split("\n")).toHaveLength(RECIPES.length);
  for (const { name, document } of RECIPES) expect(stdout).toMatch(new RegExp(`^${name} +${document.name}$`, "m"));
  const { recipes } = JSON.parse((await line.run("recipes", "--json")).stdout);
  expect(recipes.map((each: { name: string }) => each.name)).toEqual(RECIPES.map(({ name }) => name));
  const shown = await line.run("recipes", "internet-proxy");
  expect(shown).toMatchObject({ exit: 0, stderr: "" });
  expect(shown.stdout).toContain("hivetool apply internet-proxy NTUSER.DAT --dry-run\n");
  expect(shown.stdout).toContain("The proxy, as HOST:PORT");
  expect(JSON.parse((await line.run("recipes", "internet-proxy", "--json")).stdout)).toMatchObject({
    name: "internet-proxy",
    variables: { server: { example: "proxy.example.com:8080" } },
  });
  expect(parse((await line.run("recipes", "outlook-port", "--print")).stdout)).toMatchObject({ version: 1 });
  expect(await line.run("recipes", "nix")).toMatchObject({ exit: 2, stderr: expect.stringContaining("outlook-port") });
  expect(await line.run("recipes", "--print")).toMatchObject({ exit: 2 });
});

describe("of every recipe", () => {
  test.each(RECIPES.map(({ name, document }) => [name, document] as const))(
    "the preview of %s changes nothing, and hives of other kinds are refused",
    async (name, { variables }) => {
      const line = commandLine({
        [HIVE]: bytes,
        "/p/SOFTWARE": newHive({ minorVersion: 5, like: "machine", time: 0n }),
      });
      await line.run("add", HIVE, "Software\\Microsoft");
      await line.run("add", HIVE, "Control Panel");
      const before = line.snapshot();
      const given = Object.entries(variables).flatMap(([each, { example = "" }]) => ["--var", `${each}=${example}`]);
      expect(await line.run("apply", name, HIVE, ...given, "--dry-run")).toMatchObject({ exit: 0, stderr: "" });
      expect(await line.run("apply", name, "/p/SOFTWARE", ...given)).toMatchObject({
        exit: 4,
        stdout: "",
        stderr: expect.stringContaining("require is not met: the hive is"),
      });
      expect(line.snapshot()).toEqual(before);
    },
  );
});

test("what was not asked for is no reason to have nothing to do, unless nothing was asked for", async () => {
  const line = commandLine({ [HIVE]: bytes });
  await line.run("add", HIVE, "Software");
  await line.run("add", HIVE, "Control Panel");
  const map = ["apply", "drive-map", HIVE, "--var", "letter=H", "--var", "path=\\\\files\\home"];
  expect((await line.run(...map)).stdout).toContain('+RemotePath = REG_SZ "\\\\files\\home"');
  expect((await line.run(...map)).stdout).toBe(`${HIVE}: nothing to do\n`);
  expect((await line.run("apply", "outlook-proxy", HIVE)).stdout).toContain("the variable server has no value");
});

test("a hive that does not tell its kind is what its file is called, and one that tells another is refused", async () => {
  const [some, logon] = [commandLine({ [HIVE]: bytes }), commandLine({ "/p/DEFAULT": bytes })];
  expect(await some.run("apply", "recent-lists", HIVE)).toMatchObject({ exit: 0 });
  expect(await logon.run("apply", "recent-lists", "/p/DEFAULT")).toMatchObject({
    exit: 4,
    stderr: expect.stringContaining("the hive is default-user, not user"),
  });
});

test("a name that is nearly a recipe's is told which", async () => {
  const line = commandLine({ [HIVE]: bytes });
  expect(await line.run("apply", "outlook-prt", HIVE)).toMatchObject({
    exit: 5,
    stderr: expect.stringContaining("Did you mean outlook-port? hivetool recipes lists the recipes."),
  });
});

test("a recipe's name has precedence over a file's, which its path names", async () => {
  const plan = "version: 1\nchanges: [{ op: create-key, key: Mine }]\n";
  const line = commandLine({ [HIVE]: bytes, "/onedrive-setup": plan, "/p/onedrive-setup": plan });
  const run = { key: "Software\\Microsoft\\Windows\\CurrentVersion\\Run", value: "OneDriveSetup" };
  await line.run("add", HIVE, "Control Panel");
  await line.run("set", HIVE, run.key, run.value, "--type", "sz", "x", "--create");
  const dry = (...args: string[]) => line.run("apply", ...args, HIVE, "--dry-run");
  expect((await dry("/p/onedrive-setup")).stdout).toContain("+[Mine]");
  expect((await dry("onedrive-setup")).stdout).not.toContain("Mine");
});
