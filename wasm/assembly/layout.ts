// Every on-disk offset, size, flag and signature, once. Offsets count from the start of the structure;
// those of records from the start of the cell's data. Constants only, so that the TypeScript side imports this file too.

// Units of the file
export const PAGE_SIZE: u32 = 4096; // unit of paging, of dirty tracking and of hive bins
export const BASE_BLOCK_SIZE: u32 = 4096; // hive bins data begins here
export const NIL: u32 = 0xffffffff; // an offset that points nowhere
export const VOLATILE: u32 = 0x80000000; // bit 31 of an offset: volatile storage, never meaningful in a file
export const MAXIMUM_FILE_SIZE: u32 = 0x80000000; // offsets have 31 bits

// Base block
export const BASE_BLOCK_SIGNATURE: u32 = 0; // u32
export const BASE_BLOCK_PRIMARY_SEQUENCE: u32 = 4; // u32
export const BASE_BLOCK_SECONDARY_SEQUENCE: u32 = 8; // u32
export const BASE_BLOCK_LAST_WRITTEN: u32 = 12; // FILETIME
export const BASE_BLOCK_MAJOR: u32 = 20; // u32
export const BASE_BLOCK_MINOR: u32 = 24; // u32
export const BASE_BLOCK_TYPE: u32 = 28; // u32
export const BASE_BLOCK_FORMAT: u32 = 32; // u32
export const BASE_BLOCK_ROOT: u32 = 36; // u32, offset of the root key node
export const BASE_BLOCK_BINS_SIZE: u32 = 40; // u32
export const BASE_BLOCK_CLUSTERING: u32 = 44; // u32, sector size / 512
export const BASE_BLOCK_FILE_NAME: u32 = 48; // 32 UTF-16 units
export const BASE_BLOCK_FILE_NAME_SIZE: u32 = 64;
export const BASE_BLOCK_RESOURCE_MANAGER: u32 = 112; // GUID
export const BASE_BLOCK_LOG_ID: u32 = 128; // GUID
export const BASE_BLOCK_FLAGS: u32 = 144; // u32
export const BASE_BLOCK_TRANSACTION_MANAGER: u32 = 148; // GUID
export const BASE_BLOCK_GUID_SIGNATURE: u32 = 164; // u32, "rmtm"
export const BASE_BLOCK_REORGANIZED: u32 = 168; // FILETIME
export const BASE_BLOCK_OFFREG_SIGNATURE: u32 = 176; // u32, "OfRg"
export const BASE_BLOCK_OFFREG_FLAGS: u32 = 180; // u32
export const BASE_BLOCK_CHECKSUM: u32 = 508; // u32, over the 508 bytes before it
export const BASE_BLOCK_HEADER_SIZE: u32 = 512; // what the checksum covers, itself included: one sector
export const BASE_BLOCK_OFFREG_TIME: u32 = 512; // FILETIME
export const BASE_BLOCK_THAW_TRANSACTION_MANAGER: u32 = 4040; // GUID
export const BASE_BLOCK_THAW_RESOURCE_MANAGER: u32 = 4056; // GUID
export const BASE_BLOCK_THAW_LOG: u32 = 4072; // GUID
export const BASE_BLOCK_BOOT_TYPE: u32 = 4088; // u32
export const BASE_BLOCK_BOOT_RECOVER: u32 = 4092; // u32

export const SIGNATURE_REGF: u32 = 0x66676572;
export const SIGNATURE_RMTM: u32 = 0x6d746d72;
export const SIGNATURE_OFFREG: u32 = 0x6752664f;
export const FILE_TYPE_PRIMARY: u32 = 0;
export const FILE_TYPE_OLD_LOG: u32 = 1;
export const FILE_TYPE_OLDEST_LOG: u32 = 2;
export const FILE_TYPE_NEW_LOG: u32 = 6;
export const FILE_FORMAT_DIRECT: u32 = 1;
export const HIVE_FLAG_PENDING_TRANSACTIONS: u32 = 0x1;
export const HIVE_FLAG_LAYERED: u32 = 0x2; // with minor version 6; "defragmented" before

// Hive bin
export const HIVE_BIN_SIGNATURE: u32 = 0; // u32
export const HIVE_BIN_OFFSET: u32 = 4; // u32, its own offset
export const HIVE_BIN_BYTES: u32 = 8; // u32, size, header included
export const HIVE_BIN_RESERVED: u32 = 12; // 8 bytes
export const HIVE_BIN_TIMESTAMP: u32 = 20; // FILETIME, meaningful in the first bin
export const HIVE_BIN_SPARE: u32 = 28; // u32
export const HIVE_BIN_SIZE: u32 = 32; // first cell follows
export const SIGNATURE_HBIN: u32 = 0x6e696268;

// Cell
export const CELL_HEADER_SIZE: u32 = 4; // i32 size, negative when allocated
export const CELL_ALIGNMENT: u32 = 8;
export const OLD_CELL_MINOR: u32 = 1; // last minor version with old cells: size, then the bin's previous cell
export const OLD_CELL_HEADER_SIZE: u32 = 8; // i32 size, u32 offset of the previous cell in the bin

// Key node
export const KEY_NODE_SIGNATURE: u32 = 0; // u16
export const KEY_NODE_FLAGS: u32 = 2; // u16
export const KEY_NODE_LAST_WRITTEN: u32 = 4; // FILETIME
export const KEY_NODE_ACCESS_BITS: u32 = 12; // u8
export const KEY_NODE_LAYER_BITS: u32 = 13; // u8
export const KEY_NODE_SPARE: u32 = 14; // u16
export const KEY_NODE_TITLE_INDEX: u32 = 12; // 4 bytes, instead of the three before; version 1.1
export const KEY_NODE_PARENT: u32 = 16; // u32
export const KEY_NODE_SUBKEY_COUNT: u32 = 20; // u32
export const KEY_NODE_VOLATILE_SUBKEY_COUNT: u32 = 24; // u32
export const KEY_NODE_SUBKEY_LIST: u32 = 28; // u32
export const KEY_NODE_VOLATILE_SUBKEY_LIST: u32 = 32; // u32
export const KEY_NODE_VALUE_COUNT: u32 = 36; // u32
export const KEY_NODE_VALUE_LIST: u32 = 40; // u32
export const KEY_NODE_SECURITY: u32 = 44; // u32
export const KEY_NODE_CLASS: u32 = 48; // u32
export const KEY_NODE_LARGEST_SUBKEY_NAME: u32 = 52; // u16, bytes as UTF-16
export const KEY_NODE_USER_FLAGS: u32 = 54; // u8, high nibble: virtualization
export const KEY_NODE_DEBUG: u32 = 55; // u8
export const KEY_NODE_LARGEST_CLASS: u32 = 56; // u32
export const KEY_NODE_LARGEST_VALUE_NAME: u32 = 60; // u32, bytes as UTF-16
export const KEY_NODE_LARGEST_VALUE_DATA: u32 = 64; // u32
export const KEY_NODE_WORK: u32 = 68; // u32
export const KEY_NODE_NAME_SIZE: u32 = 72; // u16
export const KEY_NODE_CLASS_SIZE: u32 = 74; // u16
export const KEY_NODE_SIZE: u32 = 76; // name follows
export const SIGNATURE_NK: u32 = 0x6b6e;

export const KEY_FLAG_VOLATILE: u32 = 0x0001;
export const KEY_FLAG_HIVE_EXIT: u32 = 0x0002;
export const KEY_FLAG_HIVE_ENTRY: u32 = 0x0004;
export const KEY_FLAG_NO_DELETE: u32 = 0x0008;
export const KEY_FLAG_SYMBOLIC_LINK: u32 = 0x0010;
export const KEY_FLAG_COMPRESSED_NAME: u32 = 0x0020;
export const KEY_FLAG_PREDEFINED_HANDLE: u32 = 0x0040; // the value count is a handle
export const KEY_FLAG_VIRTUAL_SOURCE: u32 = 0x0080;
export const KEY_FLAG_VIRTUAL_TARGET: u32 = 0x0100;
export const KEY_FLAG_VIRTUAL_STORE: u32 = 0x0200;
export const LAYER_SEMANTICS: u32 = 0x03; // of the layer bits: 1 tombstone, 2 supersede local, 3 supersede tree
export const LAYER_MINOR: u32 = 6; // first minor version with layers
export const LAYER_TOMBSTONE: u32 = 1;
export const LAYER_INHERIT_CLASS: u32 = 0x80;

// Subkey lists
export const LIST_SIGNATURE: u32 = 0; // u16
export const LIST_COUNT: u32 = 2; // u16
export const LIST_HEADER_SIZE: u32 = 4; // elements follow
export const INDEX_ELEMENT_SIZE: u32 = 4; // li and ri: u32 offset
export const LEAF_ELEMENT_SIZE: u32 = 8; // lf and lh: u32 offset, u32 hint or hash
export const LEAF_ELEMENT_HINT: u32 = 4;
export const SIGNATURE_LI: u32 = 0x696c;
export const SIGNATURE_LF: u32 = 0x666c;
export const SIGNATURE_LH: u32 = 0x686c;
export const SIGNATURE_RI: u32 = 0x6972;
export const HASH_LEAF_MINOR: u32 = 5; // first minor version that writes hash leaves; before it, fast ones
export const LEAF_MAXIMUM: u32 = 507; // elements of an lf or lh: what a bin of one page holds
export const INDEX_LEAF_MAXIMUM: u32 = 1012; // ... of an li; elements that are written, not a limit for readers

// Value
export const VALUE_SIGNATURE: u32 = 0; // u16
export const VALUE_NAME_SIZE: u32 = 2; // u16
export const VALUE_DATA_SIZE: u32 = 4; // u32, bit 31: data inline
export const VALUE_DATA: u32 = 8; // u32, offset of the data or the data itself
export const VALUE_TYPE: u32 = 12; // u32
export const VALUE_FLAGS: u32 = 16; // u16
export const VALUE_SPARE: u32 = 18; // u16
export const VALUE_TITLE_INDEX: u32 = 16; // 4 bytes, instead of the two before; version 1.1
export const VALUE_SIZE: u32 = 20; // name follows
export const VALUE_DATA_INLINE: u32 = 0x80000000;
export const VALUE_FLAG_COMPRESSED_NAME: u32 = 0x0001;
export const VALUE_FLAG_TOMBSTONE: u32 = 0x0002;
export const TYPE_LINK: u32 = 6; // of the one value of a symbolic link
export const INLINE_DATA_MAXIMUM: u32 = 4;
export const SIGNATURE_VK: u32 = 0x6b76;

// Big data
export const BIG_DATA_SIGNATURE: u32 = 0; // u16
export const BIG_DATA_COUNT: u32 = 2; // u16
export const BIG_DATA_LIST: u32 = 4; // u32
export const BIG_DATA_SIZE: u32 = 8;
export const BIG_DATA_SEGMENT: u32 = 16344; // data bytes in every segment but the last
export const BIG_DATA_MINOR: u32 = 4; // first minor version that has it
export const SIGNATURE_DB: u32 = 0x6264;

// Security cell
export const SECURITY_SIGNATURE: u32 = 0; // u16
export const SECURITY_RESERVED: u32 = 2; // u16
export const SECURITY_FORWARD: u32 = 4; // u32
export const SECURITY_BACKWARD: u32 = 8; // u32
export const SECURITY_REFERENCES: u32 = 12; // u32
export const SECURITY_DESCRIPTOR_SIZE: u32 = 16; // u32
export const SECURITY_SIZE: u32 = 20; // descriptor follows
export const SIGNATURE_SK: u32 = 0x6b73;

// Security descriptor, self-relative
export const DESCRIPTOR_REVISION: u32 = 0; // u8
export const DESCRIPTOR_CONTROL: u32 = 2; // u16
export const DESCRIPTOR_SIZE: u32 = 20; // the parts follow
export const DESCRIPTOR_SELF_RELATIVE: u32 = 0x8000;

// Transaction log: a base block's first sector, then entries (new format) or a bitmap and pages (old format)
export const LOG_ENTRIES: u32 = 512;
export const LOG_ENTRY_SIGNATURE: u32 = 0; // u32
export const LOG_ENTRY_BYTES: u32 = 4; // u32, size of the whole entry
export const LOG_ENTRY_FLAGS: u32 = 8; // u32
export const LOG_ENTRY_SEQUENCE: u32 = 12; // u32
export const LOG_ENTRY_BINS_SIZE: u32 = 16; // u32
export const LOG_ENTRY_PAGE_COUNT: u32 = 20; // u32
export const LOG_ENTRY_HASH_1: u32 = 24; // u64
export const LOG_ENTRY_HASH_2: u32 = 32; // u64
export const LOG_ENTRY_SIZE: u32 = 40; // page references follow, then the pages
export const LOG_ENTRY_REFERENCE_SIZE: u32 = 8; // u32 offset, u32 size
export const SIGNATURE_HVLE: u32 = 0x454c7648;
export const SIGNATURE_DIRT: u32 = 0x54524944;
export const SECTOR_SIZE: u32 = 512;

// Limits
export const MAXIMUM_DEPTH: u32 = 512; // levels of keys
export const MAXIMUM_NAME_LENGTH: u32 = 16383; // UTF-16 units of a value's name
export const MAXIMUM_KEY_NAME_LENGTH: u32 = 255; // of a key's name that we write; 256 are read
export const MAXIMUM_LOGGED_SIZE: u32 = 0x1000000; // dirty bytes that may go through one log entry
