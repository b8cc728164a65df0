/** hivex-wasm: the engine's typed host side. Everything public is named here. */

export { type BaseBlock, embeddedFileName } from "./base-block.ts";
export { type BinStatistics, binStatistics } from "./bin-statistics.ts";
export { blobSource } from "./blob-source.ts";
export type { ChangedSecurity, ChangeSecurityOptions, DescriptorChange } from "./change-security.ts";
export { checkBaseBlock } from "./check/base-block.ts";
export type { Breach } from "./check/breach.ts";
export { checkLogs, type LogBreach } from "./check/logs.ts";
export { type CheckedStructures, type CheckStructuresOptions, checkStructures } from "./check/structures.ts";
export type {
  CommitOptions,
  CommitPhase,
  CommitStep,
  CommitTarget,
  LogFormat,
  LogRole,
  LogState,
} from "./commit-steps.ts";
export { displaySafe } from "./display-safe.ts";
export { Editing } from "./editing.ts";
export { Engine, type EngineOptions } from "./engine.ts";
export {
  type ExportCounts,
  type ExportFormat,
  type ExportOptions,
  type ExportStep,
  exportTree,
} from "./export.ts";
export { FILE_ADVICE, type FileErrorCode, fileError } from "./file-error.ts";
export { FINGERPRINT_WORDS, type FingerprintOptions, fingerprints } from "./fingerprints.ts";
export { HiveError, type HiveErrorFacts } from "./hive-error.ts";
export { type HivexErrno, HivexError, withErrno } from "./hivex/errno.ts";
export {
  HIVEX_OPEN_DEBUG,
  HIVEX_OPEN_UNSAFE,
  HIVEX_OPEN_VERBOSE,
  HIVEX_OPEN_WRITE,
  HIVEX_VISIT_SKIP_BAD,
  hiveTypes,
} from "./hivex/flags.ts";
export { Hivex } from "./hivex/hivex.ts";
export { HivexView } from "./hivex/hivex-view.ts";
export type { HivexReading } from "./hivex/reading.ts";
export type { HivexCommit, HivexStore } from "./hivex/store.ts";
export type { HivexVisitor } from "./hivex/visitor.ts";
export type { HivexSetValue } from "./hivex/writing.ts";
export type { KeyRecord, SizeHints } from "./key-record.ts";
export { layout } from "./layout.ts";
export { type NewHiveOptions, newHive } from "./new-hive.ts";
export { bytesSource, type PageSource } from "./page-source.ts";
export type { PassedOver } from "./passed-over.ts";
export { dirtyRuns, planCommit } from "./plan-commit.ts";
export { type RecordField, type RecordStructure, recordFields } from "./record-fields.ts";
export type { CellRecord, FoundValue, SecurityRecord, StoredName, ValueRecord } from "./records.ts";
export type { LogInput } from "./recovery/hive-log.ts";
export {
  headerChecksum,
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
export { engineTree } from "./rewrite/engine-tree.ts";
export { hashOf, hintOf, upcaseTable } from "./rewrite/stored-name.ts";
export type { SourceKey, SourceValue, TreeSource } from "./rewrite/tree-source.ts";
export { writeTree } from "./rewrite/write-tree.ts";
export type { SearchEncoding, SearchFilter, SearchNeedle } from "./search/search-table.ts";
export { type SearchRecord, type SearchStep, type SearchTreeOptions, searchTree } from "./search/search-tree.ts";
export { changedRuns, type EditedPlaces, engineBefore, type OldFault, validateEdit } from "./validate-edit.ts";
export { ValueBatch, type ValueOutcome } from "./value-batch.ts";
