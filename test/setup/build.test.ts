import { appendFileSync, existsSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { copySources, linkTools } from "./clone.ts";
import { runNode } from "./run-node.ts";

// Each engine takes seconds, and more of them while other tests want the processor too.
vi.setConfig({ testTimeout: 120_000 });

const folder = new TemporaryFolder();
const clone = folder.file("a clone");

beforeAll(() => {
  copySources(clone);
  linkTools(clone);
});
afterAll(() => folder.remove());

/** What a build says it built, in order. */
async function build(...args: string[]): Promise<string[]> {
  const { code, stderr } = await runNode([join(clone, "scripts", "build.mjs"), ...args], { cwd: folder.path });
  expect(code, stderr).toBe(0);
  return [...stderr.matchAll(/^Built (\w+) in/gm)].map(([, product]) => product ?? "");
}

test("builds what is older than its source and nothing else", async () => {
  expect(await build()).toEqual(["engine", "recipes", "bundles"]);
  expect(await build()).toEqual([]);

  const command = join(clone, "dist", "hivetool.cjs");
  const { mtimeMs } = statSync(command);
  expect(readFileSync(command, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(existsSync(join(clone, "node_modules", ".bin", "hivetool"))).toBe(true);

  // A new time alone, as a checkout gives it, is no reason.
  utimesSync(join(clone, "src", "errors.ts"), new Date(), new Date());
  expect(await build()).toEqual([]);
  expect(statSync(command).mtimeMs).toBe(mtimeMs);

  appendFileSync(join(clone, "src", "errors.ts"), "// A change.\n");
  expect(await build()).toEqual(["bundles"]);

  appendFileSync(join(clone, "recipes", "run-entry.yaml"), "# A change.\n");
  expect(await build()).toEqual(["recipes", "bundles"]);

  rmSync(join(clone, "dist", "index.js"));
  expect(await build()).toEqual(["bundles"]);

  appendFileSync(join(clone, "wasm", "assembly", "index.ts"), "// A change.\n");
  expect(await build()).toEqual(["engine", "bundles"]);
});

test("says where a source is at fault, without a stack", async () => {
  appendFileSync(join(clone, "src", "index.ts"), '\nimport "./not-there.ts";\n');
  const { code, stderr } = await runNode([join(clone, "scripts", "build.mjs")], { cwd: clone });
  expect(code).toBe(1);
  expect(stderr).toContain("src/index.ts cannot be bundled.");
  expect(stderr).toContain("./not-there.ts");
  expect(stderr).not.toMatch(/^\s+at /m);
});
