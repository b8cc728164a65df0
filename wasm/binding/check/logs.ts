import * as layout from "../../assembly/layout.ts";
import type { LogRole } from "../commit-steps.ts";
import { entryHash } from "../entry-hash.ts";
import type { PageSource } from "../page-source.ts";
import { lostCount } from "../recovery/doubts.ts";
import { type HiveLog, type LogInput, namesHive, openLog } from "../recovery/hive-log.ts";
import { readEntryHeader, readEntryPages } from "../recovery/log-entry.ts";
import { headerChecksum, isSealed, LOG_HEADER_SIZE, sequenceReaches, viewOf } from "../recovery/log-header.ts";
import { piecesOf, readBytes } from "../recovery/log-reader.ts";
import type { LogRecovery, Recovery } from "../recovery/recovery-report.ts";
import type { Breach } from "./breach.ts";

/** A breach in a log; its file offset counts from the start of the log. */
export interface LogBreach extends Breach {
  readonly log: LogRole;
}

/**
 * Judges the logs beside a hive, the rules I84 and I86 to I90. `recovery` is what `recoverHive` has told of a dirty hive;
 * undefined for a clean one.
 */
export function checkLogs(
  primary: PageSource,
  inputs: readonly LogInput[],
  recovery: Recovery | undefined,
): LogBreach[] {
  if (primary.size < LOG_HEADER_SIZE) return [];
  const sector = readBytes(primary, 0, LOG_HEADER_SIZE);
  const usable = inputs.map(openLog).filter((log): log is HiveLog => "source" in log && log.header.isWhole);
  return [
    ...inputs.flatMap(headerHolds),
    ...oneKind(usable),
    ...(isSealed(sector) ? usable.flatMap((log) => namesTheHive(log, sector)) : []),
    ...(recovery === undefined
      ? usable.flatMap((log) => nothingWaits(log, viewOf(sector).getUint32(layout.BASE_BLOCK_SECONDARY_SEQUENCE, true)))
      : recovery.logs.flatMap((log) => chainHolds(log, usable))),
  ];
}

/** I84: an entry of the new kind waits for the hive to get dirty. */
function nothingWaits({ role, source, header }: HiveLog, sequence: number): LogBreach[] {
  if (header.format !== "hvle" || !sequenceReaches(header.firstSequence, sequence)) return [];
  const entry = readEntryHeader(source, layout.LOG_ENTRIES);
  if ("code" in entry || "code" in readEntryPages(source, entry)) return [];
  return [breach(84, role, layout.BASE_BLOCK_PRIMARY_SEQUENCE, sequence, header.firstSequence)];
}

/** I86 */
function headerHolds(input: LogInput): LogBreach[] {
  if ("fault" in input || input.source.size === 0) return [];
  const { role, source } = input;
  const sector = readBytes(source, 0, Math.min(source.size, LOG_HEADER_SIZE));
  const view = viewOf(sector);
  const wrong = (offset: number, expected: number): LogBreach[] => [
    breach(86, role, offset, expected, sector.length < offset + 4 ? sector.length : view.getUint32(offset, true)),
  ];
  if (sector.length < LOG_HEADER_SIZE || view.getUint32(layout.BASE_BLOCK_SIGNATURE, true) !== layout.SIGNATURE_REGF)
    return wrong(layout.BASE_BLOCK_SIGNATURE, layout.SIGNATURE_REGF);
  if (!isSealed(sector)) return wrong(layout.BASE_BLOCK_CHECKSUM, headerChecksum(sector));
  if (!LOG_TYPES.includes(view.getUint32(layout.BASE_BLOCK_TYPE, true)))
    return wrong(layout.BASE_BLOCK_TYPE, layout.FILE_TYPE_NEW_LOG);
  const primary = view.getUint32(layout.BASE_BLOCK_PRIMARY_SEQUENCE, true);
  const isWhole = primary === view.getUint32(layout.BASE_BLOCK_SECONDARY_SEQUENCE, true);
  return isWhole ? [] : wrong(layout.BASE_BLOCK_SECONDARY_SEQUENCE, primary);
}

/** I87 and I90: where the entries of a log break off that count. */
function chainHolds(log: LogRecovery, usable: readonly HiveLog[]): LogBreach[] {
  const source = usable.find(({ role }) => role === log.role)?.source;
  if (source === undefined || log.format !== "hvle") return [];
  const at = log.stop.fileOffset ?? layout.LOG_ENTRIES;
  const lost = lostCount(log);
  return [
    ...(log.stop.code === "bad-entry" ? pagesLieWithin(log.role, source, at) : []),
    ...(lost > 0 ? [breach(87, log.role, at, 0, lost, "log entry")] : []),
  ];
}

/** I88: of two kinds of logs only the new one is the hive's. */
function oneKind(logs: readonly HiveLog[]): LogBreach[] {
  if (!logs.some(({ header }) => header.format === "hvle")) return [];
  return logs
    .filter(({ header }) => header.format === "dirt")
    .map(({ role, sector }) =>
      breach(
        88,
        role,
        layout.BASE_BLOCK_TYPE,
        layout.FILE_TYPE_NEW_LOG,
        viewOf(sector).getUint32(layout.BASE_BLOCK_TYPE, true),
      ),
    );
}

/** I89 */
function namesTheHive(log: HiveLog, sector: Uint8Array): LogBreach[] {
  return namesHive(log, sector) ? [] : [breach(89, log.role, layout.BASE_BLOCK_FILE_NAME, 0, 0)];
}

/** I90: an entry whose hashes are right all the same. */
function pagesLieWithin(role: LogRole, source: PageSource, at: number): LogBreach[] {
  const view = viewOf(readBytes(source, at, layout.LOG_ENTRY_SIZE));
  const u32 = (offset: number): number => view.getUint32(offset, true);
  const [size, binsSize, count] = [
    u32(layout.LOG_ENTRY_BYTES),
    u32(layout.LOG_ENTRY_BINS_SIZE),
    u32(layout.LOG_ENTRY_PAGE_COUNT),
  ];
  if (size < layout.SECTOR_SIZE || size % layout.SECTOR_SIZE !== 0 || at + size > source.size) return [];
  const header = readBytes(source, at, layout.LOG_ENTRY_HASH_2);
  const isWhole =
    view.getBigUint64(layout.LOG_ENTRY_HASH_2, true) === entryHash([header]) &&
    view.getBigUint64(layout.LOG_ENTRY_HASH_1, true) ===
      entryHash(piecesOf(source, at + layout.LOG_ENTRY_SIZE, at + size));
  if (!isWhole) return [];
  if (binsSize === 0 || binsSize % layout.PAGE_SIZE !== 0)
    return [breach(90, role, at + layout.LOG_ENTRY_BINS_SIZE, layout.PAGE_SIZE, binsSize, "log entry")];
  let room = size - layout.LOG_ENTRY_SIZE - count * layout.LOG_ENTRY_REFERENCE_SIZE;
  if (room < 0) return [breach(90, role, at + layout.LOG_ENTRY_PAGE_COUNT, size, count, "log entry")];
  for (let index = 0; index < count; index++) {
    const place = at + layout.LOG_ENTRY_SIZE + index * layout.LOG_ENTRY_REFERENCE_SIZE;
    const reference = viewOf(readBytes(source, place, layout.LOG_ENTRY_REFERENCE_SIZE));
    const end = reference.getUint32(0, true) + reference.getUint32(4, true);
    room -= reference.getUint32(4, true);
    if (end > binsSize || room < 0) return [breach(90, role, place, binsSize, end, "log entry")];
  }
  return [];
}

const LOG_TYPES: readonly number[] = [layout.FILE_TYPE_OLD_LOG, layout.FILE_TYPE_OLDEST_LOG, layout.FILE_TYPE_NEW_LOG];

function breach(
  rule: number,
  log: LogRole,
  fileOffset: number,
  expected: number,
  found: number,
  structure = "transaction log",
): LogBreach {
  return { rule, weight: "full", structure, log, fileOffset, expected, found };
}
