import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { CLI, runCli } from "../support/run-cli.ts";

const PRELOAD = new URL("../support/report-compiled.cjs", import.meta.url);

/** What a start of the built command has compiled and loaded. */
async function loadedBy(...args: string[]): Promise<{ compiled: number; slow: string[] }> {
  const { stderr, code } = await runCli(args, { env: { NODE_OPTIONS: `--require=${PRELOAD.pathname}` } });
  expect(code, stderr).toBe(0);
  return JSON.parse(stderr.slice(stderr.lastIndexOf("\n")));
}

test("a start compiles what its command needs, and loads nothing slow of Node's", async () => {
  const version = await loadedBy("--version");
  const ls = await loadedBy("ls", `${FIXTURES}/hives/outlook-user.dat`);
  const help = await loadedBy("--help");
  expect(version).toEqual({ compiled: 0, slow: [] });
  expect(ls.slow).toEqual([]);
  expect(ls.compiled).toBeGreaterThan(0);
  expect(ls.compiled).toBeLessThan(0.9 * help.compiled);
  expect(help.compiled).toBeLessThan(statSync(CLI).size);
});
