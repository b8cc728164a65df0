// What a user does first, with nothing but the tarball: installs it into an empty folder, offline, and uses it.
import { copyFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explained } from "../set-up/explained.mjs";
import { npmProgram } from "../set-up/npm-program.mjs";
import { ROOT } from "../set-up/root.mjs";
import { runNode } from "./run.mjs";

const OLD = "server.example.com-44300";
const NEW = "server.example.com:44300";

/** Fixes a hive with the installed command, then reads it through the installed library. */
export function tryHivetool(folder, tarball) {
  install(folder, tarball);
  const hive = copyHive(folder);
  const command = join(folder, "node_modules", "hivetool", "dist", "hivetool.cjs");
  const fixed = runNode([command, "outlook", "fix-port", "NTUSER.DAT", "--profile", "Work"], {
    cwd: folder,
    what: "The installed hivetool",
  });
  expectText(fixed, `${OLD} -> ${NEW}`, "The installed hivetool");
  expectBytes(hive, "The installed hivetool");
  const help = runNode([npmProgram(), "exec", "--no", "--", "hivetool", "--help"], {
    cwd: folder,
    what: "npx hivetool",
  });
  expectText(help, "Usage: hivetool", "npx hivetool");
  tryTypes(folder, 'import { openHive } from "hivetool";\nexport const open: typeof openHive = openHive;\n');
  cpSync(join(ROOT, "fixtures", "dirty", "entry-logs"), join(folder, "copied"), { recursive: true });
  const note = runNode([writeExample(folder, join(ROOT, "README.md"))], { cwd: folder, what: "The README's example" });
  expectText(note, "after!", "The README's example");
}

/** Reads a hive with the engine alone, then carries an edit's steps out by hand, as its users have to. */
export function tryEngine(folder, tarball) {
  install(folder, tarball);
  const hive = copyHive(folder);
  const example = writeExample(folder, join(ROOT, "wasm", "README.md"));
  const names = runNode([example, "NTUSER.DAT", "Software"], { cwd: folder, what: "The engine's example" });
  expectText(names, "Microsoft", "The engine's example");
  copyFileSync(join(ROOT, "scripts", "package", "edit-with-engine.mjs"), join(folder, "edit.mjs"));
  runNode([join(folder, "edit.mjs"), "NTUSER.DAT"], { cwd: folder, what: "The edit with the engine alone" });
  expectBytes(hive, "The edit with the engine alone");
  tryTypes(folder, 'import { Engine } from "hivex-wasm";\nexport const open: typeof Engine.open = Engine.open;\n');
  writeFileSync(join(folder, "commit.mjs"), COMMIT);
  runNode([join(folder, "commit.mjs"), "NTUSER.DAT"], { cwd: folder, what: "The commit through hivex-wasm/node" });
  expectText(readFileSync(hive, "latin1"), "Set by hivex-wasm", "The commit through hivex-wasm/node");
  tryTypes(folder, 'import { hivexOpen } from "hivex-wasm/node";\nexport const open: typeof hivexOpen = hivexOpen;\n');
}

/** Both entries share one engine: a constant and an error of the one fit the other. */
const COMMIT = `
import { HIVEX_OPEN_WRITE, Hivex, HivexError } from "hivex-wasm";
import { hivexOpen } from "hivex-wasm/node";
const hivex = hivexOpen(process.argv[2], HIVEX_OPEN_WRITE);
if (!(hivex instanceof Hivex)) throw new Error("another Hivex");
hivex.nodeSetValue(hivex.root(), { key: "Note", t: 3, value: new TextEncoder().encode("Set by hivex-wasm") });
hivex.commit(null);
try {
  hivexOpen("nowhere");
} catch (error) {
  if (!(error instanceof HivexError) || error.code !== "ENOENT") throw error;
}
`;

function install(folder, tarball) {
  writeFileSync(join(folder, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
  const args = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", tarball];
  // A cache of its own: what another package left in the user's would hide a dependency.
  const env = { npm_config_cache: join(folder, ".npm") };
  runNode([npmProgram(), ...args], { cwd: folder, what: "Installing the tarball offline", env });
}

function copyHive(folder) {
  const hive = join(folder, "NTUSER.DAT");
  copyFileSync(join(ROOT, "fixtures", "hives", "outlook-user.dat"), hive);
  return hive;
}

/** A user of TypeScript sees types, strictly and without any other package, Node's own types included. */
function tryTypes(folder, program) {
  writeFileSync(join(folder, "types.ts"), program);
  const lib = ["es2023", "dom", "esnext.disposable"];
  const compilerOptions = { noEmit: true, strict: true, target: "es2022", module: "nodenext", types: [], lib };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["types.ts"] }));
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  runNode([tsc, "--project", folder], { cwd: folder, what: "The type-check of a user's program" });
}

function writeExample(folder, document) {
  const code = /^```js\n(.*?)^```$/ms.exec(readFileSync(document, "utf8"))?.[1];
  if (code === undefined) throw explained(`${document} holds no example.`);
  writeFileSync(join(folder, "example.mjs"), code);
  return join(folder, "example.mjs");
}

function expectText(text, part, what) {
  if (!text.includes(part)) throw explained(`${what} should say "${part}" but says:\n${text}`);
}

function expectBytes(hive, what) {
  const text = readFileSync(hive).toString("latin1");
  const wide = (name) => [...name].map((letter) => `${letter}\0`).join("");
  if (!text.includes(wide(NEW))) throw explained(`${what} did not write ${NEW}.`);
}
