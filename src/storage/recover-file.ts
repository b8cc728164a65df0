import { type HiveError, planRecovery, type RecoveredImage, type Recovery, sequenceAfter } from "hivex-wasm";
import {
  assertNotWritten,
  blocking,
  type EditPermissions,
  filePageSource,
  joinedError,
  outputObstacle,
  overlapping,
  RECOVERY_WORDS,
  ReadOnlyFile,
  type Syncing,
  type SyncPoint,
  writeGuarded,
  writeOutput,
  writingObstacles,
} from "hivex-wasm/node";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { recoveryAdvice } from "./edit-obstacles.ts";
import { lookedAt } from "./looked-at.ts";
import type { OpenedHive } from "./open-hive.ts";
import { type ComingCommit, countPages, writtenParts } from "./pages-written.ts";
import { recoveredContent } from "./recovered-content.ts";

/** Where the recovered hive goes. */
export interface RecoverFileOptions extends EditPermissions {
  /** A new file for it; without one it is written in place, and its logs are emptied. */
  readonly output?: string;
  /** Lets other work of this process go on while the disk is waited for; without it nothing comes in between. */
  readonly overlap?: boolean;
  /**
   * Told right before the first byte of the hive is changed in place, and waited for; what it throws leaves all as it was.
   */
  readonly beforeCommit?: (commit: ComingCommit) => SyncPoint | undefined;
}

/** What recovering a hive has done. */
export interface RecoverReport {
  /** "nothing" for a clean hive that was not to be copied. */
  readonly written: "nothing" | "in-place" | "output";
  readonly bytesWritten: number;
  /** Pages of the hive's bins data that were written in place, 4096 bytes each; 0 otherwise. */
  readonly pagesWritten: number;
  /** The sequence number of the hive that is clean now. */
  readonly sequence: number;
  /** What went wrong after the hive was safe. */
  readonly warnings: readonly string[];
}

/**
 * Everything that would make recovering a hive refuse, found without touching anything; a clean hive only needs room for
 * its copy, where one is asked for.
 *
 * @example
 * for (const obstacle of recoveryObstacles(opened, { output: "recovered.dat" })) console.error(obstacle.message);
 */
export function recoveryObstacles(opened: OpenedHive, options: RecoverFileOptions = {}): HiveError[] {
  const { recovery, image, fs, realPath: path, logs } = opened;
  if (recovery === undefined) return options.output === undefined ? [] : outputObstacle(fs, options.output);
  if (image === undefined) {
    const advice = recoveryAdvice(recovery, logs, opened.path);
    return [hiveError("no-usable-log", unusable(recovery), { path, advice })];
  }
  if (options.output !== undefined) return outputObstacle(fs, options.output);
  return [...doubtObstacles(recovery, path), ...writingObstacles(opened, options).map(orAsOutput)];
}

/**
 * Makes a dirty hive clean with what its transaction logs hold: in place, or as a new file. A clean hive is left alone, and
 * copied where a new file is asked for.
 * In place the logs are the journal: they are emptied last, so that an interruption leaves a hive that can be recovered
 * again, to the same bytes. Afterwards the opened hive is to be closed.
 *
 * @throws {@link HiveError} every obstacle of {@link recoveryObstacles}, `file-changed`, `io-error`: nothing was changed;
 * `recovery-interrupted`: the logs are whole, run it again; `read-back-differs`: the disk did not keep what was written.
 *
 * @example
 * const opened = openHive("NTUSER.DAT", { fs: nodeFileSystem, processFacts: processFactsOf(process) });
 * const { written, sequence } = await recoverFile(opened);
 */
export async function recoverFile(opened: OpenedHive, options: RecoverFileOptions = {}): Promise<RecoverReport> {
  assertNotWritten(opened);
  const { image, hive } = opened;
  const [obstacle, ...others] = recoveryObstacles(opened, options);
  if (obstacle !== undefined) throw joinedError(obstacle, others);
  if (image?.fields === undefined) {
    const sequence = hive.baseBlock.primarySequence;
    if (options.output !== undefined) {
      const bytesWritten = copyHive(opened, options.output);
      return { written: "output", bytesWritten, pagesWritten: 0, sequence, warnings: [] };
    }
    return { written: "nothing", bytesWritten: 0, pagesWritten: 0, sequence, warnings: [] };
  }
  if (options.output !== undefined) {
    const sequence = sequenceAfter(image.fields.sequence);
    const bytesWritten = writeOutput(opened, recoveredContent(image), options.output);
    return { written: "output", bytesWritten, pagesWritten: 0, sequence, warnings: [] };
  }
  return (options.overlap ? overlapping : blocking)(recoverInPlace(opened, image, options));
}

/** Writes what the logs hold to the hive's file, once nothing stands in the way. */
export function* recoverInPlace(
  opened: OpenedHive,
  image: RecoveredImage,
  options: RecoverFileOptions,
): Syncing<RecoverReport> {
  const { breakLock = false, beforeCommit } = options;
  const sequence = sequenceAfter(image.fields?.sequence ?? 0);
  const steps = planRecovery(
    image,
    opened.logs.map(({ role, size }) => ({ role, size })),
  );
  const verify = lookedAt(({ baseBlock }: Hive): void => {
    if (!baseBlock.isDirty && baseBlock.primarySequence === sequence) return;
    throw hiveError("read-back-differs", "the recovered hive is not clean", { path: opened.realPath });
  });
  const beforeDirty = (): SyncPoint | undefined => beforeCommit?.({ sequence, parts: writtenParts(steps) });
  const words = RECOVERY_WORDS;
  const written = yield* writeGuarded(opened, { steps, verify, breakLock, watchesLogs: true, beforeDirty, words });
  opened.image = undefined; // its logs are empty now
  return { written: "in-place", ...written, pagesWritten: countPages(steps), sequence };
}

/** A clean hive byte for byte; `writeOutput` looks afterwards whether it is still the one that was opened. */
function copyHive(opened: OpenedHive, output: string): number {
  const file = ReadOnlyFile.open(opened.fs, opened.realPath, "the hive", opened.counter);
  try {
    return writeOutput(opened, filePageSource(file), output);
  } finally {
    file.close();
  }
}

function unusable({ logs }: Recovery): string {
  const filled = logs.filter(({ format }) => format !== "empty");
  if (filled.length === 0) return "the hive is dirty, and no log with content lies beside it";
  const reasons = filled.map(({ role, stop }) => `${role}: ${stop.reason}`).join("; ");
  return `the hive is dirty, and no log beside it can recover it (${reasons})`;
}

/** In place a doubtful result would take the only good state's place, and the logs would be gone. */
function doubtObstacles({ doubts }: Recovery, path: string): HiveError[] {
  const grave = doubts.filter(({ isGrave }) => isGrave).map(({ reason }) => reason);
  return grave.length === 0 ? [] : [hiveError("recovery-uncertain", grave.join("; "), { path })];
}

/** What forbids writing to the hive's own file does not forbid a new one. */
function orAsOutput(obstacle: HiveError): HiveError {
  const { code, statement, path, advice } = obstacle;
  if (code !== "pending-transaction" && code !== "layered-hive") return obstacle;
  const both = `${advice} Or write the recovered hive to a new file with --output.`;
  return hiveError(code, statement, { ...(path !== undefined && { path }), advice: both });
}
