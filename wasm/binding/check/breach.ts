/** A rule of a sound hive that is broken. Numbers as they stand in the file; what they mean the rule tells. */
export interface Breach {
  /** 38 for the rule I38 of the format's description. */
  readonly rule: number;
  /** `lesser`: it weighs less than the rule usually does; `told`: it is no fault, only worth saying. */
  readonly weight: "full" | "lesser" | "told";
  /** The on-disk structure in which it stands. */
  readonly structure: string;
  readonly fileOffset: number;
  readonly expected: number;
  readonly found: number;
  /** Names of the keys from below the root to the one that it is about; undefined where it is about none. */
  readonly path?: readonly string[];
}
