import * as abi from "../assembly/abi.ts";

/** A key node's fields. Offsets count from the first hive bin; they are the handles of all calls. */
export interface KeyRecord {
  readonly name: string;
  readonly flags: number;
  /** FILETIME: 100 ns since 1601-01-01 UTC. */
  readonly lastWritten: bigint;
  /** Offset of the parent as the record has it; means nothing for the root. */
  readonly parent: number;
  readonly subkeyCount: number;
  /** 0 for keys that hold a predefined handle. */
  readonly valueCount: number;
  /** The field of the value count as it stands: a count, or a predefined handle. */
  readonly valueCountField: number;
  /** Bytes of class name. */
  readonly classSize: number;
  /** Offset of the class name; means nothing where its size is 0. */
  readonly classOffset: number;
  /** Offset of the security cell. */
  readonly security: number;
  /** Offset of the subkey list; means nothing without subkeys. */
  readonly subkeyList: number;
  /** Offset of the value list; means nothing without values. */
  readonly valueList: number;
  /** Bit 0: accessed; bit 1: accessed after start-up. Kept since Windows 8; remnants of memory in older hives. */
  readonly accessBits: number;
  /** Bits 0 and 1: semantics in a layered hive; bit 7: the class is inherited. Remnants of memory in older hives. */
  readonly layerBits: number;
  /** Flags of 32-bit views of the registry. */
  readonly userFlags: number;
  /** Flags of registry virtualization. */
  readonly virtualizationFlags: number;
  /** Events at which a checked kernel stops. */
  readonly debug: number;
  /** Means nothing in a file: volatile subkeys live in memory only. */
  readonly volatileSubkeyCount: number;
  readonly hints: SizeHints;
}

/** What callers size their buffers by: bytes, names as if in UTF-16. Never below the true maximum in a sound key. */
export interface SizeHints {
  readonly largestSubkeyName: number;
  readonly largestSubkeyClass: number;
  readonly largestValueName: number;
  readonly largestValueData: number;
}

/** The fields that the engine has left in its result record. */
export function keyRecord(record: DataView, name: string): KeyRecord {
  const field = (at: number): number => record.getUint32(at, true);
  const flags2 = field(abi.KEY_USER_FLAGS);
  return {
    name,
    flags: field(abi.KEY_FLAGS),
    lastWritten: record.getBigUint64(abi.KEY_LAST_WRITTEN_LOW, true),
    parent: field(abi.KEY_PARENT),
    subkeyCount: field(abi.KEY_SUBKEY_COUNT),
    valueCount: field(abi.KEY_VALUE_COUNT),
    valueCountField: field(abi.KEY_VALUE_COUNT_FIELD),
    classSize: field(abi.KEY_CLASS_SIZE),
    classOffset: field(abi.KEY_CLASS),
    security: field(abi.KEY_SECURITY),
    subkeyList: field(abi.KEY_SUBKEY_LIST),
    valueList: field(abi.KEY_VALUE_LIST),
    accessBits: field(abi.KEY_ACCESS_BITS),
    layerBits: field(abi.KEY_LAYER_BITS),
    userFlags: flags2 & 0x0f,
    virtualizationFlags: flags2 >> 4,
    debug: field(abi.KEY_DEBUG),
    volatileSubkeyCount: field(abi.KEY_VOLATILE_SUBKEY_COUNT),
    hints: {
      largestSubkeyName: field(abi.KEY_LARGEST_SUBKEY_NAME),
      largestSubkeyClass: field(abi.KEY_LARGEST_CLASS),
      largestValueName: field(abi.KEY_LARGEST_VALUE_NAME),
      largestValueData: field(abi.KEY_LARGEST_VALUE_DATA),
    },
  };
}
