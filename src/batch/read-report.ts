import { HiveError } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import type { ReportLine, ReportRow } from "./report-row.ts";

/** What an earlier run's report tells to one that goes on with it. */
export interface EarlierReport {
  /** The command that it is about. */
  readonly command: readonly string[];
  /** The last row of every hive. */
  readonly rows: ReadonlyMap<string, ReportRow>;
  /** Hives whose commit was begun and of whose end nothing is known, or nothing good: they are finished first. */
  readonly unfinished: readonly string[];
  /** Bytes of the lines that are whole. */
  readonly size: number;
}

/**
 * Reads a report; a last line that was cut is passed over, since that is how a killed run leaves it.
 *
 * @throws HiveError `bad-report` with the number of the line
 */
export function readReport(text: string): EarlierReport {
  const rows = new Map<string, ReportRow>();
  const unfinished = new Set<string>();
  const begun = new Set<string>();
  let command: readonly string[] = [];
  for (const entry of reportLines(text)) {
    if (entry.type === "start") {
      ({ command } = entry);
      begun.clear();
    }
    if (entry.type === "intent") {
      unfinished.add(entry.hive);
      begun.add(entry.hive);
    }
    if (entry.type !== "hive") continue;
    rows.set(entry.hive, withoutPlan(entry));
    // What was begun and failed is taken back. A run that did not even begin leaves the hive as the one before did.
    if (isSettled(entry) || (begun.has(entry.hive) && !isCutShort(entry))) unfinished.delete(entry.hive);
  }
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return { command, rows, unfinished: [...unfinished], size: Buffer.byteLength(whole) };
}

/** The lines of a report one by one, but for a last one that was cut. Throws `bad-report`. */
export function* reportLines(text: string): Generator<ReportLine> {
  const lines = text.split("\n");
  lines.pop();
  for (const [index, line] of lines.entries()) {
    const entry = parseLine(line, index + 1);
    if (index === 0 && entry.type !== "start") break;
    yield entry;
    if (index === lines.length - 1) return;
  }
  throw badReport(1, "it is not the beginning of a report");
}

/** Throws `usage` where a report is of another command than the one that was typed with this option. */
export function assertSameCommand(recorded: readonly string[], typed: readonly string[], option: string): void {
  if (recorded.join("\0") === typed.join("\0")) return;
  throw hiveError("usage", "the report is of another command", {
    expected: recorded.join(" "),
    found: typed.join(" "),
    advice: `Type the same words, with ${option} REPORT in the place of --report REPORT.`,
  });
}

/** Rows are kept for the end of the run; plans would fill the memory. */
export function withoutPlan({ plan: _, ...row }: ReportRow): ReportRow {
  return row;
}

/** Whether a hive needs no second look: it was changed, or needed no change. */
export function isSettled(row: ReportRow | undefined): boolean {
  return row !== undefined && (row.result === "changed" || row.result === "unchanged");
}

/** Whether a hive was left between its old state and its new one: it must be finished before Windows loads it from elsewhere. */
export function isCutShort({ code }: Pick<ReportRow, "code">): boolean {
  return code === "commit-interrupted" || code === "recovery-interrupted";
}

function parseLine(line: string, number: number): ReportLine {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    throw badReport(number, "it is no JSON");
  }
  if (typeof entry !== "object" || entry === null) throw badReport(number, "it is no line of a report");
  const { type, hive, command } = entry as { type?: unknown; hive?: unknown; command?: unknown };
  if (type === "end" || (type === "start" && Array.isArray(command))) return entry as ReportLine;
  if ((type === "hive" || type === "intent") && typeof hive === "string") return entry as ReportLine;
  throw badReport(number, "it is no line of a report");
}

function badReport(line: number, statement: string): HiveError {
  return new HiveError("bad-report", `line ${line} of the report: ${statement}`);
}
