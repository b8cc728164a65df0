import { dirname, join } from "node:path";
import type { FileSystem } from "./file-system.ts";
import { sameFileName } from "./log-names.ts";

/** The folder, its parent and so on, up to the root of the volume that they lie on. */
export function* foldersUpToMountPoint(fs: FileSystem, folder: string): Generator<string> {
  const device = fs.statSync(folder, { bigint: true }).dev;
  for (let here = folder; ; here = dirname(here)) {
    yield here;
    const parent = dirname(here);
    if (parent === here || deviceOf(fs, parent) !== device) return;
  }
}

/**
 * Paths below `folder` whose parts have these names in any letter case, the exact spelling first. Folders that this
 * user may not list are looked into by the exact spelling alone.
 */
export function* spellingsOf(fs: FileSystem, folder: string, parts: readonly string[]): Generator<string> {
  const [part, ...rest] = parts;
  if (part === undefined) {
    yield folder;
    return;
  }
  for (const name of namesIn(fs, folder, part)) {
    const path = join(folder, name);
    if (exists(fs, path)) yield* spellingsOf(fs, path, rest);
  }
}

function namesIn(fs: FileSystem, folder: string, wanted: string): string[] {
  try {
    const others = fs.readdirSync(folder).filter((name) => name !== wanted && sameFileName(name, wanted));
    return [wanted, ...others];
  } catch {
    return [wanted];
  }
}

function exists(fs: FileSystem, path: string): boolean {
  return deviceOf(fs, path) !== undefined;
}

function deviceOf(fs: FileSystem, path: string): bigint | undefined {
  try {
    return fs.statSync(path, { bigint: true }).dev;
  } catch {
    return undefined;
  }
}
