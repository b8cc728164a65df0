import type { LogFormat, LogRole } from "../commit-steps.ts";
import type { PageSource } from "../page-source.ts";
import type { RecoveredImage } from "./recovered-image.ts";
import type { LogRecovery, PrimaryHeader } from "./recovery-report.ts";

/** The hive to be recovered. */
export interface DirtyHive {
  readonly primary: PageSource;
  /** The first sector, as it lies. */
  readonly sector: Uint8Array;
  readonly header: PrimaryHeader;
  /** Sources of all logs that were offered; unreadable ones are empty. */
  readonly sources: readonly PageSource[];
}

/** What trying the logs of one kind has given. */
export interface Attempt {
  readonly logs: readonly LogRecovery[];
  /** Undefined where nothing could be applied. */
  readonly replay?: Replay;
}

/** What was applied, and how. */
export interface Replay {
  readonly image: RecoveredImage;
  readonly format: LogFormat;
  readonly entryCount: number;
  readonly firstSequence: number;
  /** The log that the base block was taken from, when the hive's own was broken. */
  readonly headerFrom?: LogRole;
  /** The old kind only: the log is younger than the hive's first bin, so that it probably belongs to it. */
  readonly isLater?: boolean;
}
