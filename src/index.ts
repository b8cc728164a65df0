export {
  type BaseBlock,
  type BinStatistics,
  binStatistics,
  bytesSource,
  displaySafe,
  type ExportCounts,
  type KeyRecord,
  type LogFormat,
  type LogInput,
  type LogRecovery,
  type LogRole,
  type LogStop,
  type NewHiveOptions,
  newHive,
  type PageSource,
  type PrimaryHeader,
  type Recovery,
  type RecoveryDoubt,
  type SearchEncoding,
  type SearchNeedle,
  type SecurityRecord,
  type SizeHints,
} from "hivex-wasm";
export {
  type Append,
  chooseLogFormat,
  clearDeadGuard,
  type EditPermissions,
  type FileSystem,
  type FoundLog,
  type GuardState,
  guardBeside,
  type LogFormatChoice,
  makeFolder,
  mayBeTerminal,
  nodeFileSystem,
  type ProcessFacts,
  processFactsOf,
  type ReadStatistics,
  Surroundings,
  writeNewFile,
  writeToDescriptor,
} from "hivex-wasm/node";
export { type AuditVerdict, verifyAudit } from "./batch/audit-chain.ts";
export { Batch, type BatchOptions, type BatchTarget, type HiveOutcome, type HiveRecord } from "./batch/batch.ts";
export { csvField } from "./batch/csv-field.ts";
export { type RecordedEdit, recordedEdits } from "./batch/recorded-edits.ts";
export type { BatchCounts, BatchResult, ReportRow } from "./batch/report-row.ts";
export { parseShard, type Shard, shardOf } from "./batch/shard.ts";
export { type CheckOptions, checkHive } from "./check/check-hive.ts";
export type { CheckReport, CheckSummary, Finding } from "./check/finding.ts";
export type { Rule, Severity } from "./check/rule.ts";
export { RULES, ruleOf } from "./check/rules.ts";
export { type CompactFileOptions, compactFile, compactObstacles } from "./compact/compact-file.ts";
export { compactHive } from "./compact/compact-hive.ts";
export { type Compaction, type HiveSize, planCompaction } from "./compact/compaction.ts";
export { compareHives, compareKeys } from "./compare/compare-hives.ts";
export { COMPARE_ALL, type CompareOptions } from "./compare/compare-options.ts";
export type { Difference, KeyDifference, ValueDifference } from "./compare/difference.ts";
export type { FactDifference, KeyFact } from "./compare/key-facts.ts";
export { type Merge, type MergeConflict, type MergeSide, mergeHives } from "./compare/merge-hives.ts";
export { type PlanBetweenOptions, planBetween } from "./compare/plan-between.ts";
export { type RegBetween, type RegBetweenOptions, regBetween } from "./compare/reg-between.ts";
export { applyPlan, type EditTime, type PreviewedChange } from "./edit/apply.ts";
export { type CopyBetween, copyBetween } from "./edit/copy-between.ts";
export { type CopiedTree, type CopyOptions, copyTree } from "./edit/copy-tree.ts";
export type {
  Effect,
  KeyEffect,
  KeyFactEffect,
  KeyState,
  SecurityEffect,
  ValueEffect,
  ValueState,
} from "./edit/effect.ts";
export type { Expectation, ExpectedValue } from "./edit/expectation.ts";
export type { Change } from "./edit/operations.ts";
export type { CopyKey } from "./edit/ops/copy-key.ts";
export type { CreateKey } from "./edit/ops/create-key.ts";
export type { DeleteKey } from "./edit/ops/delete-key.ts";
export type { DeleteValue } from "./edit/ops/delete-value.ts";
export type { MoveKey } from "./edit/ops/move-key.ts";
export type { OrderValues } from "./edit/ops/order-values.ts";
export type { RenameKey } from "./edit/ops/rename-key.ts";
export type { RenameValue } from "./edit/ops/rename-value.ts";
export type { ReplaceSid } from "./edit/ops/replace-sid.ts";
export type { SetData } from "./edit/ops/set-data.ts";
export type { SetDescriptor } from "./edit/ops/set-descriptor.ts";
export type { SetFlags } from "./edit/ops/set-flags.ts";
export type { SetSecurity } from "./edit/ops/set-security.ts";
export type { SetTime } from "./edit/ops/set-time.ts";
export type { SetValue } from "./edit/ops/set-value.ts";
export { type Plan, parsePlan } from "./edit/plan.ts";
export { type Preview, previewPlan } from "./edit/preview.ts";
export { reversePlan } from "./edit/reverse.ts";
export { touchedKeys } from "./edit/touched-keys.ts";
export { verifyPlan } from "./edit/verify.ts";
export {
  adviceOf,
  ERROR_CODES,
  type ErrorCode,
  EXIT,
  type ExitCode,
  exitCodeOf,
  HiveError,
  type HiveErrorFacts,
} from "./errors.ts";
export {
  ACE_TYPE,
  type AccessControlEntry,
  type AccessControlList,
  parseAccessControlList,
} from "./hive/access-control-list.ts";
export { HiveExport, type HiveExportFormat, type HiveExportOptions } from "./hive/export.ts";
export { filetimeFromIso, filetimeFromUnix, filetimeToDate, filetimeToIso } from "./hive/filetime.ts";
export { bytesToHex, hexToBytes } from "./hive/hex.ts";
export { Hive, type HiveOptions, type KeyOptions } from "./hive/hive.ts";
export { type HiveKind, type HiveKindName, hiveKind } from "./hive/hive-kind.ts";
export { inspectHead, inspectKey, inspectOffset, inspectValue } from "./hive/inspect/inspect.ts";
export type { InspectedField, Inspection } from "./hive/inspect/inspection.ts";
export { Key } from "./hive/key.ts";
export {
  KEY_FLAG,
  type KeyFlagName,
  keyFlagNames,
  type LayerBits,
  type LayerSemantics,
  SETTABLE_KEY_FLAGS,
} from "./hive/key-flags.ts";
export { joinKeyPath, splitKeyPath } from "./hive/key-path.ts";
export { replaceSid } from "./hive/replace-sid.ts";
export { parseSecurityDescriptorText } from "./hive/sddl/parse-descriptor.ts";
export { domainFromText, type SddlOptions, sidFromText } from "./hive/sddl/parse-sid.ts";
export { accessRightsText, securityDescriptorText } from "./hive/sddl.ts";
export { parseSecurityDescriptor, SECURITY_CONTROL, type SecurityDescriptor } from "./hive/security-descriptor.ts";
export { securityDescriptorBytes } from "./hive/security-descriptor-bytes.ts";
export { parseSid, type Sid, sidBytes, sidText } from "./hive/sid.ts";
export { Value } from "./hive/value.ts";
export { type DecodedValue, decodeValue } from "./hive/value-data.ts";
export { isTypedAsText, valueDataFromText } from "./hive/value-input.ts";
export { type ValueContent, valueContent, valueText } from "./hive/value-text.ts";
export { VALUE_TYPE, valueTypeFromName, valueTypeName } from "./hive/value-type.ts";
export { type WalkedKey, walkKeys } from "./hive/walk-keys.ts";
export { wellKnownSidName } from "./hive/well-known-sids.ts";
export { applyImport, type ImportCounts, type ImportResult } from "./import/apply-import.ts";
export type { ImportItem, ImportItems } from "./import/import-item.ts";
export { planOfReg } from "./import/plan-of-reg.ts";
export { type PolImportOptions, polItems, polScope } from "./import/pol-items.ts";
export { type RegImportOptions, regItems } from "./import/reg-items.ts";
export { regOfPlan } from "./import/reg-of-plan.ts";
export { type SettingsImportOptions, settingsItems } from "./import/settings-items.ts";
export { verifyImport } from "./import/verify-import.ts";
export {
  type HiveMark,
  JOURNAL_PLANS,
  type JournalEntry,
  type JournalHead,
  type JournalPlan,
} from "./journal/journal-entry.ts";
export { type JournalSummary, readEntry, readEntryHead } from "./journal/read-entry.ts";
export { type Undone, undoEntry } from "./journal/undo-entry.ts";
export { type EditedHives, type EditFacts, EntryWriter, JOURNAL_SUFFIX } from "./journal/write-entry.ts";
export { type FindHivesOptions, type FoundHives, findHives } from "./locate/find-hives.ts";
export type { FoundHive, HiveOwner, HiveRole, PassedBy } from "./locate/found-hive.ts";
export { HIVE_SETS, type HiveSet, isHiveSet } from "./locate/hive-sets.ts";
export { ownerInHive, profileInHive } from "./locate/owner-in-hive.ts";
export { isRoaming, newerLocalCopies } from "./locate/roaming.ts";
export type * from "./outlook/describe.ts";
export { describeOutlook } from "./outlook/describe.ts";
export { type FixPort, type FixPortOptions, type ProxyFinding, planFixPort } from "./outlook/fix-port.ts";
export { findRpcPolicies } from "./outlook/policies.ts";
export { findProfiles, type OutlookProfile } from "./outlook/profiles.ts";
export { judgeProxyText, type ProxyJudgement, type ProxyTextOptions } from "./outlook/proxy-text.ts";
export { PROXY_AUTHENTICATIONS, ROH_FLAG, rpcHttpText } from "./outlook/rpc-http.ts";
export { isProfileSecret } from "./outlook/secrets.ts";
export type { ProfileSelection } from "./outlook/selection.ts";
export { type ProxySection, planSetProxy, type SetProxy, type SetProxyOptions } from "./outlook/set-proxy.ts";
export {
  type AppliedDocument,
  type ApplyDocumentOptions,
  applyDocument,
  type PassedChange,
} from "./plan/apply-document.ts";
export { checkPlan, type PlanDocument, readPlan } from "./plan/plan-document.ts";
export type { PlanVariable, VariableValues } from "./plan/variables.ts";
export { planDocument, writePlan } from "./plan/write-plan.ts";
export type { PolRecord } from "./pol-file/pol-record.ts";
export { readPolFile } from "./pol-file/read-pol-file.ts";
export { type PolStatement, writePolFile } from "./pol-file/write-pol-file.ts";
export { allRecipes, findRecipe, type Recipe } from "./recipes/recipes.ts";
export { codePage } from "./reg-file/code-page.ts";
export { type ReadRegOptions, readRegFile } from "./reg-file/read-reg-file.ts";
export type { RegData, RegIgnored, RegItem } from "./reg-file/reg-item.ts";
export type { AnsiDecoder } from "./reg-file/reg-text.ts";
export { type RegStatement, type WriteRegOptions, writeRegFile } from "./reg-file/write-reg-file.ts";
export { planRehost, type RehostOptions } from "./rehost/plan-rehost.ts";
export { type Move, type RehostRulesOptions, rehostRules } from "./rehost/rehost-rules.ts";
export type { NoteKind, RepairNote } from "./repair/notes.ts";
export { planRepair, type RepairOptions, type RepairPlan } from "./repair/plan-repair.ts";
export {
  isRepairNeeded,
  type OpenedRepair,
  type OpenForRepairOptions,
  openForRepair,
  type RepairFileOptions,
  repairFile,
  repairObstacles,
} from "./repair/repair-file.ts";
export { planReplace, type ReplaceOptions } from "./replace/plan-replace.ts";
export type {
  LeftText,
  RewriteChange,
  Rewriting,
  RewritingOptions,
  RewrittenText,
  TextPart,
} from "./replace/rewriting.ts";
export { type HitContext, HitContexts } from "./search/hit-context.ts";
export type { SearchHit } from "./search/search-hit.ts";
export { type SearchStep, searchHive, searchSteps } from "./search/search-hive.ts";
export type { SearchOptions, SearchQuery } from "./search/search-query.ts";
export {
  type LeftOut,
  type SettingsCounts,
  SettingsExport,
  type SettingsExportOptions,
  type SettingsFormat,
} from "./settings/settings-export.ts";
export { damageAround } from "./storage/check-edit.ts";
export { type CheckedFile, type CheckFileOptions, checkFile } from "./storage/check-file.ts";
export { type CommitEditOptions, type CommitReport, commitEdit } from "./storage/commit.ts";
export { type CreateHiveOptions, createHive, creationObstacles } from "./storage/create-hive.ts";
export { editObstacles, isRecoveredFirst, unfinishedWriting } from "./storage/edit-obstacles.ts";
export { filePieces } from "./storage/file-pieces.ts";
export type { Fingerprint } from "./storage/fingerprint.ts";
export { type OpenedHive, type OpenHiveOptions, openHive } from "./storage/open-hive.ts";
export type { ComingCommit } from "./storage/pages-written.ts";
export { readWholeFile } from "./storage/read-whole-file.ts";
export { type RecoverFileOptions, type RecoverReport, recoverFile, recoveryObstacles } from "./storage/recover-file.ts";
export type { LogsOption } from "./storage/recover-opened.ts";
export { typedPath } from "./storage/typed-path.ts";
export type { WriteOptions } from "./storage/write-options.ts";
export type { RewrittenData, StoredText, StoredTexts, TextShape } from "./text-in-data/stored-texts.ts";
export { textsInData, type ValuePlace } from "./text-in-data/texts-in-data.ts";
export { VERSION } from "./version.ts";
