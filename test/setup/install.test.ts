import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { copySources } from "./clone.ts";
import { type Ended, runNode } from "./run-node.ts";

/** Stands in for npm: notes how it was called, says what it is told to say, and ends as it is told to end. */
const STAND_IN = `
const { appendFileSync, readFileSync } = require("node:fs");
appendFileSync(__dirname + "/calls", JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }) + "\\n");
const { says, code } = JSON.parse(readFileSync(__dirname + "/answer.json", "utf8"));
process.stderr.write(says);
process.exitCode = code;
`;
/** Installs alone are asked about here; the build that follows would need what a real npm brings. */
const INSTALL = `
import { isInstalled, install } from "./set-up/install.mjs";
try {
  if (!isInstalled()) await install();
} catch (error) {
  console.log(error.isExplained ? error.message : error.stack);
  process.exitCode = 1;
}
`;

let folder: TemporaryFolder;
let clone: string;
beforeEach(() => {
  folder = new TemporaryFolder();
  clone = folder.file("a clone");
  copySources(clone);
  mkdirSync(folder.file("npm"));
  writeFileSync(folder.file("npm", "npm-cli.js"), STAND_IN);
  writeFileSync(join(clone, "scripts", "only-install.mjs"), INSTALL);
  return () => folder.remove();
});

async function install(says: string, code: number): Promise<Ended> {
  writeFileSync(folder.file("npm", "answer.json"), JSON.stringify({ says, code }));
  const env = { ...process.env, npm_execpath: folder.file("npm", "npm-cli.js"), NODE_ENV: "production" };
  return runNode([join(clone, "scripts", "only-install.mjs")], { cwd: folder.path, env });
}

function calls(): { args: string[]; cwd: string }[] {
  const file = folder.file("npm", "calls");
  return existsSync(file)
    ? readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];
}

test("installs once, development tools included, and again only when the lock file has changed", async () => {
  expect((await install("", 0)).code).toBe(0);
  expect((await install("", 0)).code).toBe(0);
  expect(calls()).toHaveLength(1);
  expect(calls()[0]?.cwd).toBe(clone);
  expect(calls()[0]?.args.slice(0, 2)).toEqual(["ci", "--include=dev"]);

  appendFileSync(join(clone, "package-lock.json"), "\n");
  expect((await install("", 0)).code).toBe(0);
  expect(calls()).toHaveLength(2);
});

test("an install that failed is tried again", async () => {
  expect((await install("npm error code EINTEGRITY\nnpm error wrong checksum of x\n", 1)).code).toBe(1);
  expect((await install("", 0)).code).toBe(0);
  expect(calls()).toHaveLength(2);
});

test.each([
  [
    "offline",
    "npm error code ENOTFOUND\nnpm error request to https://r.example/ failed\n",
    "registry cannot be reached (ENOTFOUND)",
  ],
  [
    "resolver down",
    "npm error code EAI_AGAIN\nnpm error getaddrinfo EAI_AGAIN\n",
    "registry cannot be reached (EAI_AGAIN)",
  ],
  ["connection lost", "npm ERR! network read ECONNRESET\n", "registry cannot be reached (ECONNRESET)"],
  [
    "offline by choice",
    "npm error code ENOTCACHED\nnpm error request failed: cache mode is 'only-if-cached'\n",
    "(ENOTCACHED)",
  ],
  [
    "lock file out of step",
    "npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install when in sync\nnpm error Missing: x@1\n",
    "package-lock.json does not fit package.json",
  ],
  [
    "no room",
    "npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write\n",
    "no space left on device",
  ],
  [
    "something else",
    "npm error code E500\nnpm error the mirror is tired\n",
    "could not be installed: the mirror is tired.",
  ],
])("%s: one sentence with the essence", async (_, says, essence) => {
  const { code, stdout } = await install(says, 1);
  expect(code).toBe(1);
  expect(stdout).toContain(essence);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(stdout).not.toContain("npm error");
});

test("a Node that is too old is told so in one sentence", async () => {
  const disguise =
    "import{syncBuiltinESMExports}from'node:module';" +
    "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.18.3'}});syncBuiltinESMExports()";
  const args = [
    "--import",
    `data:text/javascript,${encodeURIComponent(disguise)}`,
    join(clone, "scripts", "setup.mjs"),
  ];
  const { code, stderr } = await runNode(args, { cwd: clone });
  expect(code).toBe(1);
  expect(stderr).toBe("hivetool needs Node 20.19 or later; this is Node 20.18.3. Get a newer one from nodejs.org.\n");
  expect(existsSync(join(clone, "node_modules"))).toBe(false);
});
