import type { FileSystem } from "hivex-wasm/node";
import { readWholeFile } from "../storage/read-whole-file.ts";
import type { BatchTarget } from "./batch.ts";
import { assertSameCommand, readReport, reportLines } from "./read-report.ts";

/** What a report says was done to a hive. */
export interface RecordedEdit extends BatchTarget {
  /** For `parsePlan`; absent where the edit was none that a report can hold, such as a copy from another hive. */
  readonly planJson?: string;
}

/**
 * The edits that a report says have been written, each with the plan that it was carried out by, sorted by path; what
 * `--verify-report` looks up.
 *
 * @throws HiveError `bad-report`, `usage` where the report is of another command
 * @example
 * for (const { path, planJson } of recordedEdits(nodeFileSystem, "fix.report", words)) console.log(path, planJson);
 */
export function recordedEdits(fs: FileSystem, path: string, command: readonly string[]): RecordedEdit[] {
  const text = new TextDecoder().decode(readWholeFile(fs, path));
  const { rows, command: recorded } = readReport(text);
  assertSameCommand(recorded, command, "--verify-report");
  const plans = new Map<string, string>();
  for (const entry of reportLines(text)) {
    if (entry.type !== "intent" && entry.type !== "hive") continue;
    // A run that finishes what an earlier one has begun may find nothing left to plan.
    if (hasChanges(entry.plan)) plans.set(entry.hive, JSON.stringify(entry.plan));
  }
  const changed = [...rows.values()].filter(({ result }) => result === "changed");
  const edits = changed.map(({ hive, role, owner }): RecordedEdit => {
    const planJson = plans.get(hive);
    return {
      path: hive,
      ...(role && { role }),
      ...(owner && { owner }),
      ...(planJson !== undefined && { planJson }),
    };
  });
  return edits.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function hasChanges(plan: object | undefined): boolean {
  const { changes = [] } = (plan ?? {}) as { changes?: unknown };
  return !Array.isArray(changes) || changes.length > 0;
}
