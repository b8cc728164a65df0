import { type CommitStep, type LogFormat, planCommit } from "hivex-wasm";
import {
  assertNotWritten,
  chooseLogFormat,
  EDIT_WORDS,
  type EditPermissions,
  joinedError,
  writeGuarded,
} from "hivex-wasm/node";
import type { Hive } from "../hive/hive.ts";
import { editObstacles } from "./edit-obstacles.ts";
import { lookedAt } from "./looked-at.ts";
import type { OpenedHive } from "./open-hive.ts";

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
  /** What went wrong after the edit was safe. */
  readonly warnings: readonly string[];
}

/**
 * Writes the changes that lie in engine memory to the hive's file, in place, through its transaction log, and reads them
 * back. An engine without changes touches nothing. Afterwards the hive is to be closed: its engine knows the old file.
 *
 * @throws {@link HiveError} every obstacle of {@link editObstacles}, `file-changed`, `io-error`: the hive is untouched;
 * `commit-interrupted`: the edit is whole in the log; `read-back-differs`: the disk did not keep what was written.
 *
 * @example
 * const report = await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export async function commitEdit(opened: OpenedHive, options: CommitEditOptions): Promise<CommitReport> {
  assertNotWritten(opened);
  const [obstacle, ...others] = editObstacles(opened, options);
  if (obstacle !== undefined) throw joinedError(obstacle, others);
  const { format, reason } = chooseLogFormat(opened);
  const logs = opened.logs.map(({ role, size }) => ({ role, size }));
  const { engine } = opened.hive;
  const steps = engine.isChanged ? planCommit(engine, { format, logs }) : [];
  const { breakLock = false } = options;
  const verify = lookedAt(options.verify);
  const written = steps.length > 0 ? writeGuarded(opened, { steps, verify, breakLock, words: EDIT_WORDS }) : NOTHING;
  const sequence = new DataView(opened.identity.header.buffer).getUint32(4, true);
  return { format, formatReason: reason, ...written, pagesWritten: countPages(steps), sequence };
}

const NOTHING = { bytesWritten: 0, warnings: [] };

/** Pages of hive bins data among what the steps write. */
export function countPages(steps: readonly CommitStep[]): number {
  const pages = new Set<number>();
  for (const step of steps) {
    if (step.kind !== "write" || step.target !== "hive" || step.phase !== "dirty") continue;
    const last = (step.fileOffset + step.bytes.length - 1) >>> 12;
    for (let page = step.fileOffset >>> 12; page <= last; page += 1) if (page > 0) pages.add(page);
  }
  return pages.size;
}
