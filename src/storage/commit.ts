import { HiveError, type LogFormat, type LogState, planCommit } from "hivex-wasm";
import {
  assertNotWritten,
  chooseLogFormat,
  EDIT_WORDS,
  type EditPermissions,
  findCompanions,
  type HiveFile,
  joinedError,
  writeGuarded,
} from "hivex-wasm/node";
import type { Hive } from "../hive/hive.ts";
import { editObstacles } from "./edit-obstacles.ts";
import { lookedAt } from "./looked-at.ts";
import type { OpenedHive } from "./open-hive.ts";
import { countPages } from "./pages-written.ts";
import { type RecoverReport, recoverInPlace } from "./recover-file.ts";

/** How to commit. */
export interface CommitEditOptions extends EditPermissions {
  /** Looks the edit up in the hive as it then lies on the disk, and throws a HiveError when it is not there. */
  readonly verify: (fresh: Hive) => void;
}

/** What a commit has done. */
export interface CommitReport {
  readonly format: LogFormat;
  /** One sentence: why that kind of log. */
  readonly formatReason: string;
  /** To the hive and its log together. */
  readonly bytesWritten: number;
  /** Pages of the hive's bins data that were written, 4096 bytes each. */
  readonly pagesWritten: number;
  /** The hive's new sequence number. */
  readonly sequence: number;
  /** What was done before, where the hive was dirty. */
  readonly recovered?: RecoverReport;
  /** What went wrong after the edit was safe. */
  readonly warnings: readonly string[];
}

/**
 * Writes the changes that lie in engine memory to the hive's file, in place, through its transaction log, and reads them
 * back. An engine without changes touches nothing. Afterwards the hive is to be closed: its engine knows the old file.
 *
 * A dirty hive that its logs complete beyond doubt is recovered first, as `recoverFile` does, and then edited: two writings,
 * each safe when it is cut.
 *
 * @throws {@link HiveError} every obstacle of {@link editObstacles}, `file-changed`, `io-error`: the hive is untouched;
 * `commit-interrupted`: the edit is whole in the log; `recovery-interrupted`: the logs are whole, and nothing was edited;
 * `read-back-differs`: the disk did not keep what was written.
 *
 * @example
 * const report = await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export async function commitEdit(opened: OpenedHive, options: CommitEditOptions): Promise<CommitReport> {
  assertNotWritten(opened);
  const [obstacle, ...others] = editObstacles(opened, options);
  if (obstacle !== undefined) throw joinedError(obstacle, others);
  const { format, reason } = chooseLogFormat(opened);
  const { engine } = opened.hive;
  if (!engine.isChanged) return { format, formatReason: reason, ...NOTHING, sequence: sequenceOf(opened) };
  // Both plans own their bytes: what the engine has not read yet is out of reach once the logs are emptied.
  const { breakLock = false } = options;
  const steps = planCommit(engine, { format, logs: logsBefore(opened) });
  const recovered = opened.image === undefined ? undefined : recoverInPlace(opened, opened.image, breakLock);
  const file = recovered === undefined ? opened : asRecovered(opened);
  try {
    const verify = lookedAt(options.verify);
    const { bytesWritten, warnings } = writeGuarded(file, { steps, verify, breakLock, words: EDIT_WORDS });
    opened.identity = file.identity;
    return {
      format,
      formatReason: reason,
      bytesWritten,
      pagesWritten: countPages(steps),
      sequence: sequenceOf(file),
      ...(recovered !== undefined && { recovered }),
      warnings: [...(recovered?.warnings ?? []), ...warnings],
    };
  } catch (error) {
    throw recovered === undefined ? error : afterRecovery(error);
  }
}

const NOTHING = { bytesWritten: 0, pagesWritten: 0, warnings: [] };

/** The logs as the commit will find them: a recovery leaves them empty. */
function logsBefore({ logs, image }: OpenedHive): LogState[] {
  return logs.map(({ role, size }) => ({ role, size: image === undefined ? size : 0 }));
}

function asRecovered({ fs, realPath, processFacts, counter, hive, identity }: OpenedHive): HiveFile {
  const companions = findCompanions(fs, realPath, counter);
  return { fs, realPath, processFacts, counter, hive, identity, companions, logs: companions.logs };
}

/** The recovery stands whatever became of the edit, and whoever reads the error should know. */
function afterRecovery(error: unknown): unknown {
  if (!(error instanceof HiveError)) return error;
  const { code, statement, path, advice } = error;
  const facts = { ...(path !== undefined && { path }), ...(advice !== undefined && { advice }), cause: error };
  return new HiveError(code, `the hive has been recovered from its logs; then ${statement}`, facts);
}

function sequenceOf({ identity: { header } }: HiveFile): number {
  return new DataView(header.buffer, header.byteOffset).getUint32(4, true);
}
