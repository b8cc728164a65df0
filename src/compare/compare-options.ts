/** What of two hives is compared, besides the names of keys and values (letter case counts), types and data. */
export interface CompareOptions {
  /** Last-write times of keys. */
  readonly times?: boolean;
  /** Class names. */
  readonly classes?: boolean;
  /** Security descriptors, byte for byte. */
  readonly security?: boolean;
  /** Flags of keys; whether a key is a symbolic link is always compared. */
  readonly flags?: boolean;
  /** The order of the values of each key. */
  readonly order?: boolean;
}

/** All that can be compared. */
export const COMPARE_ALL: Required<CompareOptions> = {
  times: true,
  classes: true,
  security: true,
  flags: true,
  order: true,
};
