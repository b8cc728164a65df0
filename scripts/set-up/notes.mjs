// What was installed and built from which sources is noted inside node_modules, where `npm ci` forgets it.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { writeWhole } from "./write-whole.mjs";

const FOLDER = join(ROOT, "node_modules", ".cache", "hivetool");

export function isNoted(name, text) {
  try {
    return readFileSync(join(FOLDER, name), "utf8") === text;
  } catch {
    return false;
  }
}

export function note(name, text) {
  mkdirSync(FOLDER, { recursive: true });
  writeWhole(join(FOLDER, name), text);
}
