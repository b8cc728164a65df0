import type { FileSystem } from "./file-system.ts";
import { type ProgramResult, runSystemProgram } from "./system-program.ts";

/** statfs(2), `FUSE_SUPER_MAGIC`: ntfs-3g answers through FUSE. */
const FUSE = 0x65735546;
const SHORT_NAME = "system.ntfs_dos_name";

/**
 * Those of some files that have a short name of NTFS (8.3) beside their own. ntfs-3g counts it as a link, but it is no
 * other name of the file: Windows keeps the two as one entry. Only on such a file system is anything asked; without the
 * program that knows, nothing is known.
 */
export function shortNamed(
  fs: FileSystem,
  paths: readonly string[],
  run: (program: string, args: readonly string[]) => ProgramResult = runSystemProgram,
): ReadonlySet<string> {
  const asked = paths.filter((path) => isFuse(fs, path) && !/[\n\r\\]/.test(path)); // which getfattr would escape
  if (asked.length === 0) return new Set();
  // It fails when one of them has none, and says what it knows of the others.
  const args = ["--no-dereference", "--absolute-names", `--name=${SHORT_NAME}`, "--encoding=hex", "--", ...asked];
  const blocks = run("getfattr", args).stdout?.split("\n\n") ?? [];
  const heads = blocks.map((block) => block.split("\n")).filter(([, line]) => line?.startsWith(`${SHORT_NAME}=0x`));
  const named = new Set(heads.map(([head = ""]) => head.replace("# file: ", "")));
  return new Set(asked.filter((path) => named.has(path)));
}

function isFuse(fs: FileSystem, path: string): boolean {
  try {
    return fs.statfsSync?.(path).type === FUSE;
  } catch {
    return false;
  }
}
