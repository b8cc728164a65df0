/** hivex-wasm: the engine's typed host side. Everything public is named here. */
export { type BinStatistics, binStatistics } from "./bin-statistics.ts";
export type { BaseBlock } from "./base-block.ts";
export type { CommitOptions, CommitPhase, CommitStep, CommitTarget, LogFormat, LogRole, LogState } from "./commit-steps.ts";
export {
  type CellRecord,
  Engine,
  type EngineOptions,
  type FoundValue,
  type SecurityRecord,
  type ValueRecord,
} from "./engine.ts";
export { type ExportCounts, type ExportFormat, type ExportOptions, type ExportStep, exportTree, type PassedOver } from "./export.ts";
export { HiveError, type HiveErrorFacts } from "./hive-error.ts";
export type { KeyRecord, SizeHints } from "./key-record.ts";
export { bytesSource, type PageSource } from "./page-source.ts";
export { dirtyRuns, planCommit } from "./plan-commit.ts";
export type { LogInput } from "./recovery/hive-log.ts";
export {
  LOG_HEADER_SIZE,
  type LogHeader,
  parseLogHeader,
  sequenceAfter,
  sequenceReaches,
} from "./recovery/log-header.ts";
export { planRecovery } from "./recovery/plan-recovery.ts";
export { type Recovered, recoverHive, withoutLogs } from "./recovery/recover-hive.ts";
export type { RecoveredImage } from "./recovery/recovered-image.ts";
export type * from "./recovery/recovery-report.ts";
