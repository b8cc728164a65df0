import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { build } from "esbuild";
import { ROOT } from "../set-up/root.mjs";
import { writeWhole } from "../set-up/write-whole.mjs";

const FOLDER = join(ROOT, "dist", "man");

/** What makes the pages is written in TypeScript, and loads the commands to ask them what they say. */
const MAKER = `
  export { manual } from "./docs/build/command-pages.ts";
  export { manPages } from "./docs/build/man-pages.ts";
`;

/** Writes a man page for every command, from what its help says. */
export async function buildManPages() {
  const { manual, manPages } = await loaded(MAKER);
  rmSync(FOLDER, { recursive: true, force: true });
  for (const { file, text } of manPages(await manual())) writeWhole(join(FOLDER, file), text);
}

/** What a module exports. */
async function loaded(contents) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    write: false,
    logLevel: "silent",
    platform: "node",
    format: "cjs",
    target: "node20",
    conditions: ["hivex-source"],
  });
  const module = { exports: {} };
  compileFunction(outputFiles[0].text, ["require", "module", "exports"])(
    createRequire(join(ROOT, "package.json")),
    module,
    module.exports,
  );
  return module.exports;
}
