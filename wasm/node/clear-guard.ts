import { HiveError } from "hivex-wasm";
import { Guard, guardBeside } from "./guard.ts";
import { guardedHive } from "./guard-record.ts";
import type { HiveFile } from "./hive-file.ts";

/**
 * Takes away the guard of a process that is gone, beside a hive in which there is nothing to write; a writer takes it away
 * by itself. Returns what became of it; nothing where there is none, or it is not known to be left over.
 */
export function clearDeadGuard(opened: HiveFile): readonly string[] {
  const { fs, realPath, processFacts, counter } = opened;
  if (processFacts === undefined) return [];
  if (guardBeside(opened, () => processFacts)?.state !== "dead") return [];
  try {
    const guard = Guard.take(fs, realPath, guardedHive(opened), processFacts, false, counter);
    const left = guard.release();
    return left === undefined ? guard.warnings : [left.statement];
  } catch (error) {
    if (error instanceof HiveError) return [`a guard that was left here stays: ${error.statement}`];
    throw error;
  }
}
