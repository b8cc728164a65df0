import { basename } from "node:path";
import { fileError, HiveError } from "hivex-wasm";
import type { AttributeTools } from "./extended-attributes.ts";
import type { HiveFile } from "./hive-file.ts";
import { systemError } from "./system-error.ts";

/**
 * File systems that keep about a file what POSIX tells and extended attributes, and nothing else that a new file would not
 * get: ext2 to ext4, XFS, Btrfs, F2FS, ZFS, bcachefs, tmpfs, ramfs, overlay. On all others (NTFS, FAT, CIFS, FUSE, NFS ...)
 * a rename loses owner, access list, attributes, streams or the short name, and nobody could say which.
 */
const PLAIN_FILE_SYSTEMS = new Set([
  0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0xca451a4e, 0x01021994, 0x858458f6, 0x794c7630,
]);

/** What stands in the way of a new file in the hive's place, beyond what stands in the way of any writing. */
export function replaceObstacles(
  { fs, realPath: path }: Pick<HiveFile, "fs" | "realPath">,
  tools: AttributeTools,
): HiveError[] {
  try {
    const type = fs.statfsSync?.(path).type;
    if (type === undefined || !PLAIN_FILE_SYSTEMS.has(type >>> 0)) return [refused(unknownSystem(type), path)];
    // With --hard-links too: the other names would keep the old hive.
    const names = Number(fs.statSync(path, { bigint: true }).nlink);
    if (names > 1) return [linked(names, path)];
    tools.list(path);
    return [];
  } catch (error) {
    return [error instanceof HiveError ? error : systemError(error, path, "looking at the hive's surroundings")];
  }
}

function unknownSystem(type: number | undefined): string {
  const which = type === undefined ? "" : ` (type 0x${(type >>> 0).toString(16)})`;
  return `this file system${which} may keep more about it than can be copied, such as its access list`;
}

function refused(statement: string, path: string): HiveError {
  return fileError("replace-refused", `the hive can't be replaced by a new file: ${statement}`, { path });
}

function linked(names: number, path: string): HiveError {
  const statement = `${basename(path)} is one file with ${names} names, and a new file would get only one of them`;
  return fileError("has-hard-links", statement, { path, advice: "Leave --replace out, or remove the other names." });
}
