import { applyEntryLog, leftOut } from "./entry-log.ts";
import type { HiveLog } from "./hive-log.ts";
import { sequenceAfter, sequenceReaches } from "./log-header.ts";
import { RecoveredImage } from "./recovered-image.ts";
import type { LogRecovery } from "./recovery-report.ts";
import type { Attempt, DirtyHive } from "./replay.ts";

/**
 * Applies logs of the new kind, in the order of their numbers. A valid base block asks for entries from its secondary
 * number on; a log that comes second must go on where the first one stopped, but may stand alone when the first one gave
 * nothing. A broken base block is replaced by the latest log's, which then is the only one to be applied.
 */
export function recoverByEntries(hive: DirtyHive, logs: readonly HiveLog[]): Attempt {
  const ordered = logs.toSorted((one, other) => (one.header.firstSequence - other.header.firstSequence) | 0);
  return hive.header.isValid ? applyChain(hive, ordered) : applyLatest(hive, ordered);
}

function applyChain({ primary, sector, header, sources }: DirtyHive, logs: readonly HiveLog[]): Attempt {
  const image = new RecoveredImage(primary, sources, sector);
  const results = logs.map((log): LogRecovery => {
    const { firstSequence } = log.header;
    const last = image.fields?.sequence;
    const wanted = last === undefined ? header.secondarySequence : sequenceAfter(last);
    if (!sequenceReaches(firstSequence, wanted)) {
      return leftOut(
        log,
        { code: "too-old", reason: `its entries are older than number ${wanted}, which is wanted` },
        wanted,
      );
    }
    if (last !== undefined && firstSequence !== wanted) {
      return leftOut(
        log,
        { code: "gap", reason: `it begins with entry ${firstSequence}, but ${wanted} is wanted` },
        wanted,
      );
    }
    return applyEntryLog(log, image);
  });
  return attemptOf(image, results);
}

function applyLatest({ primary, sources }: DirtyHive, logs: readonly HiveLog[]): Attempt {
  const latest = logs.at(-1);
  if (latest === undefined) return { logs: [] };
  const image = new RecoveredImage(primary, sources, latest.sector);
  const result = applyEntryLog(latest, image);
  const reason = "the base block is broken, so only the latest log counts";
  const others = logs
    .slice(0, -1)
    .map((log) => leftOut(log, { code: "not-needed", reason }, latest.header.firstSequence));
  const { logs: results, replay } = attemptOf(image, [result, ...others]);
  return replay === undefined ? { logs: results } : { logs: results, replay: { ...replay, headerFrom: latest.role } };
}

function attemptOf(image: RecoveredImage, logs: readonly LogRecovery[]): Attempt {
  const first = logs.find(({ entryCount }) => entryCount > 0)?.firstSequence;
  if (first === undefined) return { logs };
  const entryCount = logs.reduce((sum, log) => sum + log.entryCount, 0);
  return { logs, replay: { image, format: "hvle", entryCount, firstSequence: first } };
}
