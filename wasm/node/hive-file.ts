import type { BaseBlock } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import type { Companions, FoundLog } from "./find-logs.ts";
import type { HiveIdentity } from "./hive-identity.ts";
import type { ProcessFacts } from "./process-facts.ts";
import type { ReadCounter } from "./read-only-file.ts";
import type { Surroundings } from "./surroundings.ts";

/** A hive's file as it was opened, and what was seen beside it. */
export interface HiveFile {
  readonly fs: FileSystem;
  /** With symbolic links followed: here the hive, its logs and the guard lie. */
  readonly realPath: string;
  /** Who writes: a guard names it. */
  readonly processFacts: ProcessFacts | undefined;
  /** The transaction logs beside it; LOG1 first. */
  readonly logs: readonly FoundLog[];
  readonly companions: Companions;
  /** The folders around it. */
  readonly surroundings: Surroundings;
  readonly counter: ReadCounter;
  readonly hive: { readonly baseBlock: BaseBlock };
  /** The file's state at opening, or after our own commit. */
  identity: HiveIdentity;
}
