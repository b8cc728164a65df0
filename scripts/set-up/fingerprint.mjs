// Whether something is older than its source is asked of content, not of clocks: a checkout or a copy gives files
// new times, a deleted source leaves none behind, and two edits within one tick of the clock look alike.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";

/**
 * A hash of the names and contents of files and of all files below folders, both given relative to the clone.
 * What is absent has a fingerprint as well, so that its coming is noticed.
 */
export function fingerprint(paths, { except = [] } = {}) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesBelow)) {
    if (except.includes(path)) continue;
    hash.update(`${path}\0`);
    hash.update(contentOf(path));
    hash.update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(path) {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!found?.isDirectory()) return [path];
  return readdirSync(join(ROOT, path))
    .sort()
    .flatMap((name) => filesBelow(`${path}/${name}`));
}

function contentOf(path) {
  try {
    return readFileSync(join(ROOT, path));
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}
