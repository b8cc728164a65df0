import * as layout from "../../assembly/layout.ts";
import type { LogRole } from "../commit-steps.ts";
import { HiveError } from "../hive-error.ts";
import type { PageSource } from "../page-source.ts";
import { LOG_HEADER_SIZE, type LogHeader, parseLogHeader, viewOf } from "./log-header.ts";
import { readBytes } from "./log-reader.ts";
import type { LogRecovery, LogStop } from "./recovery-report.ts";

/** A log as it is offered for recovery: its bytes, or why they can't be had. */
export type LogInput = { readonly role: LogRole } & ({ readonly source: PageSource } | { readonly fault: string });

/** A log whose first sector holds. */
export interface HiveLog {
  readonly role: LogRole;
  readonly source: PageSource;
  /** Position among the logs that were offered. */
  readonly index: number;
  readonly header: LogHeader;
  /** The first sector. */
  readonly sector: Uint8Array;
}

/** Reads the first sector of a log; otherwise what there is to say about it. */
export function openLog(input: LogInput, index: number): HiveLog | LogRecovery {
  const { role } = input;
  if ("fault" in input) return unused({ role }, { code: "unreadable", reason: `it could not be read: ${input.fault}` });
  const { source } = input;
  if (source.size === 0) {
    return { ...unused({ role }, { code: "empty", reason: "it is empty" }), format: "empty" };
  }
  const sector = readStart(source);
  if (sector instanceof HiveError) {
    return unused({ role }, { code: "unreadable", reason: `it could not be read: ${sector.statement}` });
  }
  const header = parseLogHeader(sector);
  if (header === undefined)
    return unused({ role }, { code: "no-log-header", reason: "its header is not that of a log, or torn" });
  const log: HiveLog = { role, source, index, header, sector };
  return header.isWhole
    ? log
    : unused(log, { code: "half-written", reason: "the log itself was being written when it was cut off" });
}

/** What to say about a log that is not applied. */
export function unused(
  log: { readonly role: LogRole; readonly header?: LogHeader },
  stop: LogStop,
  skippedCount = 0,
): LogRecovery {
  const { role, header } = log;
  if (header === undefined) return { role, format: "unknown", entryCount: 0, skippedCount, stop };
  const { format, firstSequence } = header;
  return { role, format, firstSequence, entryCount: 0, skippedCount, stop };
}

/** Whether a log's header can be that of this hive: what no write ever changes is the same in both. */
export function isOfHive({ sector }: HiveLog, primary: Uint8Array): boolean {
  const [one, other] = [viewOf(sector), viewOf(primary)];
  return CONSTANT.every((at) => one.getUint32(at, true) === other.getUint32(at, true));
}

/** Whether the header also names the file and the resource manager that the hive names. */
export function namesHive({ sector }: HiveLog, primary: Uint8Array): boolean {
  const same = (from: number, to: number): boolean =>
    sector.subarray(from, to).every((byte, index) => byte === primary[from + index]);
  return (
    same(layout.BASE_BLOCK_FILE_NAME, layout.BASE_BLOCK_FILE_NAME + layout.BASE_BLOCK_FILE_NAME_SIZE) &&
    same(layout.BASE_BLOCK_RESOURCE_MANAGER, layout.BASE_BLOCK_LOG_ID)
  );
}

const CONSTANT = [
  layout.BASE_BLOCK_MAJOR,
  layout.BASE_BLOCK_MINOR,
  layout.BASE_BLOCK_FORMAT,
  layout.BASE_BLOCK_ROOT,
  layout.BASE_BLOCK_CLUSTERING,
];

function readStart(source: PageSource): Uint8Array | HiveError {
  try {
    return readBytes(source, 0, Math.min(source.size, LOG_HEADER_SIZE));
  } catch (error) {
    if (error instanceof HiveError) return error;
    throw error;
  }
}
