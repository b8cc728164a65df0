import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { TemporaryFolder } from "./support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BIOME = join(ROOT, "node_modules", "@biomejs", "biome", "bin", "biome");

/** One line of code in a place where it may not be: the lint has to say so, in the words given. */
const FORBIDDEN: readonly [file: string, code: string, message: string][] = [
  [
    "wasm/assembly/a.ts",
    'import { HiveError } from "../binding/hive-error.ts"; HiveError;',
    "engine's sources know only each other",
  ],
  ["wasm/assembly/b.ts", 'import { EXIT } from "../../src/errors.ts"; EXIT;', "engine's sources know only each other"],
  ["wasm/binding/a.ts", 'import { EXIT } from "../../src/errors.ts"; EXIT;', "know bytes, and nothing of hivetool"],
  ["wasm/binding/b.ts", 'import { readFileSync } from "node:fs"; readFileSync;', "know bytes, and nothing of hivetool"],
  ["wasm/binding/c.ts", "process.exit();", "global variable process"],
  ["wasm/binding/d.ts", 'import { openHive } from "hivex-wasm/node"; openHive;', "know bytes, and nothing of hivetool"],
  ["wasm/binding/e.ts", 'import { Guard } from "../node/guard.ts"; Guard;', "know bytes, and nothing of hivetool"],
  ["wasm/node/a.ts", 'import { EXIT } from "../../src/errors.ts"; EXIT;', "nothing of hivetool"],
  ["wasm/node/b.ts", 'import { Engine } from "../binding/engine.ts"; Engine;', "knows the engine by its name"],
  ["wasm/node/c.ts", "process.exit();", "global variable process"],
  ["wasm/node/d.ts", 'import { pid } from "node:process"; pid;', "wasm/node/hivex-open.ts use process"],
  ["src/errors.ts", 'import { Hive } from "./hive/hive.ts"; Hive;', "errors.ts is a leaf"],
  ["src/index.ts", 'export { createProgram } from "./cli/program.ts";', "the command line stands above it"],
  ["src/hive/a.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "src/hive is the model"],
  ["src/hive/b.ts", 'import type { Plan } from "../edit/plan.ts"; export type A = Plan;', "src/hive is the model"],
  ["src/hive/c.ts", 'import { Engine } from "../../wasm/binding/index.ts"; Engine;', "by its name, hivex-wasm"],
  ["src/hive/hive.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "Hive.edit alone reaches up"],
  ["src/hive/d.ts", 'import { readFileSync } from "node:fs"; readFileSync;', "Only src/storage touches a file system"],
  ["src/hive/g.ts", 'import { Guard } from "hivex-wasm/node"; Guard;', "Only src/storage touches a file system"],
  ["src/hive/e.ts", 'import { openHive } from "../index.ts"; openHive;', "src/hive is the model"],
  ["src/hive/f.ts", "console.log(process.argv);", "global variable process"],
  ["src/check/a.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "src/check judges bytes"],
  ["src/check/b.ts", 'import { readFileSync } from "node:fs"; readFileSync;', "Only src/storage touches a file system"],
  ["src/compact/a.ts", 'import { applyPlan } from "../edit/apply.ts"; applyPlan;', "it changes nothing in them"],
  [
    "src/compact/b.ts",
    'import { readFileSync } from "node:fs"; readFileSync;',
    "Only src/storage touches a file system",
  ],
  ["src/repair/a.ts", 'import { applyPlan } from "../edit/apply.ts"; applyPlan;', "it knows no edits"],
  ["src/storage/a.ts", 'import { applyPlan } from "../edit/apply.ts"; applyPlan;', "not what edits mean"],
  ["src/storage/b.ts", 'import { fixPort } from "../outlook/fix-port.ts"; fixPort;', "not what edits mean"],
  ["src/storage/c.ts", 'import pc from "picocolors"; pc;', "Only src/cli talks to a terminal"],
  [
    "src/storage/d.ts",
    'import { pid } from "node:process"; pid;',
    "Only src/cli/bin.ts and wasm/node/hivex-open.ts use process",
  ],
  ["src/edit/a.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "knows no files"],
  ["src/edit/b.ts", 'import { fixPort } from "../outlook/fix-port.ts"; fixPort;', "knows no files, no Outlook"],
  ["src/reg-file/a.ts", 'import { Hive } from "hivex-wasm"; Hive;', "knows no hive and no file"],
  ["src/plan/a.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "it opens no files"],
  ["src/recipes/a.ts", 'import { Hive } from "../hive/hive.ts"; Hive;', "src/recipes hands out plans"],
  ["src/import/a.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "it opens neither"],
  ["src/text-in-data/a.ts", 'import { applyPlan } from "../edit/apply.ts"; applyPlan;', "changes nothing by itself"],
  ["src/replace/a.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "it opens none"],
  ["src/rehost/a.ts", 'import { createProgram } from "../cli/program.ts"; createProgram;', "knows no command line"],
  ["src/compare/a.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "it knows no files"],
  ["src/locate/a.ts", 'import { createProgram } from "../cli/program.ts"; createProgram;', "others' business"],
  ["src/locate/b.ts", 'import { statSync } from "node:fs"; statSync;', "walks the file system that it is handed"],
  ["src/search/a.ts", 'import { planFixPort } from "../outlook/fix-port.ts"; planFixPort;', "what a hive holds"],
  ["src/search/b.ts", 'import { statSync } from "node:fs"; statSync;', "Only src/storage touches a file system"],
  ["src/batch/a.ts", 'import { planFixPort } from "../outlook/fix-port.ts"; planFixPort;', "others' business"],
  ["src/batch/b.ts", 'import { statSync } from "node:fs"; statSync;', "works on the file system that it is handed"],
  ["src/outlook/a.ts", 'import { createProgram } from "../cli/program.ts"; createProgram;', "knows no command line"],
  [
    "src/outlook/b.ts",
    'import { readFileSync } from "node:fs"; readFileSync;',
    "Only src/storage touches a file system",
  ],
  ["src/outlook/c.ts", 'import { Command } from "commander"; Command;', "Only src/cli talks to a terminal"],
  [
    "src/cli/commands/a.ts",
    'import { openHive } from "../../storage/open-hive.ts"; openHive;',
    "customer of the public API",
  ],
  ["src/cli/commands/b.ts", 'import { Engine } from "hivex-wasm"; Engine;', "customer of the public API"],
  ["src/cli/commands/e.ts", 'import { Guard } from "hivex-wasm/node"; Guard;', "customer of the public API"],
  [
    "src/cli/commands/c.ts",
    'import { readFileSync } from "node:fs"; readFileSync;',
    "Only src/storage touches a file system",
  ],
  ["src/cli/commands/d.ts", "process.exit();", "global variable process"],
  ["src/shell/a.ts", 'import { openTerminal } from "../cli/terminal.ts"; openTerminal;', "it knows no terminal"],
  ["src/shell/b.ts", 'import { hivexOpen } from "hivex-wasm/node"; hivexOpen;', "handed its hive"],
  ["src/hivex-tools/a.ts", 'import { openHive } from "../storage/open-hive.ts"; openHive;', "are built upon Hivex"],
  ["src/hivex-tools/b.ts", 'import { readFileSync } from "node:fs"; readFileSync;', "Only src/storage touches"],
  ["src/hivex-tools/c.ts", "process.exit();", "global variable process"],
  ["fixtures/build/a.ts", 'import { Hive } from "../../src/hive/hive.ts"; Hive;', "shares no code with it"],
  ["test/support/reference-x.ts", 'import { Engine } from "hivex-wasm"; Engine;', "shares no code with it"],
];

/** What each place may do, so that the rules above are not won by forbidding everything. */
const ALLOWED: readonly [file: string, code: string][] = [
  ["wasm/assembly/ok.ts", 'import { cell } from "./cell.ts"; cell;'],
  ["wasm/binding/ok.ts", 'import { KEY_NODE } from "../assembly/layout.ts"; KEY_NODE;'],
  ["wasm/node/hivex-open.ts", 'import process from "node:process"; process.exit();'],
  ["wasm/node/ok.ts", 'import { open } from "node:fs"; import { Engine } from "hivex-wasm"; open; Engine;'],
  [
    "src/hive/ok.ts",
    'import { Engine } from "hivex-wasm"; import { hiveError } from "../errors.ts"; Engine; hiveError;',
  ],
  [
    "src/storage/ok.ts",
    'import { Guard } from "hivex-wasm/node"; import { Hive } from "../hive/hive.ts"; Guard; Hive;',
  ],
  ["src/check/ok.ts", 'import { Engine } from "hivex-wasm"; import { Hive } from "../hive/hive.ts"; Engine; Hive;'],
  [
    "src/compact/ok.ts",
    'import { writeTree } from "hivex-wasm"; import { Hive } from "../hive/hive.ts"; writeTree; Hive;',
  ],
  ["src/edit/ok.ts", 'import { Hive } from "../hive/hive.ts"; Hive;'],
  [
    "src/outlook/ok.ts",
    'import { Hive } from "../hive/hive.ts"; import type { Plan } from "../edit/plan.ts"; export type A = Plan; Hive;',
  ],
  [
    "src/cli/commands/ok.ts",
    'import { Command } from "commander"; import { openHive } from "../../index.ts"; Command; openHive;',
  ],
  ["src/shell/ok.ts", 'import { Hivex } from "hivex-wasm"; import { Hive } from "../index.ts"; Hivex; Hive;'],
  ["src/hivex-tools/ok.ts", 'import { hivexOpen } from "hivex-wasm/node"; hivexOpen;'],
  ["src/hivex-tools/bin.ts", "process.exit();"],
  ["src/cli/bin.ts", 'import { createProgram } from "./program.ts"; createProgram; process.exit();'],
];

test("the lint keeps the arrows of the architecture", () => {
  using folder = new TemporaryFolder();
  for (const [file, code] of [...FORBIDDEN, ...ALLOWED]) write(folder.file(file), `${code}\n`);
  cpSync(join(ROOT, "biome.json"), folder.file("biome.json"));
  const told = lint(folder.path);
  for (const [file, , message] of FORBIDDEN) expect.soft(told.get(file) ?? "", file).toContain(message);
  for (const [file] of ALLOWED) expect.soft(told.get(file), file).toBeUndefined();
});

test("raw loads and stores stand in wasm/assembly/memory.ts alone", () => {
  const raw = /\b(load|store)<|\bv128\.(load|store)|\bmemory\.(copy|fill|grow)\b/;
  const users = sources("wasm/assembly").filter((file) => raw.test(readFileSync(join(ROOT, file), "utf8")));
  expect(users).toEqual(["wasm/assembly/memory.ts"]);
});

test("file systems are opened in one file", () => {
  const imports = /^import (?!type )[^;]*? from "(node:)?fs(\/[^"]*)?"/m;
  const users = ["src", "wasm/node"]
    .flatMap(sources)
    .filter((file) => imports.test(readFileSync(join(ROOT, file), "utf8")));
  expect(users).toEqual(["wasm/node/file-system.ts"]);
});

test("no file or folder is a drawer for what has no place", () => {
  const drawers = /(^|[/-])(utils?|misc|helpers?|common)(\.ts$|\/)/;
  const files = ["src", "wasm/assembly", "wasm/binding", "wasm/node", "test", "fixtures"].flatMap(sources);
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => drawers.test(file))).toEqual([]);
});

/** The TypeScript files below a folder, from the root of the clone, with forward slashes. */
function sources(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => [folder, ...name.split(sep)].join("/"))
    .sort();
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

interface Diagnostic {
  readonly category: string;
  readonly message: unknown;
  readonly location: { readonly path: unknown };
  readonly advices: unknown;
}

/** What the import and global rules say of each file, by its path with forward slashes. */
function lint(folder: string): Map<string, string> {
  const rules = ["noRestrictedImports", "noRestrictedGlobals"].flatMap((rule) => ["--only", `style/${rule}`]);
  const args = [BIOME, "lint", ...rules, "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  const told = new Map<string, string>();
  for (const diagnostic of (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics) {
    const { path } = diagnostic.location;
    const file = typeof path === "string" ? path : (path as { file: string }).file;
    const place = relative(folder, join(folder, file)).split(sep).join("/");
    told.set(place, (told.get(place) ?? "") + JSON.stringify(diagnostic));
  }
  return told;
}
