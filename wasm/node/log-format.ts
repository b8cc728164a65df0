import { basename } from "node:path";
import { type LogFormat, sequenceReaches } from "hivex-wasm";
import type { FoundLog } from "./find-logs.ts";
import type { HiveFile } from "./hive-file.ts";
import { windowsVersionBeside } from "./windows-version.ts";

/** Which kind of transaction log a commit will use, and what speaks for it. */
export interface LogFormatChoice {
  readonly format: LogFormat;
  /** One sentence: the evidence. "This kind" in it is the format. */
  readonly reason: string;
  /** False where nothing spoke for either kind. */
  readonly certain: boolean;
}

/**
 * Chooses the kind of log that the next Windows to load this hive understands, so that it could finish an interrupted
 * write: Windows 8.1 and later know the new kind (HvLE), Windows 8 and older only the old one (DIRT).
 * What is `wanted` overrules all evidence. The evidence, in this order: logs beside the hive, the hive's own header, the SOFTWARE hive of the same volume.
 *
 * @example
 * const { format, reason } = chooseLogFormat(opened); // "hvle", "NTUSER.DAT.LOG1 is of this kind"
 */
export function chooseLogFormat(opened: HiveFile, wanted?: LogFormat): LogFormatChoice {
  if (wanted !== undefined) return { format: wanted, reason: "it was asked for", certain: true };
  return fromLogs(opened.logs) ?? fromHeader(opened) ?? fromWindows(opened) ?? NO_EVIDENCE;
}

const NO_EVIDENCE: LogFormatChoice = {
  format: "hvle",
  reason:
    "nothing tells which Windows uses this hive; Windows 8 and older would not finish an interrupted write by themselves",
  certain: false,
};

function fromLogs(logs: readonly FoundLog[]): LogFormatChoice | undefined {
  const [hvle, dirt] = [latest(logs, "hvle"), latest(logs, "dirt")];
  const newest = hvle !== undefined && dirt !== undefined && isLater(dirt, hvle) ? dirt : (hvle ?? dirt);
  if (newest === undefined) return undefined;
  const format = newest === hvle ? "hvle" : "dirt";
  const name = basename(newest.path);
  const reason =
    hvle === undefined || dirt === undefined
      ? `${name} is of this kind`
      : `logs of both kinds lie beside the hive, and ${name}, of this one, is the later`;
  return { format, reason, certain: true };
}

function latest(logs: readonly FoundLog[], format: LogFormat): FoundLog | undefined {
  return logs
    .filter((log) => log.format === format)
    .reduce<FoundLog | undefined>((best, log) => (best === undefined || isLater(log, best) ? log : best), undefined);
}

function isLater(one: FoundLog, other: FoundLog): boolean {
  const [mine, theirs] = [one.firstSequence ?? 0, other.firstSequence ?? 0];
  return mine !== theirs && sequenceReaches(mine, theirs);
}

function fromHeader({ hive }: HiveFile): LogFormatChoice | undefined {
  const { lastReorganized } = hive.baseBlock;
  if (lastReorganized === undefined || lastReorganized === 0n) return undefined;
  return { format: "hvle", reason: "the hive has been reorganized by a newer Windows", certain: true };
}

function fromWindows(file: HiveFile): LogFormatChoice | undefined {
  const version = windowsVersionBeside(file);
  if (version === undefined) return undefined;
  const { major, minor, path } = version;
  const format = major > 6 || (major === 6 && minor >= 3) ? "hvle" : "dirt";
  return {
    format,
    reason: `${path} names Windows ${major}.${minor}, which uses logs of this kind`,
    certain: true,
  };
}
