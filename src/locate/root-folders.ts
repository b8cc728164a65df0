import { relative, sep } from "node:path";
import { type FileSystem, systemCode, systemError } from "hivex-wasm/node";
import { HiveError } from "../errors.ts";
import type { Folders, Looked } from "./walk-places.ts";

/** The folders below a root as they lie on a disk. Links are followed within the root only, so no walk leaves it. */
export function rootFolders(fs: FileSystem, root: string): Folders {
  const realRoot = fs.realpathSync(root);
  if (!fs.statSync(realRoot, { bigint: true }).isDirectory()) {
    const advice = "Name a folder, a drive or a share; a hive itself is shown by `hivetool info`.";
    throw new HiveError("usage", "this is no folder, so no hives can lie below it", { path: root, advice });
  }
  return {
    names: (path, pass) => namesIn(fs, path, pass),
    look: (path) => lookAt(fs, path, realRoot),
  };
}

function namesIn(fs: FileSystem, path: string, pass: (reason: string) => void): readonly string[] {
  try {
    return fs.readdirSync(path);
  } catch (error) {
    pass(reasonOf(error, path));
    return [];
  }
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
    return { kind: "other", reason: reasonOf(error, path) };
  }
}

/** Junctions of another Windows name paths that are not here; that is their usual state, not a fault. */
function reasonOf(error: unknown, path: string): string {
  const code = systemCode(error);
  if (code === "ENOENT") return "a link to nothing, or gone meanwhile";
  if (code === "ELOOP") return "a link that leads to itself";
  return systemError(error, path, "looking into it").statement;
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}
