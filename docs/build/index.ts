import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rulesText } from "./check-rules.ts";
import { commandPages, manual } from "./command-pages.ts";
import { withWritten } from "./markdown.ts";

// What people have written stands before the first of the tables.
const file = fileURLToPath(new URL("../check.md", import.meta.url));
const [written = ""] = readFileSync(file, "utf8").split(/^### /m);
writeFileSync(file, written + rulesText());

const folder = fileURLToPath(new URL("../commands", import.meta.url));
const pages = commandPages(await manual());
for (const { file: name, text } of pages) {
  const path = join(folder, name);
  writeFileSync(path, withWritten(text, existsSync(path) ? readFileSync(path, "utf8") : undefined));
}
for (const name of readdirSync(folder)) if (pages.every((page) => page.file !== name)) rmSync(join(folder, name));
