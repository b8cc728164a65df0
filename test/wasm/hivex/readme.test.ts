import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hivex } from "hivex-wasm";
import { expect, it } from "vitest";
import { ROOT } from "../../setup/clone.ts";
import { runNode } from "../../setup/run-node.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { readHive } from "../../support/reference-reader.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";

const README = readFileSync(join(ROOT, "wasm", "README.md"), "utf8");

it("the package's README lists every function of Hivex, those of libhivex under their names, and no other", () => {
  const rows = [...README.matchAll(/^\| `hivex_(\w+)` \| `(?:Hivex\.)?(\w+)\(/gm)];
  for (const [, theirs = "", ours] of rows) {
    expect(ours).toBe(theirs.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
  }
  const others = [...README.matchAll(/^\| (`\w+\(.*?\)`(?:, `\w+\(.*?\)`)?) \| [A-Z]/gm)];
  const namesOfOthers = others.flatMap(([, cell = ""]) => [...cell.matchAll(/`(\w+)\(/g)].map(([, name]) => name));
  const listed = [...rows.map(([, , ours]) => ours), ...namesOfOthers];
  expect(listed.sort()).toEqual(["open", ...functionsOf(Hivex.prototype)].sort());
});

/** All public functions of a class and of those that it extends. */
function functionsOf(prototype: object): string[] {
  if (prototype === Object.prototype) return [];
  const own = Object.getOwnPropertyNames(prototype).filter((name) => !INTERNAL.includes(name));
  return [...own, ...functionsOf(Object.getPrototypeOf(prototype))];
}

const INTERNAL = ["constructor", "engine", "editing", "nodeRecord", "valueRecord"];

/** Runs an example of the README by its label on a copy of a hive: what it printed, and the hive afterwards. */
async function runExample(label: string): Promise<{ stdout: string; hive: Uint8Array }> {
  using folder = new TemporaryFolder();
  mkdirSync(folder.file("node_modules"));
  symlinkSync(join(ROOT, "wasm"), folder.file("node_modules", "hivex-wasm"), "junction");
  const example = new RegExp(`^\`\`\`js ${label}\\n(.*?)^\`\`\`$`, "ms").exec(README)?.[1];
  writeFileSync(folder.file("example.mjs"), example ?? expect.fail("there is no such example"));
  const hive = folder.file("NTUSER.DAT");
  copyFileSync(join(ROOT, "fixtures", "hives", "outlook-user.dat"), hive);
  const { code, stdout, stderr } = await runNode([folder.file("example.mjs"), hive], { cwd: folder.path });
  expect(code, stderr).toBe(0);
  expect(stderr).toBe("");
  return { stdout, hive: readFileSync(hive) };
}

it("its example for users of hivex runs", async () => {
  const { stdout } = await runExample("hivex");
  const lines = stdout.split("\n");
  expect(lines).toContain("Microsoft");
  expect(lines.at(-2)).toBe("EINVAL");
  expect(lines.some((line) => / = /.test(line))).toBe(true);
});

it("its example for Node changes the file", async () => {
  const { hive } = await runExample("hivex-node");
  expect(validateHive(hive)).toEqual([]);
  const acme = readHive(hive).root.keys.find(({ name }) => name === "Acme");
  expect(acme?.values.map(({ name, type, data }) => [name, type, [...data]])).toEqual([["Port", 4, [0xbb, 1, 0, 0]]]);
});
