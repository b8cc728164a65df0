// What the engine's calls hand out. Offsets count from the first hive bin.

/** A value's fields. */
export interface ValueRecord {
  /** Empty for the default value. */
  readonly name: string;
  /** REG_SZ is 1, REG_BINARY 3, ...; any number is legal. */
  readonly type: number;
  /** Bytes of data. */
  readonly size: number;
  readonly flags: number;
}

/** A security cell's fields. */
export interface SecurityRecord {
  /** The self-relative security descriptor, unread. */
  readonly descriptor: Uint8Array<ArrayBuffer>;
  /** Offsets of its neighbours in the ring of all security cells; a lone one names itself. */
  readonly next: number;
  readonly previous: number;
  /** Count of keys that refer to it, as it keeps it. */
  readonly referenceCount: number;
}

/** A cell as it lies. */
export interface CellRecord {
  /** From the asked position on, at most 1 MiB. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of the whole cell, header included. */
  readonly size: number;
  readonly isAllocated: boolean;
  /** Bytes in front of its data: 4, and 8 in hives of version 1.1. */
  readonly headerSize: number;
}

/** A hit of `findValues`: the keys from the starting one down to the one that has the value, and the value. */
export interface FoundValue {
  readonly keys: readonly number[];
  readonly value: number;
}

/** Where a name lies in the file. */
export interface StoredName {
  readonly fileOffset: number;
  /** Bytes of a UTF-16 unit: 1 in a name that is kept as Latin-1. */
  readonly unitSize: 1 | 2;
}
