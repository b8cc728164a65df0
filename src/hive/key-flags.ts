/** The flags of a key node, by the bits that stand for them. */
export const KEY_FLAG = {
  /** Lives in memory only; never seen in a sound file. */
  volatile: 0x0001,
  /** Where another hive is mounted; never seen in a sound file. */
  hiveExit: 0x0002,
  /** The root of its hive. */
  hiveEntry: 0x0004,
  noDelete: 0x0008,
  /** A symbolic link to another key. */
  symbolicLink: 0x0010,
  /** The name is stored with one byte a character. */
  compressedName: 0x0020,
  /** Holds a predefined handle instead of values. */
  predefinedHandle: 0x0040,
  /** Has been virtualized at least once. */
  virtualSource: 0x0080,
  /** Is the virtual one. */
  virtualTarget: 0x0100,
  /** Part of the path to the virtual ones. */
  virtualStore: 0x0200,
} as const;

/**
 * The flags that an edit may set and clear, and bits that nobody has given a name. The others say where a key is (the root,
 * in memory only), how its name is stored, or that something else stands in the place of its values.
 */
export const SETTABLE_KEY_FLAGS: number =
  0xffff &
  ~(KEY_FLAG.volatile | KEY_FLAG.hiveExit | KEY_FLAG.hiveEntry | KEY_FLAG.compressedName | KEY_FLAG.predefinedHandle);

export type KeyFlagName = keyof typeof KEY_FLAG;

/**
 * The names of the flags that are set, in the order of their bits; bits without a name are left out.
 *
 * @example
 * keyFlagNames(0x2c); // ["hiveEntry", "noDelete", "compressedName"]
 */
export function keyFlagNames(flags: number): KeyFlagName[] {
  return (Object.keys(KEY_FLAG) as KeyFlagName[]).filter((name) => (flags & KEY_FLAG[name]) !== 0);
}

/** What a key of a layered hive does to the one of the same path in the layer below. */
export type LayerSemantics = "normal" | "tombstone" | "supersede-local" | "supersede-tree";

/** The layer bits of a key, read. */
export interface LayerBits {
  readonly semantics: LayerSemantics;
  /** The class name is that of the layer below. */
  readonly inheritsClass: boolean;
}

const SEMANTICS = ["normal", "tombstone", "supersede-local", "supersede-tree"] as const;

/**
 * Reads the layer bits of a key node; they mean something in layered hives only.
 *
 * @example
 * layerBits(0x81); // { semantics: "tombstone", inheritsClass: true }
 */
export function layerBits(bits: number): LayerBits {
  return { semantics: SEMANTICS[bits & 3] ?? "normal", inheritsClass: (bits & 0x80) !== 0 };
}
