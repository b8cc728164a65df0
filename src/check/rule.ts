/** How bad a finding is: an error loses data or lets Windows refuse the hive, a warning is cosmetic or suspicious. */
export type Severity = "error" | "warning" | "info";

/** A rule that every sound hive keeps. */
export interface Rule {
  /** Stable: I1 to I90. */
  readonly code: string;
  /** What a sound hive has, as one clause. */
  readonly title: string;
  /** Severity of a finding, unless `lesser` says otherwise. */
  readonly severity: Severity;
  /** When a finding weighs less than that. */
  readonly lesser?: {
    readonly severity: Severity;
    readonly when: string;
    /** False where `repair` then leaves it as it is. */
    readonly mendable?: false;
  };
  /** The on-disk structure that breaks the rule. */
  readonly structure: string;
  /** What lies at the file offset of a finding. */
  readonly place: string;
  /** Whether `repair` mends it. */
  readonly mendable: boolean;
  /** What `repair` does about it. */
  readonly repair: string;
}
