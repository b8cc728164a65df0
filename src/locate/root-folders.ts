import { relative, sep } from "node:path";
import type { FileSystem } from "hivex-wasm/node";
import { systemCode } from "hivex-wasm/node";
import type { Folders, Looked } from "./walk-places.ts";

/** The folders below a root as they lie on a disk. Links are followed within the root only, so no walk leaves it. */
export function rootFolders(fs: FileSystem, root: string): Folders {
  const realRoot = fs.realpathSync(root);
  return {
    names: (path) => fs.readdirSync(path),
    look: (path) => lookAt(fs, path, realRoot),
  };
}

function lookAt(fs: FileSystem, path: string, realRoot: string): Looked {
  try {
    const own = fs.lstatSync(path, { bigint: true });
    const isLink = own.isSymbolicLink();
    if (isLink && !isWithin(realRoot, fs.realpathSync(path))) {
      return { kind: "other", reason: "a link that leads out of the root" };
    }
    const status = isLink ? fs.statSync(path, { bigint: true }) : own;
    if (!status.isFile() && !status.isDirectory()) return { kind: "other" };
    const identity = `${status.dev}:${status.ino}`;
    return { kind: status.isFile() ? "file" : "folder", identity, isLink };
  } catch (error) {
    return { kind: "other", reason: reasonOf(systemCode(error)) };
  }
}

/** Junctions of another Windows name paths that are not here; that is their usual state, not a fault. */
function reasonOf(code: string | undefined): string {
  if (code === "ENOENT") return "a link to nothing, or gone meanwhile";
  if (code === "ELOOP") return "a link that leads to itself";
  return code === "EACCES" || code === "EPERM" ? "no permission" : `not readable (${code ?? "unknown"})`;
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}
