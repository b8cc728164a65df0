import { join } from "node:path";
import { type FileSystem, ReadCounter, ReadOnlyFile } from "hivex-wasm/node";
import type { PassedBy } from "./found-hive.ts";
import type { Folders } from "./walk-places.ts";

const SMALLEST_HIVE = 8192;
const PRIMARY = 0;

/** Every file below a root that begins as a hive does, under any name, sorted by path. Links are not followed. */
export function* walkContent(root: string, folders: Folders, fs: FileSystem, passedBy: PassedBy[]): Generator<string> {
  const waiting = [root];
  const entered = new Set<string>();
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const path = folder;
    const names = folders.names(path, (reason) => passedBy.push({ path, reason }));
    const inner: string[] = [];
    for (const name of [...names].sort()) {
      const found = join(folder, name);
      const looked = folders.look(found);
      if (looked.kind === "other" || looked.isLink) continue;
      if (looked.kind === "folder" && !entered.has(looked.identity)) inner.push(found);
      else if (looked.kind === "file" && isHive(fs, found)) yield found;
      entered.add(looked.identity);
    }
    waiting.push(...inner.reverse());
  }
}

function isHive(fs: FileSystem, path: string): boolean {
  let file: ReadOnlyFile | undefined;
  try {
    file = ReadOnlyFile.open(fs, path, "a file that may be a hive", new ReadCounter());
    if (file.size < SMALLEST_HIVE) return false;
    const start = file.start(32);
    const view = new DataView(start.buffer, start.byteOffset, start.length);
    return view.getUint32(0, false) === 0x72656766 && view.getUint32(28, true) === PRIMARY; // "regf", and no log
  } catch {
    return false;
  } finally {
    file?.close();
  }
}
