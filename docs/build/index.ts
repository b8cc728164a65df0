import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rulesText } from "./check-rules.ts";
import { commandPages, manual } from "./command-pages.ts";
import { manPages } from "./man-pages.ts";
import { type DocumentText, withWritten } from "./markdown.ts";
import { planSchema } from "./plan-schema.ts";
import { recipePages } from "./recipe-pages.ts";

// What people have written stands before the first of the tables.
const file = fileURLToPath(new URL("../check.md", import.meta.url));
const [written = ""] = readFileSync(file, "utf8").split(/^### /m);
writeFileSync(file, written + rulesText());

const schema = fileURLToPath(new URL("../plan.schema.json", import.meta.url));
writeFileSync(schema, `${JSON.stringify(planSchema(), undefined, 2)}\n`);

const all = await manual();
writePages("../commands", commandPages(all));
writePages("../recipes", await recipePages());

function writePages(place: string, pages: readonly DocumentText[]): void {
  const folder = fileURLToPath(new URL(place, import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const { file: name, text } of pages) {
    const path = join(folder, name);
    writeFileSync(path, withWritten(text, existsSync(path) ? readFileSync(path, "utf8") : undefined));
  }
  for (const name of readdirSync(folder)) if (pages.every((page) => page.file !== name)) rmSync(join(folder, name));
}

// npm installs the man pages that the manifest lists. What makes them at build writes the same names.
const manifest = fileURLToPath(new URL("../../package.json", import.meta.url));
const listed = manPages(all).map(({ file: name }) => `    "dist/man/${name}"`);
const list = `"man": [\n${listed.join(",\n")}\n  ]`;
writeFileSync(
  manifest,
  readFileSync(manifest, "utf8").replace(/"man": \[[^\]]*\]/, () => list),
);
