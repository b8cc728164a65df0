import { basename, dirname, join } from "node:path";
import { type CommitStep, type LogFormat, type LogRole, planCommit } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { carryOut } from "./carry-out.ts";
import { CommitFiles, type CommitPlaces } from "./commit-files.ts";
import { type EditPermissions, editObstacles } from "./edit-obstacles.ts";
import { findCompanions, sameLogs } from "./find-logs.ts";
import { Guard } from "./guard.ts";
import { assertIdentity, freshIdentity } from "./hive-identity.ts";
import { joinedError } from "./joined-error.ts";
import { chooseLogFormat } from "./log-format.ts";
import { newLogName } from "./log-names.ts";
import type { OpenedHive } from "./open-hive.ts";
import { readBack } from "./read-back.ts";
import { systemError } from "./system-error.ts";

/** How to commit. */
export interface CommitEditOptions extends EditPermissions {
  /** FILETIME of the edit. No effect on the hive's own time, which logs of both kinds leave as it is. */
  readonly time?: bigint;
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
  if (committed.has(opened)) throw new TypeError("this hive has been committed: open it again for another edit");
  const [obstacle, ...others] = editObstacles(opened, options);
  if (obstacle !== undefined) throw joinedError(obstacle, others);
  const { format, reason } = chooseLogFormat(opened);
  const logs = opened.logs.map(({ role, size }) => ({ role, size }));
  const { engine } = opened.hive;
  const steps = engine.isChanged ? planCommit(engine, { format, logs }) : [];
  const { bytesWritten, warnings } = steps.length === 0 ? NOTHING : await commitGuarded(opened, options, steps);
  const sequence = new DataView(opened.identity.header.buffer).getUint32(4, true);
  return { format, formatReason: reason, bytesWritten, pagesWritten: countPages(steps), sequence, warnings };
}

/** The engines of these still hold the hive as it was opened, with the numbers that it had then. */
const committed = new WeakSet<OpenedHive>();

interface Outcome {
  readonly bytesWritten: number;
  readonly warnings: readonly string[];
}
const NOTHING: Outcome = { bytesWritten: 0, warnings: [] };

async function commitGuarded(
  opened: OpenedHive,
  options: CommitEditOptions,
  steps: readonly CommitStep[],
): Promise<Outcome> {
  const { fs, realPath, processFacts, hive, identity, counter } = opened;
  if (processFacts === undefined) throw new TypeError("openHive was not told who writes: give it processFacts");
  const numbers = { sequence: hive.baseBlock.primarySequence, size: identity.size, inode: String(identity.inode) };
  const guard = await Guard.take(fs, realPath, numbers, processFacts, options.breakLock, counter);
  let outcome: Outcome;
  try {
    outcome = await writeAndReadBack(opened, options, steps, guard);
  } catch (error) {
    const left = await guard.release();
    throw joinedError(systemError(error, realPath, "writing the hive"), left === undefined ? [] : [left]);
  }
  const left = await guard.release();
  return left === undefined
    ? outcome
    : { ...outcome, warnings: [...outcome.warnings, `the edit is done, but ${left.statement}`] };
}

async function writeAndReadBack(
  opened: OpenedHive,
  options: CommitEditOptions,
  steps: readonly CommitStep[],
  guard: Guard,
): Promise<Outcome> {
  const { fs, realPath, counter } = opened;
  let expected = opened.identity;
  const files = new CommitFiles(fs, placesOf(opened));
  const watch = {
    hiveSize: expected.size,
    verifyUnchanged(): void {
      assertIdentity(fs, realPath, expected, counter);
      guard.assertStillOurs();
    },
    noteOwnChange(size: number): void {
      expected = { ...expected, size, modified: freshIdentity(fs, realPath, counter).modified };
    },
  };
  // Before the very first step: emptying the logs of a hive that was changed meanwhile could take its data away.
  watch.verifyUnchanged();
  assertSameLogs(opened);
  const warnings = await carryOut(steps, files, watch);
  committed.add(opened);
  opened.identity = readBack(fs, realPath, steps, options.verify, counter);
  return { bytesWritten: files.bytesWritten, warnings };
}

function placesOf({ realPath, logs }: OpenedHive): CommitPlaces {
  const existing = logs.map(({ role, path }) => ({ role, path, name: basename(path) }));
  const place = (role: LogRole): string =>
    existing.find((log) => log.role === role)?.path ??
    join(dirname(realPath), newLogName(role, basename(realPath), existing));
  return { hive: realPath, logs: { LOG: place("LOG"), LOG1: place("LOG1"), LOG2: place("LOG2") } };
}

function assertSameLogs({ fs, realPath, logs, counter }: OpenedHive): void {
  const fresh = findCompanions(fs, realPath, counter);
  if (sameLogs(logs, fresh.logs)) return;
  throw hiveError("file-changed", "the hive's logs were changed by someone else while it was open", { path: realPath });
}

function countPages(steps: readonly CommitStep[]): number {
  const pages = new Set<number>();
  for (const step of steps) {
    if (step.kind !== "write" || step.target !== "hive" || step.phase !== "dirty") continue;
    const last = (step.fileOffset + step.bytes.length - 1) >>> 12;
    for (let page = step.fileOffset >>> 12; page <= last; page += 1) if (page > 0) pages.add(page);
  }
  return pages.size;
}
