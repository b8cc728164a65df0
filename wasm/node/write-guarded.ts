import { basename, dirname, join } from "node:path";
import type { CommitStep, LogRole, PageSource } from "hivex-wasm";
import { carryOut } from "./carry-out.ts";
import { CommitFiles, type CommitPlaces } from "./commit-files.ts";
import { assertSameLogs } from "./find-logs.ts";
import { Guard } from "./guard.ts";
import { guardedHive } from "./guard-record.ts";
import type { HiveFile } from "./hive-file.ts";
import { assertIdentity, freshIdentity } from "./hive-identity.ts";
import { joinedError } from "./joined-error.ts";
import { newLogName } from "./log-names.ts";
import { readBack } from "./read-back.ts";
import type { Syncing, SyncPoint } from "./sync-points.ts";
import { systemError } from "./system-error.ts";
import type { WritingWords } from "./writing-words.ts";

/** What is to be written, and how it is talked about. */
export interface GuardedWriting {
  readonly steps: readonly CommitStep[];
  /** Looks at the hive as it then lies on the disk, and throws a HiveError when it is not as it should be. */
  readonly verify: (fresh: PageSource) => void;
  readonly breakLock: boolean;
  /** Logs must be as they were when the hive was opened until nothing can go back; a recovery takes its pages from them. */
  readonly watchesLogs?: boolean;
  /** Told when the journal is durable and nothing of the hive has been changed, and waited for; what it throws takes everything back. */
  readonly beforeDirty?: () => SyncPoint | undefined;
  readonly words: WritingWords;
}

/** What has been written. */
export interface Written {
  readonly bytesWritten: number;
  /** What went wrong after all was safe. */
  readonly warnings: readonly string[];
}

/** Carries steps out under the guard, once it is sure that hive and logs are as they were opened, and reads them back. */
export function* writeGuarded(opened: HiveFile, writing: GuardedWriting): Syncing<Written> {
  const { fs, realPath, processFacts, counter } = opened;
  if (processFacts === undefined) throw new TypeError("nobody has said who writes: open the hive with processFacts");
  const guard = Guard.take(fs, realPath, guardedHive(opened), processFacts, writing.breakLock, counter);
  let written: Written;
  try {
    written = yield* writeAndReadBack(opened, writing, guard);
  } catch (error) {
    const left = yield* guard.releasing();
    throw joinedError(systemError(error, realPath, "writing the hive"), left === undefined ? [] : [left]);
  }
  const left = yield* guard.releasing();
  const warnings = [...guard.warnings, ...written.warnings];
  if (left !== undefined) warnings.push(`${writing.words.done}, but ${left.statement}`);
  return { ...written, warnings };
}

/** The engine of a hive that has been written still holds it as it was opened, with the numbers that it had then. */
export function assertNotWritten(opened: HiveFile): void {
  if (writtenHives.has(opened)) throw new TypeError("this hive has been written: open it again to write once more");
}

const writtenHives = new WeakSet<HiveFile>();

function* writeAndReadBack(opened: HiveFile, writing: GuardedWriting, guard: Guard): Syncing<Written> {
  const { fs, realPath, counter } = opened;
  const { steps, verify, words, watchesLogs = false, beforeDirty } = writing;
  let expected = opened.identity;
  const files = new CommitFiles(fs, placesOf(opened));
  const watch = {
    hiveSize: expected.size,
    ...(beforeDirty && { beforeDirty }),
    verifyUnchanged(): void {
      assertIdentity(fs, realPath, expected, counter);
      if (watchesLogs) assertSameLogs(fs, realPath, opened.logs, counter);
      guard.assertStillOurs();
    },
    isHiveOurs(): boolean {
      try {
        assertIdentity(fs, realPath, expected, counter);
        return true;
      } catch {
        return false;
      }
    },
    noteOwnChange(size: number): void {
      expected = { ...expected, size, modified: freshIdentity(fs, realPath, counter).modified };
    },
  };
  // Before the very first step: emptying the logs of a hive that was changed meanwhile could take its data away.
  assertIdentity(fs, realPath, expected, counter);
  assertSameLogs(fs, realPath, opened.logs, counter);
  const warnings = yield* carryOut(steps, files, watch, words);
  writtenHives.add(opened);
  opened.identity = readBack(fs, realPath, steps, verify, counter);
  return { bytesWritten: files.bytesWritten, warnings };
}

function placesOf({ realPath, logs }: HiveFile): CommitPlaces {
  const existing = logs.map(({ role, path }) => ({ role, path, name: basename(path) }));
  const place = (role: LogRole): string =>
    existing.find((log) => log.role === role)?.path ??
    join(dirname(realPath), newLogName(role, basename(realPath), existing));
  return { hive: realPath, logs: { LOG: place("LOG"), LOG1: place("LOG1"), LOG2: place("LOG2") } };
}
