import * as layout from "../../assembly/layout.ts";
import { type HiveLog, namesHive } from "./hive-log.ts";
import type { LogRecovery, RecoveryDoubt } from "./recovery-report.ts";
import type { DirtyHive, Replay } from "./replay.ts";

/** What a person should know before trusting the recovered hive. */
export function doubtsOf(
  replay: Replay,
  hive: DirtyHive,
  own: readonly HiveLog[],
  logs: readonly LogRecovery[],
): RecoveryDoubt[] {
  return [
    ...logs.flatMap(lostEntries),
    ...missingPages(replay, hive),
    ...(replay.isLater ? [LATER_TIME] : []),
    ...(hive.header.isValid ? otherNames(hive, own, logs) : []),
    ...logs
      .filter(({ stop }) => stop.code === "unreadable")
      .map(({ role, stop }): RecoveryDoubt => {
        return { code: "unreadable-log", reason: `${role} may hold more: ${stop.reason}`, isGrave: true };
      }),
  ];
}

const LATER_TIME: RecoveryDoubt = {
  code: "later-time",
  reason: "the base block is broken, and the log is younger than the first bin: it probably belongs to this hive",
  isGrave: false,
};

/**
 * The entry at which a log stops was being written when it was cut off; that is ordinary. But when others follow it, or
 * when a whole log could not be applied, changes that had been safe are missing.
 */
function lostEntries(log: LogRecovery): RecoveryDoubt[] {
  const { role, entryCount, skippedCount, stop } = log;
  if (lostCount(log) === 0) return [];
  const which = entryCount === 0 ? `the ${skippedCount} of ${role}` : `${skippedCount} of ${role} behind those applied`;
  return [{ code: "entries-lost", reason: `entries could not be applied, ${which}: ${stop.reason}`, isGrave: true }];
}

/** Entries of a log that were safe once and could not be applied. */
export function lostCount({ skippedCount, stop }: LogRecovery): number {
  const isCutOff = stop.code === "bad-hash" || stop.code === "bad-entry";
  return skippedCount > (isCutOff ? 1 : 0) ? skippedCount : 0;
}

function missingPages({ image }: Replay, { primary }: DirtyHive): RecoveryDoubt[] {
  const start = Math.ceil(Math.max(0, primary.size - layout.BASE_BLOCK_SIZE) / layout.SECTOR_SIZE) * layout.SECTOR_SIZE;
  const end = image.fields?.binsSize ?? 0;
  const size = end <= start ? 0 : image.sectors.uncoveredSize(start, end);
  if (size === 0) return [];
  return [
    {
      code: "pages-missing",
      reason: `the logs make the hive grow, but lack ${size} bytes of that, which read as zeros`,
      isGrave: true,
    },
  ];
}

function otherNames({ sector }: DirtyHive, own: readonly HiveLog[], logs: readonly LogRecovery[]): RecoveryDoubt[] {
  const applied = own.filter(({ role }) => logs.some((log) => log.role === role && log.entryCount > 0));
  return applied
    .filter((log) => !namesHive(log, sector))
    .map(({ role }) => ({
      code: "other-name",
      reason: `${role} names another file or resource manager than the hive does, so it may belong to another hive`,
      isGrave: true,
    }));
}
