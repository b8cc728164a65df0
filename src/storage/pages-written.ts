import type { CommitStep } from "hivex-wasm";

/** What is about to be written. */
export interface ComingCommit {
  /** The sequence number that the hive has when it is whole. */
  readonly sequence: number;
  /** The parts of the hive's file that will be written, besides its base block; none where a new file takes its place. */
  readonly parts: readonly { readonly fileOffset: number; readonly size: number }[];
}

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

/** The parts of the hive's bins data that the steps write. */
export function writtenParts(steps: readonly CommitStep[]): { fileOffset: number; size: number }[] {
  return steps.flatMap((step) => {
    if (step.kind !== "write" || step.target !== "hive" || step.phase !== "dirty" || step.fileOffset < 4096) return [];
    return [{ fileOffset: step.fileOffset, size: step.bytes.length }];
  });
}
