import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hivex } from "hivex-wasm";
import { expect, it } from "vitest";
import { ROOT } from "../../setup/clone.ts";
import { runNode } from "../../setup/run-node.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";

const README = readFileSync(join(ROOT, "wasm", "README.md"), "utf8");

it("the package's README lists every function of Hivex under libhivex's name, and no other", () => {
  const rows = [...README.matchAll(/^\| `hivex_(\w+)` \| `(?:Hivex\.)?(\w+)\(/gm)];
  for (const [, theirs = "", ours] of rows) {
    expect(ours).toBe(theirs.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
  }
  const functions = ["open", ...Object.getOwnPropertyNames(Hivex.prototype).filter((name) => name !== "constructor")];
  expect(rows.map(([, , ours]) => ours).sort()).toEqual(functions.sort());
});

it("its example for users of hivex runs", async () => {
  using folder = new TemporaryFolder();
  mkdirSync(folder.file("node_modules"));
  symlinkSync(join(ROOT, "wasm"), folder.file("node_modules", "hivex-wasm"), "junction");
  const example = /^```js hivex\n(.*?)^```$/ms.exec(README)?.[1] ?? expect.fail("there is no example");
  writeFileSync(folder.file("example.mjs"), example);
  const hive = join(ROOT, "fixtures", "hives", "outlook-user.dat");
  const { code, stdout, stderr } = await runNode([folder.file("example.mjs"), hive], { cwd: folder.path });
  expect(code, stderr).toBe(0);
  const lines = stdout.split("\n");
  expect(lines).toContain("Microsoft");
  expect(lines.at(-2)).toBe("EINVAL");
  expect(lines.some((line) => / = /.test(line))).toBe(true);
});
