import * as layout from "../../assembly/layout.ts";
import { applyDirtyVector, type DirtyVector, readDirtyVector } from "./dirty-vector.ts";
import { type HiveLog, unused } from "./hive-log.ts";
import { viewOf } from "./log-header.ts";
import { readBytes } from "./log-reader.ts";
import { RecoveredImage } from "./recovered-image.ts";
import type { LogRecovery, LogStop } from "./recovery-report.ts";
import type { Attempt, DirtyHive, Replay } from "./replay.ts";

/**
 * Applies one log of the old kind. Nothing but the time ties it to its hive: it must be that of the base block or, where
 * the base block is broken, that of the first bin, or a later one when the first bin had not been written yet.
 * Of several that fit, the latest counts: each holds all that the ones before it held.
 */
export function recoverByDirtyVector(hive: DirtyHive, logs: readonly HiveLog[]): Attempt {
  const time = timeOf(hive);
  const looks = logs.map((log) => ({ log, vector: judge(log, time, hive.header.isValid) }));
  const fitting = looks.filter((look): look is { log: HiveLog; vector: DirtyVector } => !("code" in look.vector));
  const [best] = fitting.toSorted((one, other) => compareTimes(other.log, one.log));
  if (best === undefined) return { logs: looks.map(({ log, vector }) => unused(log, vector as LogStop)) };
  const { log, vector } = best;
  const { role, header, source, index, sector } = log;
  const image = new RecoveredImage(hive.primary, hive.sources, hive.header.isValid ? hive.sector : sector);
  image.note({ binsSize: vector.binsSize, sequence: header.firstSequence });
  applyDirtyVector(source, index, vector, image.sectors);
  const rest = looks
    .filter((look) => look.log !== log)
    .map((look) =>
      unused(look.log, "code" in look.vector ? look.vector : { code: "not-needed", reason: "another log fits better" }),
    );
  const applied: LogRecovery = {
    role,
    format: "dirt",
    firstSequence: header.firstSequence,
    entryCount: 1,
    skippedCount: 0,
    stop: { code: "all-applied", reason: "all of its pages were applied" },
  };
  const replay: Replay = {
    image,
    ...(hive.header.isValid ? {} : { headerFrom: role }),
    format: "dirt",
    entryCount: 1,
    firstSequence: header.firstSequence,
    isLater: header.lastWritten !== time,
  };
  return { logs: [applied, ...rest], replay };
}

/** The hive's own time: the base block's, or the copy of it in the first bin. */
function timeOf({ primary, sector, header }: DirtyHive): bigint {
  if (header.isValid) return viewOf(sector).getBigUint64(layout.BASE_BLOCK_LAST_WRITTEN, true);
  return viewOf(readBytes(primary, layout.BASE_BLOCK_SIZE + layout.HIVE_BIN_TIMESTAMP, 8)).getBigUint64(0, true);
}

function judge(log: HiveLog, time: bigint, headerIsValid: boolean): DirtyVector | LogStop {
  const { lastWritten } = log.header;
  const fits = lastWritten === time || (!headerIsValid && lastWritten > time);
  if (!fits) {
    const reason = `it was written ${lastWritten < time ? "before" : "after"} the hive was, so it belongs to another state of it`;
    return { code: "other-time", reason };
  }
  return readDirtyVector(log.source, log.sector);
}

function compareTimes(one: HiveLog, other: HiveLog): number {
  const [mine, theirs] = [one.header.lastWritten, other.header.lastWritten];
  return mine === theirs ? 0 : mine < theirs ? -1 : 1;
}
