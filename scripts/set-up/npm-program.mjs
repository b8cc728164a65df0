import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { explained } from "./explained.mjs";

/** The path of npm's own JavaScript: running it through this Node needs no shell, on Windows too. */
export function npmProgram() {
  const caller = process.env.npm_execpath;
  if (caller && /^npm-cli\.c?js$/.test(basename(caller)) && existsSync(caller)) return caller;
  const node = dirname(process.execPath);
  const beside = [join(node, "node_modules"), join(node, "..", "lib", "node_modules")];
  const found = beside.map((folder) => join(folder, "npm", "bin", "npm-cli.js")).find((path) => existsSync(path));
  if (found) return found;
  throw explained("npm was not found beside Node; run this through npm, for example `npm start` or `npm test`.");
}
