import type { FileSystem } from "./file-system.ts";
import { blocking, type Syncing, syncOf } from "./sync-points.ts";
import { systemCode } from "./system-error.ts";

/** Many file systems (CIFS, FUSE, those of Windows) know no sync of a folder and keep its entries by other means. */
const NOT_OFFERED: readonly (string | undefined)[] = ["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EPERM", "EISDIR"];
/** Opening a folder fails on Windows, and where this user may write into it but not list it. */
const NOT_OPENED: readonly (string | undefined)[] = [...NOT_OFFERED, "EACCES"];

/** Makes created and removed names in `folder` durable, where that is offered. */
export function syncFolder(fs: FileSystem, folder: string): void {
  blocking(folderSync(fs, folder));
}

/** The same as a part of other work. */
export function* folderSync(fs: FileSystem, folder: string): Syncing<void> {
  const descriptor = opened(fs, folder);
  if (descriptor === undefined) return;
  try {
    yield syncOf(fs, descriptor);
  } catch (error) {
    if (!NOT_OFFERED.includes(systemCode(error))) throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}

function opened(fs: FileSystem, folder: string): number | undefined {
  try {
    return fs.openSync(folder, "r");
  } catch (error) {
    if (NOT_OPENED.includes(systemCode(error))) return undefined;
    throw error;
  }
}
