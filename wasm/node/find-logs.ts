import { basename, dirname, join } from "node:path";
import { fileError, type HiveError, LOG_HEADER_SIZE, type LogHeader, type LogRole, parseLogHeader } from "hivex-wasm";
import type { FileStatus, FileSystem } from "./file-system.ts";
import { LOG_ROLES, logRoleOf, sameFileName } from "./log-names.ts";
import { type ReadCounter, ReadOnlyFile } from "./read-only-file.ts";
import type { Surroundings } from "./surroundings.ts";
import { systemError } from "./system-error.ts";

/** A transaction log beside a hive. */
export interface FoundLog {
  readonly role: LogRole;
  /** As it is spelled on the disk. */
  readonly path: string;
  /** Bytes; 0 is normal. */
  readonly size: number;
  /** By its first sector; "unknown" where that is no valid header. */
  readonly format: "hvle" | "dirt" | "unknown" | "empty";
  /** Sequence number of the first entry (new format) or of the whole log (old format). */
  readonly firstSequence?: number;
  /** All that the first sector says. */
  readonly header?: LogHeader;
  /** Last modification in nanoseconds since 1970. */
  readonly modified: bigint;
  /** Names that the file has; more than one: writing to it changes files elsewhere. */
  readonly links: number;
  /** Why it could not be read, if so. */
  readonly fault?: HiveError;
}

/** What one look at a hive's folder has shown. */
export interface Companions {
  /** LOG1, LOG2, LOG; the hive's own spelling first where a log has two. */
  readonly logs: readonly FoundLog[];
  /** Other files with the hive's name in other letter cases. */
  readonly namesakes: readonly string[];
  /** Why the folder could not be looked at, if so. */
  readonly fault?: HiveError;
}

/**
 * Looks once, in any letter case, for the logs of the hive at `realPath`, and reads the first sector of each.
 * Never throws for what lies there: reading a hive does not need its logs.
 */
export function findCompanions(
  fs: FileSystem,
  realPath: string,
  counter: ReadCounter,
  surroundings?: Surroundings,
): Companions {
  const folder = dirname(realPath);
  const hiveName = basename(realPath);
  let names: readonly string[];
  try {
    names = surroundings === undefined ? fs.readdirSync(folder) : surroundings.list(folder);
  } catch (error) {
    return { logs: [], namesakes: [], fault: systemError(error, folder, "looking for the hive's logs") };
  }
  const logs = names
    .flatMap((name) => {
      const role = logRoleOf(name, hiveName);
      return role === undefined ? [] : [{ role, name }];
    })
    .sort(
      (one, other) =>
        rank(one.role) - rank(other.role) || spelling(one.name, hiveName) - spelling(other.name, hiveName),
    )
    .map(({ role, name }) => inspectLog(fs, role, join(folder, name), counter));
  const namesakes = names.filter((name) => name !== hiveName && sameFileName(name, hiveName));
  return { logs, namesakes };
}

/** Throws `file-changed` when the logs beside the hive are no longer as they were. */
export function assertSameLogs(
  fs: FileSystem,
  realPath: string,
  logs: readonly FoundLog[],
  counter: ReadCounter,
): void {
  if (sameLogs(logs, findCompanions(fs, realPath, counter).logs)) return;
  throw fileError("file-changed", "the hive's logs were changed by someone else while it was open", { path: realPath });
}

/** Whether two looks have shown the same logs in the same state. */
export function sameLogs(one: readonly FoundLog[], other: readonly FoundLog[]): boolean {
  const states = (logs: readonly FoundLog[]): string =>
    logs.map(({ path, size, modified, firstSequence }) => `${path} ${size} ${modified} ${firstSequence}`).join("\n");
  return states(one) === states(other);
}

function rank(role: LogRole): number {
  return LOG_ROLES.indexOf(role);
}

function spelling(logName: string, hiveName: string): number {
  return logName.startsWith(hiveName) ? 0 : 1;
}

function inspectLog(fs: FileSystem, role: LogRole, path: string, counter: ReadCounter): FoundLog {
  const unreadable: FoundLog = { role, path, size: 0, format: "unknown", modified: 0n, links: 1 };
  let status: FileStatus;
  try {
    // Not through a symbolic link: a commit removes and empties logs, and must not reach files elsewhere.
    status = fs.lstatSync(path, { bigint: true });
  } catch (error) {
    return { ...unreadable, fault: systemError(error, path, "looking at the log") };
  }
  const facts = { role, path, size: Number(status.size), modified: status.mtimeNs, links: Number(status.nlink) };
  if (!status.isFile()) {
    const advice = "Move it out of the hive's folder.";
    const fault = fileError("not-a-file", `${basename(path)} has a log's name but is not a regular file`, {
      path,
      advice,
    });
    return { ...facts, format: "unknown", fault };
  }
  if (facts.size === 0) return { ...facts, format: "empty" };
  return { ...facts, ...classify(fs, path, counter) };
}

function classify(
  fs: FileSystem,
  path: string,
  counter: ReadCounter,
): Pick<FoundLog, "format" | "firstSequence" | "header" | "fault"> {
  let file: ReadOnlyFile | undefined;
  try {
    file = ReadOnlyFile.open(fs, path, "the log", counter);
    const header = parseLogHeader(file.start(LOG_HEADER_SIZE));
    if (header === undefined) return { format: "unknown" };
    return { format: header.format, firstSequence: header.firstSequence, header };
  } catch (error) {
    return { format: "unknown", fault: systemError(error, path, "reading the log") };
  } finally {
    file?.close();
  }
}
