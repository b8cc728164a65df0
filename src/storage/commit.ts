import { type CommitStep, HiveError, type LogFormat, type LogState, planCommit } from "hivex-wasm";
import {
  assertNotWritten,
  backUp,
  blocking,
  chooseLogFormat,
  EDIT_WORDS,
  findCompanions,
  type HiveFile,
  joinedError,
  overlapping,
  replaceHive,
  type Syncing,
  type SyncPoint,
  systemAttributeTools,
  writeGuarded,
  writeOutput,
} from "hivex-wasm/node";
import type { Hive } from "../hive/hive.ts";
import { checkEdit, type EditCheck } from "./check-edit.ts";
import { editObstacles } from "./edit-obstacles.ts";
import type { OpenedHive } from "./open-hive.ts";
import { type ComingCommit, countPages, writtenParts } from "./pages-written.ts";
import { type RecoverReport, recoverInPlace } from "./recover-file.ts";
import type { WriteOptions } from "./write-options.ts";

/** How to commit. */
export interface CommitEditOptions extends WriteOptions {
  /** Looks the edit up in the hive as it then lies on the disk, and throws a HiveError when it is not there. */
  readonly verify: (fresh: Hive) => void;
  /**
   * Offsets of the keys that were created or changed, and of those that something was taken from: they are looked over,
   * with all that belongs to them, before anything is written and again afterwards.
   */
  readonly touched?: readonly number[];
  /**
   * A base block that is written whole, but for what every commit writes there, even where no bins have changed: that of a
   * repaired hive, over which it was opened.
   */
  readonly baseBlock?: Uint8Array;
  /**
   * Told right before the first byte of the hive is changed, when the edit is durable in its log, and waited for; what
   * it throws takes everything back.
   */
  readonly beforeCommit?: (commit: ComingCommit) => SyncPoint | undefined;
  /** Lets other work of this process go on while the disk is waited for; without it nothing comes in between. */
  readonly overlap?: boolean;
}

/** What a commit has done. */
export interface CommitReport {
  /** "nothing" for a hive without changes. */
  readonly written: "nothing" | "in-place" | "replaced" | "output";
  /** The kind of log that an edit in place went through, or would have. */
  readonly format: LogFormat;
  /** One sentence: why that kind of log. */
  readonly formatReason: string;
  /** To the hive and its log together, or to the new file. */
  readonly bytesWritten: number;
  /** Pages of the hive's bins data that were written in place, 4096 bytes each. */
  readonly pagesWritten: number;
  /** The sequence number of the hive that holds the edit. */
  readonly sequence: number;
  /** The copies that were made before; the hive's own first. */
  readonly backup?: readonly string[];
  /** What was done before, where the hive was dirty. */
  readonly recovered?: RecoverReport;
  /** What went wrong after the edit was safe, and what had been wrong before it. */
  readonly warnings: readonly string[];
}

/** The part of the base block that every commit writes. */
const HEADER_SIZE = 512;

/** What one way of writing has done. */
type Written = Pick<CommitReport, "written" | "bytesWritten" | "pagesWritten" | "warnings">;

/**
 * Writes the changes that lie in engine memory to the hive's file, in place, through its transaction log, and reads them
 * back; or where the options say. An engine without changes touches nothing, but for a new file that was asked for.
 * Afterwards the hive is to be closed: its engine knows the old file.
 *
 * A dirty hive that its logs complete beyond doubt is recovered first, as `recoverFile` does, and then edited: two writings,
 * each safe when it is cut. A new file is made of both at once.
 *
 * @throws {@link HiveError} every obstacle of {@link editObstacles}, `log-too-large`, `file-changed`, `io-error`, and what
 * `validateEdit` finds: the hive is untouched; `commit-interrupted`: the edit is whole in the log; `recovery-interrupted`:
 * the logs are whole, and nothing was edited; `read-back-differs`: the disk did not keep what was written.
 *
 * @example
 * const report = await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export async function commitEdit(opened: OpenedHive, options: CommitEditOptions): Promise<CommitReport> {
  assertNotWritten(opened);
  const [obstacle, ...others] = editObstacles(opened, options);
  if (obstacle !== undefined) throw joinedError(obstacle, others);
  const { format, reason: formatReason } = chooseLogFormat(opened, options.logFormat);
  const { engine } = opened.hive;
  const number = engine.baseBlock.primarySequence;
  const isChanged = engine.isChanged || options.baseBlock !== undefined;
  if (!isChanged && options.output === undefined)
    return {
      written: "nothing",
      format,
      formatReason,
      bytesWritten: 0,
      pagesWritten: 0,
      sequence: number,
      warnings: [],
    };
  const check = checkEdit(opened, options);
  const sequence = isChanged ? (number + 1) >>> 0 : number;
  if (options.output !== undefined) {
    const bytesWritten = writeOutput(opened, engine.committed(), options.output);
    return {
      written: "output",
      format,
      formatReason,
      bytesWritten,
      pagesWritten: 0,
      sequence,
      warnings: check.warnings,
    };
  }
  // All of this owns its bytes: what the engine has not read yet is out of reach once the logs of a dirty hive are emptied.
  const way = options.replace
    ? replacing(opened, options, check, sequence)
    : writing(opened, options, format, check, sequence);
  const backup = options.backup ? backUp(opened) : undefined;
  const drive = options.overlap ? overlapping : blocking;
  const recovered = await drive(recoverFirst(opened, options));
  const file = recovered === undefined ? opened : asRecovered(opened);
  try {
    const written = await drive(way(file));
    opened.identity = file.identity;
    const warnings = [...check.warnings, ...(recovered?.warnings ?? []), ...written.warnings];
    const before = { ...(backup !== undefined && { backup }), ...(recovered !== undefined && { recovered }) };
    return { ...written, format, formatReason, sequence, ...before, warnings };
  } catch (error) {
    throw recovered === undefined ? error : afterRecovery(error);
  }
}

/** Done once nothing can fail any more but the disk. */
type Way = (file: HiveFile) => Syncing<Written>;

function writing(
  opened: OpenedHive,
  { breakLock = false, beforeCommit, baseBlock }: CommitEditOptions,
  format: LogFormat,
  check: EditCheck,
  sequence: number,
): Way {
  const steps = withBaseBlock(planCommit(opened.hive.engine, { format, logs: logsBefore(opened) }), baseBlock);
  const beforeDirty = (): SyncPoint | undefined => beforeCommit?.({ sequence, parts: writtenParts(steps) });
  const { verify } = check;
  return function* (file) {
    const written = yield* writeGuarded(file, { steps, verify, breakLock, beforeDirty, words: EDIT_WORDS });
    return { ...written, written: "in-place", pagesWritten: countPages(steps) };
  };
}

/** What no log tells, and no Windows reads, is written when the hive is dirty already. */
function withBaseBlock(steps: CommitStep[], baseBlock: Uint8Array | undefined): CommitStep[] {
  if (baseBlock === undefined) return steps;
  const last = steps.findLastIndex(
    ({ kind, ...step }) => kind === "write" && "fileOffset" in step && step.fileOffset === 0,
  );
  const bytes = baseBlock.slice(HEADER_SIZE);
  const rest: CommitStep = { phase: "dirty", kind: "write", target: "hive", fileOffset: HEADER_SIZE, bytes };
  return steps.toSpliced(last, 0, rest);
}

function replacing(opened: OpenedHive, options: CommitEditOptions, check: EditCheck, sequence: number): Way {
  const { breakLock = false, attributeTools: tools = systemAttributeTools } = options;
  const content = opened.hive.engine.committed();
  // The new file holds all by then: a large hive is not to lie in memory twice.
  const verify: EditCheck["verify"] = (fresh) => {
    opened.hive.close();
    check.verify(fresh);
  };
  return function* (file) {
    const announced = options.beforeCommit?.({ sequence, parts: [] });
    if (announced !== undefined) yield announced;
    return { ...replaceHive(file, { content, verify, breakLock, tools }), written: "replaced", pagesWritten: 0 };
  };
}

function* recoverFirst(opened: OpenedHive, { breakLock = false }: WriteOptions): Syncing<RecoverReport | undefined> {
  return opened.image === undefined ? undefined : yield* recoverInPlace(opened, opened.image, { breakLock });
}

/** The logs as the commit will find them: a recovery leaves them empty. */
function logsBefore({ logs, image }: OpenedHive): LogState[] {
  return logs.map(({ role, size }) => ({ role, size: image === undefined ? size : 0 }));
}

function asRecovered(opened: OpenedHive): HiveFile {
  const { fs, realPath, processFacts, counter, hive, identity, surroundings } = opened;
  const companions = findCompanions(fs, realPath, counter, surroundings);
  return { fs, realPath, processFacts, counter, hive, identity, companions, surroundings, logs: companions.logs };
}

/** The recovery stands whatever became of the edit, and whoever reads the error should know. */
function afterRecovery(error: unknown): unknown {
  if (!(error instanceof HiveError)) return error;
  const { code, statement, path, advice } = error;
  const facts = { ...(path !== undefined && { path }), ...(advice !== undefined && { advice }), cause: error };
  return new HiveError(code, `the hive has been recovered from its logs; then ${statement}`, facts);
}
