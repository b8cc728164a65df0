import process from "node:process";
import { Hivex, withErrno } from "hivex-wasm";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { HivexFile } from "./hivex-file.ts";
import { processFactsOf } from "./process-facts.ts";
import type { EditPermissions } from "./writing-obstacles.ts";

/** What libhivex knows nothing of. */
export interface HivexOpenOptions extends EditPermissions {
  /** The machine's own without it. */
  readonly fs?: FileSystem;
}

/**
 * Opens the hive in a file, as hivex_open does. Flags: `HIVEX_OPEN_...` of hivex-wasm. Nothing is created or locked, and
 * only the pages that are needed are read. With `HIVEX_OPEN_WRITE` its `commit` writes the file: in place, through the
 * hive's transaction log, so that an interruption leaves the old hive or the new one.
 *
 * Throws HivexError: ENOENT, EISDIR, EACCES and EIO of the file, ENOTSUP where it is no hive, EINVAL where it is too small or
 * its checksum is wrong, EUCLEAN where a dirty hive is to be written.
 *
 * @example
 * const hivex = hivexOpen("NTUSER.DAT", HIVEX_OPEN_WRITE);
 * hivex.nodeAddChild(hivex.root(), "Acme");
 * hivex.commit(null);
 * hivex.close();
 */
export function hivexOpen(filename: string, flags = 0, options: HivexOpenOptions = {}): Hivex {
  const { fs = nodeFileSystem, ...permissions } = options;
  const file = withErrno(() => new HivexFile(fs, filename, () => processFactsOf(process), permissions));
  return Hivex.open(file, flags);
}
