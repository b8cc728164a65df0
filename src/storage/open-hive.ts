import { HiveError, type PageSource, type RecoveredImage, type Recovery } from "hivex-wasm";
import {
  assertIdentity,
  assertSameLogs,
  type Companions,
  type FileSystem,
  type FoundLog,
  filePageSource,
  findCompanions,
  type HiveIdentity,
  identityOf,
  nodeFileSystem,
  type ProcessFacts,
  ReadCounter,
  ReadOnlyFile,
  type ReadStatistics,
  realPathOf,
  Surroundings,
} from "hivex-wasm/node";
import { hiveError } from "../errors.ts";
import { Hive } from "../hive/hive.ts";
import { type LogsOption, type RecoveredFiles, recoverOpened } from "./recover-opened.ts";
import { recoveredContent } from "./recovered-content.ts";
import { typedPath } from "./typed-path.ts";

/** How to open a hive's file. */
export interface OpenHiveOptions {
  /** The machine's own without it. */
  readonly fs?: FileSystem;
  /** "edit" prepares the engine for changes; the file is opened for reading either way. */
  readonly mode?: "read" | "edit";
  /**
   * "apply" shows a dirty hive as its transaction logs complete it, "ignore" as it lies. Nothing is written either way.
   * `commitEdit` writes a dirty hive's recovered state before the edit.
   */
  readonly logs?: LogsOption;
  /** Open what can be opened of a damaged hive, and pass over what cannot be read; see `Engine.faults`. */
  readonly tolerant?: boolean;
  /** Handed to each of many hives, it saves looking at the folders that they share more than once. */
  readonly surroundings?: Surroundings;
  /** Who we are: a commit needs it for its guard. See `processFactsOf`. */
  readonly processFacts?: ProcessFacts;
  /**
   * @internal Gives what is opened in the place of the file's content, a repair's base block over it. A hive whose logs are
   * ignored then counts as clean: it is taken as it lies.
   */
  readonly mend?: (content: PageSource) => PageSource;
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
  /** What is known about a dirty hive and its logs; undefined for a clean one. */
  readonly recovery?: Recovery | undefined;
  /** Bytes read, calls and files so far, over all files that were read for this hive. */
  readonly statistics: ReadStatistics;
  /** Throws `file-changed` when hive or logs are no longer what was opened: what was read from them may be mixed. */
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
  /** @internal */
  readonly surroundings: Surroundings;
  /** @internal The recovered hive; undefined where it is shown as it lies, or after it was written in place. */
  image: RecoveredImage | undefined;
  /** @internal The file's state at opening, or after our own commit. */
  identity: HiveIdentity;
}

/**
 * Opens the hive in a file, for reading, without leaving a trace: nothing is created, and access times stay as they are
 * where the system lets us. Only the base block and the first sectors of the logs are read now, the rest on demand; of a
 * dirty hive the logs are read once to find out which of their entries hold.
 *
 * @throws {@link HiveError} `file-not-found`, `not-a-file`, `permission-denied`, `not-a-hive` and the engine's own codes,
 * each with the path.
 *
 * @example
 * const opened = openHive("NTUSER.DAT");
 * try {
 *   console.log(opened.hive.root.subkeyCount, opened.logs.length);
 * } finally {
 *   opened.close();
 * }
 */
export function openHive(path: string, options: OpenHiveOptions = {}): OpenedHive {
  const { fs = nodeFileSystem, mode = "read", logs = "apply", tolerant = false, processFacts, mend } = options;
  const { surroundings = new Surroundings(fs) } = options;
  const counter = new ReadCounter();
  const realPath = realPathOf(fs, path);
  const file = ReadOnlyFile.open(fs, realPath, "the hive", counter);
  let recovered: RecoveredFiles | undefined;
  try {
    if (file.size === 0) throw emptyFile(path);
    // Read once: what is compared later is what the engine has seen.
    const start = file.start(BASE_BLOCK_SIZE);
    const primary = filePageSource(file, start);
    let found: Companions | undefined;
    const companionsOf = (): Companions => (found ??= findCompanions(fs, realPath, counter, surroundings));
    recovered = recoverOpened(fs, primary, logs, companionsOf, counter);
    // A wrong checksum makes a hive dirty; that is said by its recovery, and is no reason not to look into it.
    const image = recovered?.image;
    // What is edited is the hive as recovering it will leave it, number and all: that comes first then.
    let isWritten = (): boolean => false;
    const content =
      image === undefined ? primary : mode === "edit" ? recoveredContent(image, () => isWritten()) : image;
    const hive = Hive.open(mend?.(content) ?? content, { mode, ignoreChecksum: recovered !== undefined, tolerant });
    const companions = companionsOf();
    const opened: OpenedHive = {
      hive,
      path,
      realPath,
      logs: companions.logs,
      recovery: mend !== undefined && logs === "ignore" ? undefined : recovered?.recovery,
      statistics: counter,
      assertUnchanged() {
        assertIdentity(fs, realPath, opened.identity, counter);
        if (opened.image !== undefined) assertSameLogs(fs, realPath, companions.logs, counter);
      },
      close() {
        hive.close();
        file.close();
        recovered?.close();
      },
      fs,
      counter,
      processFacts,
      companions,
      surroundings,
      image,
      identity: identityOf(file, start),
    };
    isWritten = () => opened.image === undefined;
    return opened;
  } catch (error) {
    file.close();
    recovered?.close();
    throw error instanceof HiveError ? (logAsHive(error, path) ?? error.with({ path })) : error;
  }
}

export const BASE_BLOCK_SIZE = 4096;

/** The same error with better advice, where somebody has named the log instead of its hive. */
function logAsHive(error: HiveError, path: string): HiveError | undefined {
  const { code, statement, structure, fileOffset, expected, found } = error;
  if (code !== "bad-base-block" || !found?.endsWith("a transaction log")) return undefined;
  const hive = path.replace(/\.LOG[12]?$/i, "");
  const name = hive === path ? "" : `: ${typedPath(hive)}`;
  const facts = Object.entries({ structure, fileOffset, expected }).filter(([, fact]) => fact !== undefined);
  const advice = `This is a transaction log; name the hive that lies beside it${name}`;
  return hiveError(code, statement, { ...Object.fromEntries(facts), found, path, advice });
}

function emptyFile(path: string): HiveError {
  const advice = "Windows 10 and later leave empty files in RegBack; look for the hive's real copy or a backup.";
  return hiveError("not-a-hive", "the file is empty", { path, advice });
}
