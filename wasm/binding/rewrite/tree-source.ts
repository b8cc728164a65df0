/**
 * A tree of keys that is to be laid out as a hive of its own: a sound hive, or what could be read of a broken one.
 * Handles are any numbers that the source understands; each key and value is asked for once, keys before their values
 * and these before the subkeys. What an answer shows is good until the next question.
 *
 * @example
 * const bytes = writeTree(engineTree(engine));
 */
export interface TreeSource {
  /** All 4,096 bytes of the base block. Kept but for root, size of the bins and checksum; its version decides the style. */
  readonly baseBlock: Uint8Array;
  /** Bytes that the hive will have at about the most: room to begin with. */
  readonly sizeHint: number;
  readonly root: number;
  key(key: number): SourceKey;
  /** A key's subkeys, strictly ascending by their upcased names: whoever looks one up relies on it. */
  subkeys(key: number): ArrayLike<number>;
  /** A key's values in their order; none for a key with a predefined handle. */
  values(key: number): ArrayLike<number>;
  value(value: number): SourceValue;
  /** The self-relative descriptor that a `SourceKey.security` stands for. */
  descriptor(security: number): Uint8Array;
}

/** A key as its record has it. */
export interface SourceKey {
  /**
   * The key node and its name, 76 bytes and more. Flags, times, access and layer bits, spare fields and the name are kept; a
   * predefined handle too. What names other cells, counts them or hints at their sizes is made anew, and what means
   * something in memory alone becomes zero.
   */
  readonly node: Uint8Array;
  /** UTF-16LE; empty for none. */
  readonly className: Uint8Array;
  /** A number for its security descriptor, the same for all keys that share it. Different ones may turn out to be equal. */
  readonly security: number;
}

/** A value as its record has it. */
export interface SourceValue {
  /** The value's record and its name, 20 bytes and more. All but size and place of the data is kept. */
  readonly record: Uint8Array;
  /** All of its data, wherever it lay. */
  readonly data: Uint8Array;
}
