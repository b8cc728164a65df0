import { HiveError } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import { Hive } from "../hive/hive.ts";
import { filePageSource } from "./file-page-source.ts";
import type { FileSystem } from "./file-system.ts";
import { type Companions, type FoundLog, findCompanions } from "./find-logs.ts";
import { assertIdentity, type HiveIdentity, identityOf } from "./hive-identity.ts";
import type { ProcessFacts } from "./process-facts.ts";
import { ReadCounter, ReadOnlyFile, type ReadStatistics } from "./read-only-file.ts";
import { systemError } from "./system-error.ts";

/** How to open a hive's file. */
export interface OpenHiveOptions {
  readonly fs: FileSystem;
  /** "edit" prepares the engine for changes; the file is opened for reading either way. */
  readonly mode?: "read" | "edit";
  /** Show a hive whose base block has a wrong checksum; it can't be edited. */
  readonly ignoreChecksum?: boolean;
  /** Who we are: a commit needs it for its guard. See `processFactsOf`. */
  readonly processFacts?: ProcessFacts;
}

/** A hive open from a file, and what was seen beside it. Close it when done. */
export interface OpenedHive {
  readonly hive: Hive;
  /** As it was given. */
  readonly path: string;
  /** With symbolic links followed: here the hive, its logs and the guard lie. */
  readonly realPath: string;
  /** The transaction logs beside it; LOG1 first. */
  readonly logs: readonly FoundLog[];
  /** Bytes read, calls and files so far, over all files that were read for this hive. */
  readonly statistics: ReadStatistics;
  /** Throws `file-changed` when the file is no longer the one that was opened: what was read from it may be mixed. */
  assertUnchanged(): void;
  close(): void;
  /** @internal For storage alone. */
  readonly fs: FileSystem;
  /** @internal */
  readonly counter: ReadCounter;
  /** @internal */
  readonly processFacts: ProcessFacts | undefined;
  /** @internal */
  readonly companions: Companions;
  /** @internal The file's state at opening, or after our own commit. */
  identity: HiveIdentity;
}

/**
 * Opens the hive in a file, for reading, without leaving a trace: nothing is created, and access times stay as they are
 * where the system lets us. Only the base block and the first sectors of the logs are read now, the rest on demand.
 *
 * @throws {@link HiveError} `file-not-found`, `not-a-file`, `permission-denied`, `not-a-hive` and the engine's own codes,
 * each with the path.
 *
 * @example
 * const opened = openHive("NTUSER.DAT", { fs: nodeFileSystem });
 * try {
 *   console.log(opened.hive.root.subkeyCount, opened.logs.length);
 * } finally {
 *   opened.close();
 * }
 */
export function openHive(path: string, options: OpenHiveOptions): OpenedHive {
  const { fs, mode = "read", ignoreChecksum = false, processFacts } = options;
  const counter = new ReadCounter();
  const realPath = realPathOf(fs, path);
  const file = ReadOnlyFile.open(fs, realPath, "the hive", counter);
  try {
    if (file.size === 0) throw emptyFile(path);
    // Read once: what is compared later is what the engine has seen.
    const start = file.start(BASE_BLOCK_SIZE);
    const identity = identityOf(file, start);
    const hive = Hive.open(filePageSource(file, start), { mode, ignoreChecksum });
    const companions = findCompanions(fs, realPath, counter);
    const opened: OpenedHive = {
      hive,
      path,
      realPath,
      logs: companions.logs,
      statistics: counter,
      assertUnchanged: () => assertIdentity(fs, realPath, opened.identity, counter),
      close: () => {
        hive.close();
        file.close();
      },
      fs,
      counter,
      processFacts,
      companions,
      identity,
    };
    return opened;
  } catch (error) {
    file.close();
    throw error instanceof HiveError ? error.with({ path }) : error;
  }
}

const BASE_BLOCK_SIZE = 4096;

function realPathOf(fs: FileSystem, path: string): string {
  try {
    return fs.realpathSync(path);
  } catch (error) {
    throw systemError(error, path, "opening the hive");
  }
}

function emptyFile(path: string): HiveError {
  const advice = "Windows 10 and later leave empty files in RegBack; look for the hive's real copy or a backup.";
  return hiveError("not-a-hive", "the file is empty", { path, advice });
}
