import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { ROOT } from "./clone.ts";
import { type Ended, runNode } from "./run-node.ts";

/** Set for everything that runs in the clone, so that the clone's tests never clone once more. */
const GUARD = "HIVETOOL_IN_CLEAN_CLONE";
const isClone = existsSync(join(ROOT, ".git"));
if (!isClone) console.warn("SKIPPED, this is no git clone: README's two commands in a clean clone");

test.skipIf(!isClone || process.env[GUARD] === "1")(
  "README's two commands work in a clean clone, with an empty home and NODE_ENV=production",
  async ({ skip }) => {
    using folder = new TemporaryFolder();
    const clone = folder.file("a clean clone");
    const home = folder.file("home");
    mkdirSync(home);
    execFileSync("git", [
      "-c",
      "advice.detachedHead=false",
      "clone",
      "--quiet",
      "--depth=1",
      pathToFileURL(ROOT).href,
      clone,
    ]);
    const run = (program: string, ...args: string[]): Promise<Ended> =>
      runNode([npmFile(program), ...args], { cwd: clone, env: barren(home) });

    const start = await run("npm-cli.js", "start");
    if (start.stderr.includes("registry cannot be reached") && process.env.CI === undefined) {
      console.warn("SKIPPED, no network: README's two commands in a clean clone");
      skip();
    }
    expect(start.code, start.stdout + start.stderr).toBe(0);
    expect(start.stdout).toContain("server.example.com:44300");
    expect(start.stdout).toContain("npx hivetool outlook fix-port");

    const tests = await run("npm-cli.js", "test", "--", "test/hive");
    expect(tests.code, tests.stdout + tests.stderr).toBe(0);
    // Everything was installed and built by then.
    expect(tests.stderr).not.toMatch(/Installing|Built/);

    const version = await run("npx-cli.js", "--no-install", "hivetool", "--version");
    expect(version.code, version.stderr).toBe(0);
    expect(version.stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);

    const traces = execFileSync("git", ["status", "--porcelain"], { cwd: clone, encoding: "utf8" });
    expect(traces).toBe("");
  },
  240_000,
);

/** npm's own programs, run without a shell: beside the npm that runs these tests, or beside Node. */
function npmFile(program: string): string {
  const caller = process.env.npm_execpath;
  const folders = [
    ...(caller === undefined ? [] : [join(caller, "..")]),
    join(process.execPath, "..", "node_modules", "npm", "bin"),
    join(process.execPath, "..", "..", "lib", "node_modules", "npm", "bin"),
  ];
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`${program} was found neither beside Node nor beside the npm that runs this`);
  return found;
}

/** An environment with nothing of this user's in it: no home, no npm settings, no test runner around us, no corpus asked for. */
function barren(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|vitest|node_|tinypool|color|force_color|hivetool_)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    USERPROFILE: home,
    NODE_ENV: "production",
    NO_COLOR: "1",
    [GUARD]: "1",
  };
}
