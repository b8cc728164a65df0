/** hivex-wasm: the engine's typed host side. Everything public is named here. */
export type { BaseBlock } from "./base-block.ts";
export type { CommitOptions, CommitPhase, CommitStep, CommitTarget, LogFormat, LogRole, LogState } from "./commit-steps.ts";
export { Engine, type EngineOptions, type FoundValue, type KeyRecord, type ValueRecord } from "./engine.ts";
export { HiveError, type HiveErrorFacts } from "./hive-error.ts";
export { bytesSource, type PageSource } from "./page-source.ts";
export { dirtyRuns, planCommit } from "./plan-commit.ts";
