import type { CommitStep } from "hivex-wasm";

/** What lies in the folder, by role or by name; a missing file is absent from the map. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** One change of the folder as the disk sees it, or what makes changes last. */
export type DiskOperation =
  | { readonly kind: "create" | "unlink" | "sync"; readonly target: string }
  | { readonly kind: "write"; readonly target: string; readonly fileOffset: number; readonly bytes: Uint8Array }
  | { readonly kind: "truncate"; readonly target: string; readonly size: number }
  | { readonly kind: "rename"; readonly target: string; readonly newName: string }
  | { readonly kind: "sync-folder" };

/** An operation with its place among all, and what makes it last: a sync of its file, or of the folder for names. */
interface Pending {
  readonly operation: DiskOperation;
  readonly index: number;
}

/** A state of the folder in which a crash may leave it. */
export interface CrashState {
  readonly description: string;
  readonly files: Files;
  /** Steps that had been carried out, durable or not. */
  readonly after: number;
}

/**
 * Every state that a crash can leave: the work is cut before each step, and of the operations since the last sync any
 * subset may be missing; each one of those that are there may, if it is a write, have reached the disk in part.
 * Of more unsynced operations than can all be combined, the subsets are the beginnings, those that lack one, those that
 * have one, and some at random from a fixed seed.
 */
export function* crashStates(before: Files, steps: readonly (CommitStep | DiskOperation)[]): Generator<CrashState> {
  const operations = steps.map((step) => (step.kind === "verify-unchanged" ? undefined : step));
  for (let cut = 0; cut <= steps.length; cut++) {
    const { durable, pending } = sortOut(operations.slice(0, cut));
    for (const subset of subsets(pending)) {
      const kept = [...durable, ...subset].sort((left, right) => left.index - right.index);
      const name = `cut before step ${cut}, ${subset.length} of ${pending.length} unsynced operations`;
      yield { description: name, after: cut, files: replay(before, kept) };
      for (const torn of fewOf(subset)) {
        for (const part of partsOf(torn)) {
          const files = replay(
            before,
            kept.map((each) => (each === torn ? part : each)),
          );
          yield { description: `${name}, ${torn.operation.kind} torn`, after: cut, files };
        }
      }
    }
  }
}

/** Which operations a crash now could not undo, and which it could. */
function sortOut(operations: readonly (DiskOperation | undefined)[]): { durable: Pending[]; pending: Pending[] } {
  const durable: Pending[] = [];
  let pending: Pending[] = [];
  for (const [index, operation] of operations.entries()) {
    if (operation === undefined) continue;
    if (operation.kind === "sync" || operation.kind === "sync-folder") {
      const lasts = (each: Pending): boolean =>
        operation.kind === "sync-folder"
          ? isOfFolder(each.operation)
          : !isOfFolder(each.operation) && "target" in each.operation && each.operation.target === operation.target;
      durable.push(...pending.filter(lasts));
      pending = pending.filter((each) => !lasts(each));
    } else pending.push({ operation, index });
  }
  return { durable, pending };
}

function isOfFolder({ kind }: DiskOperation): boolean {
  return kind === "create" || kind === "unlink" || kind === "rename";
}

const ALL_SUBSETS_OF = 6;
const RANDOM_SUBSETS = 12;

function* subsets<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length <= ALL_SUBSETS_OF) {
    for (let mask = 0; mask < 2 ** items.length; mask++) yield items.filter((_, index) => (mask >> index) % 2 === 1);
    return;
  }
  for (const count of spread(items.length)) {
    yield items.slice(0, count);
    yield items.filter((_, index) => index !== count);
    yield items.filter((_, index) => index === count);
  }
  let state = items.length;
  for (let round = 0; round < RANDOM_SUBSETS; round++) {
    yield items.filter(() => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >> 16) % 2 === 1;
    });
  }
}

/** At most nine numbers up to `count`, the first and the last among them. */
function spread(count: number): number[] {
  return [...new Set(Array.from({ length: 9 }, (_, index) => Math.round((index * count) / 8)))];
}

/** Of many operations those at the ends and some between: tearing each of them in each subset shows nothing more. */
function fewOf<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= ALL_SUBSETS_OF) return items;
  return [0, 1, items.length >> 1, items.length - 1].map((index) => items[index] as Item);
}

/** A write that stopped after one sector, in its middle, one byte before its end, or that lost its first half. */
function partsOf({ operation, index }: Pending): Pending[] {
  if (operation.kind !== "write") return [];
  const { bytes, fileOffset } = operation;
  const middle = bytes.length >> 1;
  const lengths = [...new Set([1, 6, 100, 511, 512, middle, bytes.length - 512, bytes.length - 1])];
  const starts = lengths
    .filter((length) => length > 0 && length < bytes.length)
    .map((length) => ({ ...operation, bytes: bytes.slice(0, length) }));
  const end = { ...operation, bytes: bytes.slice(middle), fileOffset: fileOffset + middle };
  return [...starts, end].map((part) => ({ operation: part, index }));
}

function replay(before: Files, operations: readonly Pending[]): Files {
  const files = new Map(before);
  for (const { operation } of operations) {
    if (!("target" in operation)) continue;
    const { target } = operation;
    const bytes = files.get(target);
    // A file whose name did not reach the disk takes what was written to it along.
    if (operation.kind === "create") files.set(target, new Uint8Array(0));
    else if (operation.kind === "unlink") files.delete(target);
    else if (bytes === undefined) continue;
    else if (operation.kind === "truncate") files.set(target, resized(bytes, operation.size));
    else if (operation.kind === "write") files.set(target, written(bytes, operation.fileOffset, operation.bytes));
    else if (operation.kind === "rename") {
      files.delete(target);
      files.set(operation.newName, bytes);
    }
  }
  return files;
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size);
  result.set(bytes.subarray(0, size));
  return result;
}

function written(bytes: Uint8Array, fileOffset: number, more: Uint8Array): Uint8Array {
  const result = new Uint8Array(Math.max(bytes.length, fileOffset + more.length));
  result.set(bytes);
  result.set(more, fileOffset);
  return result;
}
