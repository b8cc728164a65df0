import { basename } from "node:path";
import { type CommitStep, fileError, type HiveError, type LogRole } from "hivex-wasm";
import type { CommitFiles, FileStep } from "./commit-files.ts";
import { joinedError } from "./joined-error.ts";
import type { Syncing, SyncPoint } from "./sync-points.ts";
import { systemError } from "./system-error.ts";
import { EDIT_WORDS, type WritingWords } from "./writing-words.ts";

/** What carrying a commit out needs beyond the files. */
export interface CommitWatch {
  /** Bytes of the hive before the commit. */
  readonly hiveSize: number;
  /** Told before the last look at the hive, and waited for; what it throws takes everything back. */
  beforeDirty?: () => SyncPoint | undefined;
  /** Throws when the hive is not as it was opened, or the guard is no longer ours. */
  verifyUnchanged(): void;
  /** Whether the hive's own file is as it was opened, or as we have left it. */
  isHiveOurs(): boolean;
  /** The hive's size and times have been changed by ourselves, before the point of no return. */
  noteOwnChange(size: number): void;
}

/**
 * Carries a commit's steps out, one after the other, and returns warnings. How far it has come decides what a failure means:
 *
 * - before the first write to the hive proper, everything is taken back, and the error is the one that happened;
 * - after it, the logs have all and the hive may have a part of it: a failed write or sync is final, nothing more is
 *   written or synced, the logs stay, and the error is the one that `words` name;
 * - once the hive is whole again, a failure to clean up is only a warning.
 */
export function* carryOut(
  steps: readonly CommitStep[],
  files: CommitFiles,
  watch: CommitWatch,
  words: WritingWords = EDIT_WORDS,
): Syncing<string[]> {
  const commit = steps.filter((step) => step.phase !== "clean-up");
  const cleanUp = steps.filter((step) => step.phase === "clean-up").filter(isFileStep);
  files.openHive();
  const done: FileStep[] = []; // also the one that failed: it may have been done in part
  for (const step of commit) {
    try {
      if (isFileStep(step)) {
        done.push(step);
        yield* files.carryOut(step);
        if (step.phase === "prepare" && changesHive(step)) watch.noteOwnChange(grownSize(done, watch.hiveSize));
      } else {
        const announced = watch.beforeDirty?.();
        if (announced !== undefined) yield announced;
        watch.verifyUnchanged();
      }
    } catch (error) {
      const failure = systemError(error, files.places.hive, "comparing the hive with what was opened");
      const isDirty = done.some(({ phase }) => phase === "dirty");
      if (isDirty) throw interrupted(failure, done, files, words);
      // What somebody else has made of the hive meanwhile is theirs; zeros behind its bins do no harm.
      const mayShrink = isFileStep(step) || watch.isHiveOurs();
      throw yield* takenBack(failure, done, files, mayShrink ? watch.hiveSize : Number.POSITIVE_INFINITY);
    }
  }
  return [...(yield* cleanedUp(cleanUp, files)), ...files.close()].map(
    (failure) => `${words.done}, but ${failure.statement}`,
  );
}

function isFileStep(step: CommitStep): step is FileStep {
  return step.kind !== "verify-unchanged";
}

function changesHive(step: FileStep): boolean {
  return (step.kind === "write" || step.kind === "truncate") && step.target === "hive";
}

function grownSize(done: readonly FileStep[], hiveSize: number): number {
  const ends = done.map((step) =>
    step.kind === "write" && step.target === "hive" ? step.fileOffset + step.bytes.length : 0,
  );
  return Math.max(hiveSize, ...ends);
}

/** Logs that hold the edit, or a part of it. */
function journals(done: readonly FileStep[]): LogRole[] {
  const roles = done.flatMap((step) => (step.kind === "write" && step.target !== "hive" ? [step.target] : []));
  return [...new Set(roles)];
}

/** Nothing has happened to the hive yet: removes what we created, empties what we filled, and closes all. */
function* takenBack(
  failure: HiveError,
  done: readonly FileStep[],
  files: CommitFiles,
  hiveSize: number,
): Syncing<HiveError> {
  const steps: FileStep[] = [...files.created].map((target) => ({ phase: "journal", kind: "unlink", target }));
  for (const target of journals(done)) {
    if (!files.created.has(target)) steps.push({ phase: "journal", kind: "truncate", target, size: 0 });
  }
  if (grownSize(done, hiveSize) > hiveSize)
    steps.push({ phase: "prepare", kind: "truncate", target: "hive", size: hiveSize });
  const others: HiveError[] = [];
  for (const step of steps) others.push(...(yield* failuresOf(step, files)));
  return joinedError(failure, [...others, ...files.close()]);
}

function interrupted(
  failure: HiveError,
  done: readonly FileStep[],
  files: CommitFiles,
  words: WritingWords,
): HiveError {
  const path = files.places.hive;
  const hive = basename(path);
  const logs = journals(done)
    .map((role) => basename(files.pathOf(role)))
    .join(" and ");
  const others = files.close();
  const cause = others.length === 0 ? failure : new AggregateError([failure, ...others], failure.message);
  const facts = { path, advice: words.advice(hive, logs), cause };
  return fileError(words.code, words.statement(hive, logs, failure.statement), facts);
}

/** The hive is whole: every file is cleaned up as far as it goes, and a failure costs no other file its turn. */
function* cleanedUp(steps: readonly FileStep[], files: CommitFiles): Syncing<HiveError[]> {
  const failures: HiveError[] = [];
  const skipped = new Set<string>();
  for (const step of steps) {
    const target = step.kind === "sync-folder" ? "folder" : step.target;
    if (skipped.has(target)) continue;
    const [failure] = yield* failuresOf(step, files);
    if (failure === undefined) continue;
    skipped.add(target);
    failures.push(failure);
  }
  return failures;
}

function* failuresOf(step: FileStep, files: CommitFiles): Syncing<HiveError[]> {
  try {
    yield* files.carryOut(step);
    return [];
  } catch (error) {
    return [systemError(error, files.places.hive, "cleaning up")];
  }
}
