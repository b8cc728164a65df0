import * as layout from "../../assembly/layout.ts";
import { type HiveLog, unused } from "./hive-log.ts";
import { type EntryHeader, readEntryHeader, readEntryPages } from "./log-entry.ts";
import { sequenceAfter, sequenceReaches } from "./log-header.ts";
import type { RecoveredImage } from "./recovered-image.ts";
import type { LogRecovery, LogStop } from "./recovery-report.ts";

/** Entries of a log that was not applied are counted for the report; a hostile one shall not keep us counting. */
const MOST_COUNTED = 1000;

/**
 * Applies a log's entries, one after the other, until one does not hold or does not follow. That is no error: behind the
 * last entry there are leftovers of former rounds, and the last one may have been cut off while it was written.
 */
export function applyEntryLog(log: HiveLog, image: RecoveredImage): LogRecovery {
  const { role, source, index, header } = log;
  const { format, firstSequence } = header;
  let [at, wanted, entryCount] = [layout.LOG_ENTRIES as number, firstSequence, 0];
  for (;;) {
    const entry = readEntryHeader(source, at);
    const pages =
      "code" in entry ? entry : entry.sequence === wanted ? readEntryPages(source, entry) : misfit(entry, wanted);
    if ("code" in entry || "code" in pages) {
      const stop = pages as LogStop;
      return { role, format, firstSequence, entryCount, skippedCount: countEntries(log, at, wanted), stop };
    }
    for (const { offset, size, position } of pages) image.sectors.cover(offset, size, { log: index, position });
    image.note({ binsSize: entry.binsSize, sequence: entry.sequence }, entry.flags);
    entryCount += 1;
    at += entry.size;
    wanted = sequenceAfter(wanted);
  }
}

/** What to say about a log whose entries are not applied; those that are older than `wanted` are no loss. */
export function leftOut(log: HiveLog, stop: LogStop, wanted: number): LogRecovery {
  return unused(log, stop, countEntries(log, layout.LOG_ENTRIES, wanted));
}

/** Entries from `at` on with a right header and a number of at least `wanted`. */
function countEntries({ source }: HiveLog, at: number, wanted: number): number {
  let count = 0;
  for (let steps = 0; steps < MOST_COUNTED; steps++) {
    const entry = readEntryHeader(source, at);
    if ("code" in entry) break;
    if (sequenceReaches(entry.sequence, wanted)) count += 1;
    at += entry.size;
  }
  return count;
}

function misfit({ fileOffset, sequence }: EntryHeader, wanted: number): LogStop {
  const isOlder = !sequenceReaches(sequence, wanted);
  const reason = isOlder
    ? `what follows are leftovers of former rounds (number ${sequence} instead of ${wanted})`
    : `entry ${wanted} is missing: ${sequence} follows instead`;
  return { code: isOlder ? "leftover" : "gap", reason, fileOffset };
}
