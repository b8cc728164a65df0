import type { CommitStep } from "hivex-wasm";

/** What lies in the folder: the hive and its logs by role; a missing file is absent from the map. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** One operation as the disk sees it. A write may reach it in part; all others happen or not. */
interface Operation {
  readonly step: CommitStep;
  /** What makes it last: a sync of the same file, or of the folder for files that appear or go. */
  readonly lastsBy: "file" | "folder";
}

/** A state of the folder in which a crash may leave it. */
export interface CrashState {
  readonly description: string;
  readonly files: Files;
  /** Steps that had been carried out, durable or not. */
  readonly after: number;
}

/**
 * Every state that a crash can leave: the commit is cut before each step, and of the operations since the last sync any
 * subset may be missing; the last one of those that are there may, if it is a write, have reached the disk in part.
 */
export function* crashStates(before: Files, steps: readonly CommitStep[]): Generator<CrashState> {
  for (let cut = 0; cut <= steps.length; cut++) {
    const { durable, pending } = sortOut(steps.slice(0, cut));
    for (const subset of subsets(pending)) {
      const kept = [...durable, ...subset].sort((left, right) => steps.indexOf(left.step) - steps.indexOf(right.step));
      const name = `cut before step ${cut}, ${subset.length} of ${pending.length} unsynced operations`;
      yield { description: name, after: cut, files: replay(before, kept) };
      for (const torn of subset) {
        for (const part of partsOf(torn.step)) {
          const files = replay(
            before,
            kept.map((operation) => (operation === torn ? part : operation)),
          );
          yield { description: `${name}, ${torn.step.kind} torn`, after: cut, files };
        }
      }
    }
  }
}

/** Which operations a crash now could not undo, and which it could. */
function sortOut(steps: readonly CommitStep[]): { durable: Operation[]; pending: Operation[] } {
  const durable: Operation[] = [];
  let pending: Operation[] = [];
  for (const step of steps) {
    if (step.kind === "sync" || step.kind === "sync-folder") {
      const lasts = (operation: Operation): boolean =>
        step.kind === "sync-folder"
          ? operation.lastsBy === "folder"
          : operation.lastsBy === "file" && "target" in operation.step && operation.step.target === step.target;
      durable.push(...pending.filter(lasts));
      pending = pending.filter((operation) => !lasts(operation));
    } else if (step.kind !== "verify-unchanged") {
      pending.push({ step, lastsBy: step.kind === "create" || step.kind === "unlink" ? "folder" : "file" });
    }
  }
  return { durable, pending };
}

function* subsets<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let mask = 0; mask < 2 ** items.length; mask++) yield items.filter((_, index) => (mask >> index) % 2 === 1);
}

/** A write that stopped after one sector, in its middle, one byte before its end, or that lost its first half. */
function partsOf(step: CommitStep): Operation[] {
  if (step.kind !== "write") return [];
  const { bytes, fileOffset } = step;
  const middle = bytes.length >> 1;
  const lengths = [...new Set([1, 6, 100, 511, 512, middle, bytes.length - 512, bytes.length - 1])];
  const starts = lengths
    .filter((length) => length > 0 && length < bytes.length)
    .map((length) => ({ ...step, bytes: bytes.slice(0, length) }));
  const end = { ...step, bytes: bytes.slice(middle), fileOffset: fileOffset + middle };
  return [...starts, end].map((part) => ({ step: part, lastsBy: "file" }));
}

function replay(before: Files, operations: readonly Operation[]): Files {
  const files = new Map(before);
  for (const { step } of operations) {
    if (!("target" in step)) continue;
    const bytes = files.get(step.target);
    // A file whose name did not reach the disk takes what was written to it along.
    if (step.kind === "create") files.set(step.target, new Uint8Array(0));
    else if (step.kind === "unlink") files.delete(step.target);
    else if (bytes !== undefined && step.kind === "truncate") files.set(step.target, bytes.slice(0, step.size));
    else if (bytes !== undefined && step.kind === "write")
      files.set(step.target, written(bytes, step.fileOffset, step.bytes));
  }
  return files;
}

function written(bytes: Uint8Array, fileOffset: number, more: Uint8Array): Uint8Array {
  const result = new Uint8Array(Math.max(bytes.length, fileOffset + more.length));
  result.set(bytes);
  result.set(more, fileOffset);
  return result;
}
