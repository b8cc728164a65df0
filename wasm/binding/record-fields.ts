import * as layout from "../assembly/layout.ts";

/** A field of an on-disk structure: where it lies in the structure, and its bytes. */
export interface RecordField {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** The structures that have fields; what follows them (names, elements, descriptors) has none. */
export type RecordStructure =
  | "base block"
  | "hive bin"
  | "key node"
  | "subkey list"
  | "value"
  | "big data"
  | "security cell";

/**
 * The fields of a structure in the order of the file, reserved ones included, for those who show bytes to people.
 * Version 1.1 has other fields in two places.
 *
 * @example
 * recordFields("value", 5)[0]; // { name: "signature", offset: 0, size: 2 }
 */
export function recordFields(structure: RecordStructure, minorVersion: number): readonly RecordField[] {
  if (minorVersion > layout.OLD_CELL_MINOR) return FIELDS[structure];
  const title = { "key node": layout.KEY_NODE_TITLE_INDEX, value: layout.VALUE_TITLE_INDEX } as Record<string, number>;
  const at = title[structure];
  if (at === undefined) return FIELDS[structure];
  const isElsewhere = (field: RecordField): boolean => field.offset + field.size <= at || field.offset >= at + 4;
  const fields = [...FIELDS[structure].filter(isElsewhere), field("title index", at, 4)];
  return fields.sort((left, right) => left.offset - right.offset);
}

function field(name: string, offset: number, size: number): RecordField {
  return { name, offset, size };
}

const FIELDS: Record<RecordStructure, readonly RecordField[]> = {
  "base block": [
    field("signature", layout.BASE_BLOCK_SIGNATURE, 4),
    field("primary sequence number", layout.BASE_BLOCK_PRIMARY_SEQUENCE, 4),
    field("secondary sequence number", layout.BASE_BLOCK_SECONDARY_SEQUENCE, 4),
    field("last written", layout.BASE_BLOCK_LAST_WRITTEN, 8),
    field("major version", layout.BASE_BLOCK_MAJOR, 4),
    field("minor version", layout.BASE_BLOCK_MINOR, 4),
    field("file type", layout.BASE_BLOCK_TYPE, 4),
    field("file format", layout.BASE_BLOCK_FORMAT, 4),
    field("root key", layout.BASE_BLOCK_ROOT, 4),
    field("hive bins data size", layout.BASE_BLOCK_BINS_SIZE, 4),
    field("clustering factor", layout.BASE_BLOCK_CLUSTERING, 4),
    field("file name", layout.BASE_BLOCK_FILE_NAME, layout.BASE_BLOCK_FILE_NAME_SIZE),
    field("resource manager", layout.BASE_BLOCK_RESOURCE_MANAGER, 16),
    field("log", layout.BASE_BLOCK_LOG_ID, 16),
    field("flags", layout.BASE_BLOCK_FLAGS, 4),
    field("transaction manager", layout.BASE_BLOCK_TRANSACTION_MANAGER, 16),
    field("GUID signature", layout.BASE_BLOCK_GUID_SIGNATURE, 4),
    field("last reorganized", layout.BASE_BLOCK_REORGANIZED, 8),
    field("offreg signature", layout.BASE_BLOCK_OFFREG_SIGNATURE, 4),
    field("offreg flags", layout.BASE_BLOCK_OFFREG_FLAGS, 4),
    field("checksum", layout.BASE_BLOCK_CHECKSUM, 4),
    field("offreg serialization time", layout.BASE_BLOCK_OFFREG_TIME, 8),
    field("thaw transaction manager", layout.BASE_BLOCK_THAW_TRANSACTION_MANAGER, 16),
    field("thaw resource manager", layout.BASE_BLOCK_THAW_RESOURCE_MANAGER, 16),
    field("thaw log", layout.BASE_BLOCK_THAW_LOG, 16),
    field("boot type", layout.BASE_BLOCK_BOOT_TYPE, 4),
    field("boot recover", layout.BASE_BLOCK_BOOT_RECOVER, 4),
  ],
  "hive bin": [
    field("signature", layout.HIVE_BIN_SIGNATURE, 4),
    field("offset", layout.HIVE_BIN_OFFSET, 4),
    field("size", layout.HIVE_BIN_BYTES, 4),
    field("reserved", layout.HIVE_BIN_RESERVED, 8),
    field("timestamp", layout.HIVE_BIN_TIMESTAMP, 8),
    field("spare", layout.HIVE_BIN_SPARE, 4),
  ],
  "key node": [
    field("signature", layout.KEY_NODE_SIGNATURE, 2),
    field("flags", layout.KEY_NODE_FLAGS, 2),
    field("last written", layout.KEY_NODE_LAST_WRITTEN, 8),
    field("access bits", layout.KEY_NODE_ACCESS_BITS, 1),
    field("layer bits", layout.KEY_NODE_LAYER_BITS, 1),
    field("spare", layout.KEY_NODE_SPARE, 2),
    field("parent", layout.KEY_NODE_PARENT, 4),
    field("subkey count", layout.KEY_NODE_SUBKEY_COUNT, 4),
    field("volatile subkey count", layout.KEY_NODE_VOLATILE_SUBKEY_COUNT, 4),
    field("subkey list", layout.KEY_NODE_SUBKEY_LIST, 4),
    field("volatile subkey list", layout.KEY_NODE_VOLATILE_SUBKEY_LIST, 4),
    field("value count", layout.KEY_NODE_VALUE_COUNT, 4),
    field("value list", layout.KEY_NODE_VALUE_LIST, 4),
    field("security", layout.KEY_NODE_SECURITY, 4),
    field("class name", layout.KEY_NODE_CLASS, 4),
    field("largest subkey name", layout.KEY_NODE_LARGEST_SUBKEY_NAME, 2),
    field("user and virtualization flags", layout.KEY_NODE_USER_FLAGS, 1),
    field("debug", layout.KEY_NODE_DEBUG, 1),
    field("largest subkey class", layout.KEY_NODE_LARGEST_CLASS, 4),
    field("largest value name", layout.KEY_NODE_LARGEST_VALUE_NAME, 4),
    field("largest value data", layout.KEY_NODE_LARGEST_VALUE_DATA, 4),
    field("work", layout.KEY_NODE_WORK, 4),
    field("name size", layout.KEY_NODE_NAME_SIZE, 2),
    field("class name size", layout.KEY_NODE_CLASS_SIZE, 2),
  ],
  "subkey list": [field("signature", layout.LIST_SIGNATURE, 2), field("count", layout.LIST_COUNT, 2)],
  value: [
    field("signature", layout.VALUE_SIGNATURE, 2),
    field("name size", layout.VALUE_NAME_SIZE, 2),
    field("data size", layout.VALUE_DATA_SIZE, 4),
    field("data", layout.VALUE_DATA, 4),
    field("type", layout.VALUE_TYPE, 4),
    field("flags", layout.VALUE_FLAGS, 2),
    field("spare", layout.VALUE_SPARE, 2),
  ],
  "big data": [
    field("signature", layout.BIG_DATA_SIGNATURE, 2),
    field("segment count", layout.BIG_DATA_COUNT, 2),
    field("segment list", layout.BIG_DATA_LIST, 4),
  ],
  "security cell": [
    field("signature", layout.SECURITY_SIGNATURE, 2),
    field("reserved", layout.SECURITY_RESERVED, 2),
    field("next", layout.SECURITY_FORWARD, 4),
    field("previous", layout.SECURITY_BACKWARD, 4),
    field("reference count", layout.SECURITY_REFERENCES, 4),
    field("descriptor size", layout.SECURITY_DESCRIPTOR_SIZE, 4),
  ],
};
