import { cpSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const BUILT_FROM = ["package.json", "package-lock.json", "tsconfig.json", "scripts", "recipes", "src", "wasm"];
const BUILT = /[\\/](dist|build|engine-bytes\.ts|recipe-texts\.ts)$/;

/** Copies what set-up and build need into a folder, as it stands in the working tree, without anything built. */
export function copySources(target: string): void {
  for (const name of BUILT_FROM) {
    cpSync(join(ROOT, name), join(target, name), { recursive: true, filter: (path) => !BUILT.test(path) });
  }
}

/** Gives the copy the installed tools by links, in a node_modules folder of its own. */
export function linkTools(target: string): void {
  const [from, to] = [join(ROOT, "node_modules"), join(target, "node_modules")];
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name.startsWith(".") || name === "hivex-wasm") continue;
    symlinkSync(realpathSync(join(from, name)), join(to, name), "junction");
  }
  symlinkSync(join(target, "wasm"), join(to, "hivex-wasm"), "junction");
}
