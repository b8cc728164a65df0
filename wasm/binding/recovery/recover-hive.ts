import * as layout from "../../assembly/layout.ts";
import type { PageSource } from "../page-source.ts";
import { doubtsOf } from "./doubts.ts";
import { type HiveLog, isOfHive, type LogInput, openLog, unused } from "./hive-log.ts";
import { headerChecksum, isSealed, LOG_HEADER_SIZE, viewOf } from "./log-header.ts";
import { readBytes } from "./log-reader.ts";
import { recoverByDirtyVector } from "./recover-by-dirty-vector.ts";
import { recoverByEntries } from "./recover-by-entries.ts";
import type { RecoveredImage } from "./recovered-image.ts";
import type { LogRecovery, PrimaryHeader, Recovery } from "./recovery-report.ts";
import type { Attempt, DirtyHive, Replay } from "./replay.ts";

/** A dirty hive, with what its logs could do for it. */
export interface Recovered {
  readonly recovery: Recovery;
  /** The recovered hive; undefined where no log could be applied, so that there is only the hive as it lies. */
  readonly image: RecoveredImage | undefined;
}

/**
 * Recovers a dirty hive from its transaction logs, without writing anything: the result is a page source that an engine
 * can open. Undefined for a clean hive, which needs no logs, and for one that recovery is not made for (another version, a
 * log): opening it tells more.
 *
 * Logs of the new kind (Windows 8.1 and later) go before those of the old one; kinds are never mixed.
 * The sources must not change while the result is in use.
 *
 * @example
 * const recovered = recoverHive(bytesSource(hive), [{ role: "LOG1", source: bytesSource(log1) }]);
 * const engine = Engine.open(recovered?.image ?? bytesSource(hive));
 */
export function recoverHive(primary: PageSource, inputs: readonly LogInput[]): Recovered | undefined {
  const hive = dirtyHive(primary, inputs);
  if (hive === undefined) return undefined;
  const looks = inputs.map(openLog);
  const readable = looks.filter((look): look is HiveLog => "source" in look);
  const own = readable.filter((log) => !hive.header.isValid || isOfHive(log, hive.sector));
  const others = looks
    .filter((look): look is LogRecovery => !("source" in look))
    .concat(
      readable
        .filter((log) => !own.includes(log))
        .map((log) => unused(log, { code: "other-hive", reason: "its header is that of another hive" })),
    );
  const canRecover = hive.header.isValid || beginsWithBin(primary);
  const attempt = canRecover ? tryLogs(hive, own) : { logs: own.map((log) => unused(log, NO_HIVE)) };
  const logs = [...attempt.logs, ...others];
  const { replay } = attempt;
  if (replay === undefined) {
    return { recovery: { ...NOTHING, state: "no-usable-log", primary: hive.header, logs }, image: undefined };
  }
  const doubts = doubtsOf(replay, hive, own, logs);
  return { recovery: { ...reportOf(replay, hive), logs, doubts }, image: replay.image };
}

/** What is to be said about a hive that shall be shown as it lies; undefined where it is clean. */
export function withoutLogs(primary: PageSource): Recovery | undefined {
  const hive = dirtyHive(primary, []);
  return hive && { ...NOTHING, state: "logs-ignored", primary: hive.header };
}

const NOTHING = { logs: [], entryCount: 0, coveredSize: 0, doubts: [] } as const;
const NO_HIVE = { code: "other-hive", reason: "the file beside it does not even begin with a hive bin" } as const;

function tryLogs(hive: DirtyHive, logs: readonly HiveLog[]): Attempt {
  const [entryLogs, vectorLogs] = [ofFormat(logs, "hvle"), ofFormat(logs, "dirt")];
  const byEntries = recoverByEntries(hive, entryLogs);
  if (byEntries.replay !== undefined) {
    const stop = { code: "not-needed", reason: "a log of the new kind goes before it" } as const;
    return wholeOnly({ ...byEntries, logs: [...byEntries.logs, ...vectorLogs.map((log) => unused(log, stop))] }, hive);
  }
  const byVector = recoverByDirtyVector(hive, vectorLogs);
  return wholeOnly({ ...byVector, logs: [...byEntries.logs, ...byVector.logs] }, hive);
}

/** A hive that was cut short has lost pages; where no log brings them back, zeros in their place would be a guess. */
function wholeOnly(attempt: Attempt, { primary, sector, header }: DirtyHive): Attempt {
  const { replay, logs } = attempt;
  if (replay === undefined) return attempt;
  const claimed = header.isValid ? viewOf(sector).getUint32(layout.BASE_BLOCK_BINS_SIZE, true) : 0;
  const present = Math.max(0, primary.size - layout.BASE_BLOCK_SIZE);
  const start = present - (present % layout.SECTOR_SIZE);
  const end = Math.min(claimed, replay.image.fields?.binsSize ?? 0);
  const isWhole = end <= present || replay.image.sectors.uncoveredSize(start, end) === 0;
  if (primary.size >= layout.BASE_BLOCK_SIZE && isWhole) return attempt;
  return {
    logs: logs.map((log) =>
      log.entryCount === 0 ? log : { ...log, ...CUT_SHORT, skippedCount: log.entryCount + log.skippedCount },
    ),
  };
}

const CUT_SHORT = {
  entryCount: 0,
  stop: { code: "incomplete", reason: "the hive's file was cut short, and the log does not have all that is missing" },
} as const;

function reportOf(
  { image, headerFrom, format, entryCount, firstSequence }: Replay,
  hive: DirtyHive,
): Omit<Recovery, "logs" | "doubts"> {
  const { binsSize = 0, sequence: lastSequence = 0 } = image.fields ?? {};
  return {
    state: "recovered",
    primary: hive.header,
    format,
    ...(headerFrom === undefined ? {} : { headerFrom }),
    entryCount,
    firstSequence,
    lastSequence,
    coveredSize: image.sectors.coveredSize,
    binsSize,
  };
}

/** Reads the base block's first sector; undefined where the hive is clean or not ours to recover. */
function dirtyHive(primary: PageSource, inputs: readonly LogInput[]): DirtyHive | undefined {
  if (primary.size < LOG_HEADER_SIZE) return undefined;
  const sector = readBytes(primary, 0, LOG_HEADER_SIZE);
  const view = viewOf(sector);
  const header: PrimaryHeader = {
    primarySequence: view.getUint32(layout.BASE_BLOCK_PRIMARY_SEQUENCE, true),
    secondarySequence: view.getUint32(layout.BASE_BLOCK_SECONDARY_SEQUENCE, true),
    checksumStored: view.getUint32(layout.BASE_BLOCK_CHECKSUM, true),
    checksumComputed: headerChecksum(sector),
    isValid: isSealed(sector),
  };
  if (header.isValid && (header.primarySequence === header.secondarySequence || !isPrimary(view))) return undefined;
  const sources = inputs.map((input) => ("source" in input ? input.source : EMPTY));
  return { primary, sector, header, sources };
}

const EMPTY: PageSource = { size: 0, read: () => 0 };

/** A whole header that says it is something else was not torn: logs have nothing to mend in it. */
function isPrimary(view: DataView): boolean {
  return (
    view.getUint32(layout.BASE_BLOCK_MAJOR, true) === 1 &&
    view.getUint32(layout.BASE_BLOCK_TYPE, true) === layout.FILE_TYPE_PRIMARY &&
    view.getUint32(layout.BASE_BLOCK_FORMAT, true) === layout.FILE_FORMAT_DIRECT
  );
}

/** Behind a torn base block a hive still begins with its first bin; any other file does not. */
function beginsWithBin(primary: PageSource): boolean {
  if (primary.size < layout.BASE_BLOCK_SIZE + layout.PAGE_SIZE) return false;
  const bin = viewOf(readBytes(primary, layout.BASE_BLOCK_SIZE, layout.HIVE_BIN_SIZE));
  return (
    bin.getUint32(layout.HIVE_BIN_SIGNATURE, true) === layout.SIGNATURE_HBIN &&
    bin.getUint32(layout.HIVE_BIN_OFFSET, true) === 0
  );
}

function ofFormat(logs: readonly HiveLog[], format: "hvle" | "dirt"): HiveLog[] {
  return logs.filter((log) => log.header.format === format);
}
