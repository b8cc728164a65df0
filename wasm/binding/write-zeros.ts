import type { CommitStep } from "./commit-steps.ts";

/** Largest single write. */
const PIECE = 1024 * 1024;

/**
 * Makes the hive's file reach up to `end` with zeros that are written and synced: a full disk is met before anything has
 * happened, where a hole in the file would reserve nothing. No steps for a file that is long enough.
 */
export function writeZeros(fileSize: number, end: number): CommitStep[] {
  if (fileSize >= end) return [];
  const zeros = new Uint8Array(Math.min(PIECE, end - fileSize));
  const steps: CommitStep[] = [];
  for (let at = fileSize; at < end; at += zeros.length) {
    const bytes = zeros.subarray(0, end - at);
    steps.push({ phase: "prepare", kind: "write", target: "hive", fileOffset: at, bytes });
  }
  return [...steps, { phase: "prepare", kind: "sync", target: "hive" }];
}
