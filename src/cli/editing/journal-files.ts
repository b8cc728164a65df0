import { join } from "node:path";
import { type FileSystem, HiveError, JOURNAL_SUFFIX, type JournalSummary, readEntryHead } from "../../index.ts";
import { isFolder } from "../many/hive-targets.ts";

/** An entry's file, and what it says of itself. */
export interface JournalFile extends JournalSummary {
  readonly path: string;
}

/** The entries that arguments name, files and folders with entries in them; the oldest edit first. */
export function journalEntries(fs: FileSystem, names: readonly string[]): JournalFile[] {
  const files = names.flatMap((name) => {
    if (!isFolder(fs, name)) return [name];
    const found = fs.readdirSync(name).filter((each) => each.endsWith(JOURNAL_SUFFIX));
    if (found.length > 0) return found.sort().map((each) => join(name, each));
    const advice = `Entries are files whose names end in ${JOURNAL_SUFFIX}.`;
    throw new HiveError("file-not-found", "no entry of a journal lies in this folder", { path: name, advice });
  });
  return [...new Set(files)].map((path) => ({ path, ...readEntryHead(fs, path) })).sort(byTime);
}

function byTime(one: JournalFile, other: JournalFile): number {
  if (one.time === other.time) return one.before.sequence - other.before.sequence;
  return one.time < other.time ? -1 : 1;
}
