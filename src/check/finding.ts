import type { LogRole } from "hivex-wasm";
import type { Severity } from "./rule.ts";

/** Something that a hive or one of its logs has not as it should be. Plain data, ready to be shown or kept. */
export interface Finding {
  /** The rule that is broken, I1 to I90; `RULES` tells what each means. */
  readonly code: string;
  readonly severity: Severity;
  /** The on-disk structure in which it stands. */
  readonly structure: string;
  /** The file in which `offset` counts: the hive's own or one of its logs. */
  readonly file: "hive" | LogRole;
  /** Where in the file; each rule's `place` says what lies there. */
  readonly offset: number | null;
  /** The key that it is about, as a path below the root; null where it is about none. */
  readonly keyPath: string | null;
  readonly expected: string | null;
  readonly found: string | null;
  /** Whether `repair` mends it. */
  readonly mendable: boolean;
  /** One sentence for people, without the place. */
  readonly message: string;
}

/** What a check has found. */
export interface CheckReport {
  /** No errors; there may be warnings. */
  readonly isSound: boolean;
  /**
   * In the order of the codes, then of the places. Of each code no more than the limit that was asked for; `counts` knows
   * all.
   */
  readonly findings: readonly Finding[];
  /** How many findings of each code there are, also of those that are not listed. */
  readonly counts: Readonly<Record<string, number>>;
  readonly summary: CheckSummary;
}

/** A check's findings in numbers. */
export interface CheckSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Errors and warnings that `repair` mends. */
  readonly mendable: number;
  /** Whether the hive's own file is dirty. */
  readonly isDirty: boolean;
  /** Entries of transaction logs that were applied before the hive was judged. */
  readonly appliedEntries: number;
  /** Keys and values reached from the root. */
  readonly keys: number;
  readonly values: number;
  readonly hiveBins: number;
  readonly securityCells: number;
  /** Allocated cells that nothing refers to, and their bytes. */
  readonly leakedCells: number;
  readonly leakedSize: number;
}
