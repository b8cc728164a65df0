// What lies in engine memory and is shared with the host: status codes, the result record, the memory map.
// Constants only, so that the TypeScript side imports this file too.

/** Raised with every change of this file; the binding refuses another engine. */
export const ABI_VERSION: u32 = 1;

// Status: what an export returns. The facts lie in the result record.
export const OK: i32 = 0;
export const NOT_FOUND: i32 = 1; // nothing wrong: there is no such key or value
export const MORE: i32 = 2; // a step of a bulk verb: call again
export const NOT_A_HIVE: i32 = 10;
export const UNSUPPORTED_VERSION: i32 = 11;
export const BAD_BASE_BLOCK: i32 = 12;
export const BAD_CHECKSUM: i32 = 13;
export const TRUNCATED_HIVE: i32 = 14;
export const VERSION_READ_ONLY: i32 = 15;
export const BAD_HIVE_BIN: i32 = 20;
export const CELL_OUT_OF_RANGE: i32 = 21;
export const CELL_MISALIGNED: i32 = 22;
export const CELL_NOT_ALLOCATED: i32 = 23;
export const CELL_TOO_SMALL: i32 = 24;
export const BAD_SIGNATURE: i32 = 25;
export const BAD_NAME: i32 = 26;
export const BAD_SUBKEY_LIST: i32 = 27;
export const BAD_VALUE_DATA: i32 = 28;
export const TREE_TOO_DEEP: i32 = 29;
export const TREE_LOOPS: i32 = 30;
export const WRONG_PARENT: i32 = 31;
export const PATH_TOO_LONG: i32 = 32;
export const NAME_NOT_IN_REG: i32 = 33; // a name that no .reg file can tell
export const BIN_NOT_PROVED: i32 = 40;
export const LOG_TOO_LARGE: i32 = 42;
export const OUT_OF_MEMORY: i32 = 43;
export const ENGINE_BUG: i32 = 50;
export const NAME_TAKEN: i32 = 51; // a key or value of that name is there already
export const NAME_REFUSED: i32 = 52; // a name that the format or Windows does not allow
export const LIMIT_EXCEEDED: i32 = 53; // more than the format can hold
export const HIVE_FULL: i32 = 54; // no room below 2 GiB
export const NOT_DELETABLE: i32 = 55; // the root key
export const INTO_ITSELF: i32 = 56; // a key below itself
export const BAD_SECURITY_RING: i32 = 57;
export const BAD_KEY_HINT: i32 = 60; // what a key says about the longest or largest thing that belongs to it
export const KEY_REFUSED: i32 = 58; // a key of a kind that Windows does not let this be done to

// Structure: which on-disk structure a fault lies in
export const IN_BASE_BLOCK: u32 = 1;
export const IN_HIVE_BIN: u32 = 2;
export const IN_CELL: u32 = 3;
export const IN_KEY_NODE: u32 = 4;
export const IN_SUBKEY_LIST: u32 = 5;
export const IN_INDEX_ROOT: u32 = 6;
export const IN_VALUE_LIST: u32 = 7;
export const IN_VALUE: u32 = 8;
export const IN_VALUE_DATA: u32 = 9;
export const IN_BIG_DATA: u32 = 10;
export const IN_SEGMENT_LIST: u32 = 11;
export const IN_SEGMENT: u32 = 12;
export const IN_SECURITY: u32 = 13;
export const IN_CLASS_NAME: u32 = 14;

// Rule: which check failed, for the words of the message; with it come `expected` and `found`
export const RULE_NONE: u32 = 0;
export const RULE_SIGNATURE: u32 = 1;
export const RULE_MAJOR: u32 = 2;
export const RULE_MINOR: u32 = 3;
export const RULE_TYPE: u32 = 4;
export const RULE_FORMAT: u32 = 5;
export const RULE_BINS_SIZE: u32 = 6;
export const RULE_FILE_SIZE: u32 = 7;
export const RULE_CHECKSUM: u32 = 8;
export const RULE_ROOT: u32 = 9;
export const RULE_OFFSET_RANGE: u32 = 10; // an offset beyond the hive bins data
export const RULE_OFFSET_ALIGNMENT: u32 = 11; // an offset that is no multiple of 8
export const RULE_OFFSET_NIL: u32 = 12;
export const RULE_OFFSET_VOLATILE: u32 = 13;
export const RULE_CELL_ALLOCATED: u32 = 14;
export const RULE_CELL_SIZE: u32 = 15; // a cell's size that is no multiple of 8, too small, or runs out of the hive
export const RULE_CELL_HOLDS: u32 = 16; // a record that does not fit its cell
export const RULE_NAME_EMPTY: u32 = 17;
export const RULE_NAME_ODD: u32 = 18;
export const RULE_LIST_COUNT: u32 = 19; // elements that do not fit the list's cell, or none
export const RULE_LIST_SUM: u32 = 20; // the list and the key node disagree
export const RULE_LIST_NESTED: u32 = 21; // an index root below an index root
export const RULE_INLINE_SIZE: u32 = 22;
export const RULE_SEGMENT_COUNT: u32 = 23;
export const RULE_DEPTH: u32 = 24;
export const RULE_LOOP: u32 = 25;
export const RULE_BIN_POSITION: u32 = 26; // no hive bin header that names its own position
export const RULE_BIN_SIZE: u32 = 27;
export const RULE_BIN_TILING: u32 = 28; // cells that do not fill their bin
export const RULE_BIN_NEXT: u32 = 29; // no bin where this one ends
export const RULE_CELL_BOUNDARY: u32 = 30; // an offset into the middle of a cell
export const RULE_LOGGED_SIZE: u32 = 32;
export const RULE_BIN_OVERLAP: u32 = 33; // a header that lies within another bin
export const RULE_SHARED_CELL: u32 = 34; // one cell in two roles
export const RULE_PARENT: u32 = 36; // a key node that names another parent than the one whose list it is in
export const RULE_PATH: u32 = 37;
export const RULE_NAME_REG: u32 = 38;
export const RULE_DATA_SIZE: u32 = 35; // more data than the hive is large
export const RULE_VERSION_EDIT: u32 = 50; // a version that is read, not edited
export const RULE_CELL_POSITION: u32 = 51; // beyond the end of a cell
export const RULE_TAKEN: u32 = 52;
export const RULE_NAME_LENGTH: u32 = 53;
export const RULE_NAME_BACKSLASH: u32 = 54;
export const RULE_DATA_LIMIT: u32 = 55; // data larger than the version allows
export const RULE_COUNT_LIMIT: u32 = 56; // more elements than a count field can tell
export const RULE_HIVE_LIMIT: u32 = 57; // offsets have 31 bits
export const RULE_ROOT_STAYS: u32 = 58;
export const RULE_INTO_ITSELF: u32 = 59;
export const RULE_DESCRIPTOR: u32 = 60; // a descriptor that is empty, too large, or not self-relative
export const RULE_REFERENCES: u32 = 61; // a reference count that is not what it must be
export const RULE_RING: u32 = 62; // security cells that do not name each other
export const RULE_NOT_IN_LIST: u32 = 63; // a record that its owner's list does not name
export const RULE_HANDLE: u32 = 64; // a key with a predefined handle in the place of a count of values
export const RULE_LINK: u32 = 65; // a symbolic link has one value of one type
export const RULE_LIST_ORDER: u32 = 66; // a list that is not sorted
export const RULE_LIST_HINT: u32 = 67; // a hint or hash that is not its key's
export const RULE_NO_SUBKEYS: u32 = 68; // a link, a predefined handle, a tombstone
export const RULE_NO_DELETE: u32 = 69; // a key that is marked so
export const RULE_HINT: u32 = 80; // smaller than what is there

// Memory map. Everything before IMAGE_BASE is fixed; where the image begins depends on the mode.
export const RECORD: u32 = 0x400; // the result record
export const RECORD_SIZE: u32 = 0x100;
export const WALK_STACK: u32 = 0x1000; // a frame of 64 bytes for every level
export const MAXIMUM_DEPTH_FRAMES: u32 = 512;
export const INPUT: u32 = 0x10000; // what the host hands in: names, data in parts
export const INPUT_SIZE: u32 = 0x10000;
// 0x20000: static data (asconfig.json: memoryBase)
/** Digests that an export remembers within a step. */
export const REMEMBERED: u32 = 0x28000;
export const REMEMBERED_SIZE: u32 = 0x8000;
export const UPCASE: u32 = 0x30000; // u16 for every code unit
export const PRESENCE: u32 = 0x50000; // a bit per page: it has been read
export const DIRTY: u32 = 0x60000; // a bit per page: it has been changed
export const FAULTS: u32 = 0x70000; // what a tolerant verb has passed over
export const FAULTS_SIZE: u32 = 0x10000;
export const OUTPUT: u32 = 0x80000; // what a bulk verb fills
export const OUTPUT_SIZE: u32 = 0x100000; // a step stops when it has filled so much,
export const OUTPUT_ROOM: u32 = 0x300000; // and what it began before that ends within this
export const DRAFT: u32 = OUTPUT; // where an edit composes a record before it goes to its cell
export const PATH: u32 = 0x380000; // the path of the key that an export is at, as it is written
export const PATH_SIZE: u32 = 0x100000;
export const PREFIX: u32 = 0x480000; // what an export writes in front of every path
export const PREFIX_SIZE: u32 = 0x10000;
export const IMAGE_BASE_READ: u32 = 0x490000;
export const PROVED: u32 = 0x490000; // a bit per page: a proved bin begins here; opened for editing only
export const FREE_CELLS: u32 = 0x4a0000; // u32 for every page of a proved bin: size of the largest free cell that begins there
export const FREE_CELLS_SIZE: u32 = 0x200000;
export const FREE_GROUPS: u32 = 0x6a0000; // u32 for every 64 pages: the largest of theirs
export const FREE_GROUPS_SIZE: u32 = 0x8000;
export const FIRST_CELLS: u32 = 0x6b0000; // u16 for every page of a proved bin: where in it the first cell begins
export const FIRST_CELLS_SIZE: u32 = 0x100000;
export const RESTORED: u32 = 0x7b0000; // a bit per page: a rollback has brought bytes of it back
export const NAMES: u32 = 0x7c0000; // where editing verbs keep an index of the value names of one key
export const NAMES_SIZE: u32 = 0x400000;
export const DATA: u32 = 0xbc0000; // data of a value, in parts, while its name is in INPUT
export const DATA_SIZE: u32 = 0x10000;
export const KEPT: u32 = 0xbd0000; // a bit per page: the journal holds it as it was before many changes
export const IMAGE_BASE_EDIT: u32 = 0xbe0000;
export const PAGE_BITS_SIZE: u32 = 0x10000; // 2 GiB / 4 KiB / 8
export const WASM_PAGE: u32 = 0x10000;

// Modes of opening
export const MODE_READ: u32 = 0;
export const MODE_EDIT: u32 = 1;
export const MODE_CHECK: u32 = 2; // any bytes with the size of a hive; tables lie behind the image

// Result record: the fault. All u32.
export const FAULT_STRUCTURE: u32 = 0;
export const FAULT_RULE: u32 = 4;
export const FAULT_FILE_OFFSET: u32 = 8;
export const FAULT_EXPECTED: u32 = 12;
export const FAULT_FOUND: u32 = 16;

// Result record: what an export found. All u32, at RECORD + name.
export const RESULT: u32 = 32; // a single result: an offset, an address, a count
export const RESULT_SIZE: u32 = 36; // bytes at that address
export const RESULT_EXTRA: u32 = 40;

// ... of keyNode
export const KEY_FLAGS: u32 = 64;
export const KEY_LAST_WRITTEN_LOW: u32 = 68;
export const KEY_LAST_WRITTEN_HIGH: u32 = 72;
export const KEY_PARENT: u32 = 76;
export const KEY_SUBKEY_COUNT: u32 = 80;
export const KEY_VALUE_COUNT: u32 = 84; // 0 where the field holds a predefined handle
export const KEY_CLASS_SIZE: u32 = 88;
export const KEY_NAME_ADDRESS: u32 = 92;
export const KEY_NAME_SIZE: u32 = 96;
export const KEY_NAME_COMPRESSED: u32 = 100;
export const KEY_SECURITY: u32 = 104;
export const KEY_CLASS: u32 = 108;
export const KEY_ACCESS_BITS: u32 = 112;
export const KEY_LAYER_BITS: u32 = 116;
export const KEY_USER_FLAGS: u32 = 120; // low nibble; high nibble: virtualization
export const KEY_DEBUG: u32 = 124;
export const KEY_VOLATILE_SUBKEY_COUNT: u32 = 128;
export const KEY_SUBKEY_LIST: u32 = 132;
export const KEY_VALUE_LIST: u32 = 136;
export const KEY_VALUE_COUNT_FIELD: u32 = 140; // as it stands, be it a count or a handle
export const KEY_LARGEST_SUBKEY_NAME: u32 = 144;
export const KEY_LARGEST_CLASS: u32 = 148;
export const KEY_LARGEST_VALUE_NAME: u32 = 152;
export const KEY_LARGEST_VALUE_DATA: u32 = 156;

// ... of security
export const SECURITY_RING_FORWARD: u32 = 64;
export const SECURITY_RING_BACKWARD: u32 = 68;
export const SECURITY_REFERENCE_COUNT: u32 = 72;

// ... of value
export const VALUE_NAME_ADDRESS: u32 = 64;
export const VALUE_NAME_BYTES: u32 = 68;
export const VALUE_NAME_COMPRESSED: u32 = 72;
export const VALUE_DATA_TYPE: u32 = 76;
export const VALUE_DATA_BYTES: u32 = 80;
export const VALUE_PLACE: u32 = 84;
export const VALUE_DATA_OFFSET: u32 = 88; // of the data cell or the big data record; NIL when inline
export const VALUE_RECORD_FLAGS: u32 = 92;

// Places of a value's data
export const PLACE_INLINE: u32 = 0;
export const PLACE_CELL: u32 = 1;
export const PLACE_BIG_DATA: u32 = 2;

// What an open hive may lack all the same: bits
export const LENIENT_CHECKSUM: u32 = 1; // its checksum may be wrong
export const LENIENT_SIZE: u32 = 2; // its bins may end where the file does

// Bulk verbs
export const VERB_NONE: u32 = 0;
export const VERB_SUBKEYS: u32 = 1; // offsets of a key's subkeys, in stored order
export const VERB_VALUES: u32 = 2; // offsets of a key's values, in stored order
export const VERB_FIND_VALUES: u32 = 3; // values of one name below a key
export const VERB_EXPORT: u32 = 4; // a whole tree as text, in one of the formats below
export const VERB_BINS: u32 = 5; // counts what the hive bins hold
export const VERB_SECURITIES: u32 = 6; // which security cells the keys below a key share
export const VERB_SEARCH: u32 = 7; // names and data that hold what is searched for
export const VERB_FINGERPRINTS: u32 = 8; // a keyed hash of what each key below a key holds by itself
export const STEP_VISITS: u32 = 65536; // cells that one step visits at most

// FIND_VALUES leaves records of u32: count of keys on the way, the value's offset, then the keys' offsets from
// the starting key to the one that holds the value.

// FINGERPRINTS leaves records of u32: level, offset, hash (four of them). INPUT holds the hash's key. The depth says what
// belongs to a key besides name, values and whether it is a link or a handle: bits.
export const FINGERPRINT_SIZE: u32 = 24;
export const FINGERPRINT_TIMES: u32 = 1;
export const FINGERPRINT_CLASSES: u32 = 2;
export const FINGERPRINT_SECURITY: u32 = 4;
export const FINGERPRINT_FLAGS: u32 = 8;

// Values in a row: BATCH holds records of u32, each at a multiple of four and full of what setting one value takes.
export const BATCH: u32 = PATH; // no export goes on at the same time
export const BATCH_SIZE: u32 = PATH_SIZE;
export const BATCH_WANTED: u32 = 0; // BATCH_SET or BATCH_DELETE; what has been set is told there
export const BATCH_NAME_LENGTH: u32 = 4; // units
export const BATCH_TYPE: u32 = 8;
export const BATCH_DATA_SIZE: u32 = 12; // at most DATA_SIZE
export const BATCH_NAME: u32 = 16; // the name; behind it, from the next multiple of four on, the data
export const BATCH_SET: u32 = 0;
export const BATCH_DELETE: u32 = 1;
export const OUTCOME_SAME: u32 = 0; // it was so already
export const OUTCOME_CREATED: u32 = 1;
export const OUTCOME_CHANGED: u32 = 2;
export const OUTCOME_DELETED: u32 = 3;
export const OUTCOME_WAITS: u32 = 4; // another value stands there, and has been left alone
// SEARCH: the table of what is searched for comes by way of INPUT. Its head, then a type each that values may have, then the
// patterns, then their bytes and units. All u32.
export const SEARCH_TABLE: u32 = PATH;
export const SEARCH_BITS: u32 = PREFIX; // a bit per page of the file: a match may begin in it
export const SEARCH_WINDOW: u32 = OUTPUT + OUTPUT_SIZE; // bytes of the file for a scan; parts of big data put together
export const SEARCH_WINDOW_SIZE: u32 = OUTPUT_ROOM - OUTPUT_SIZE;
export const SEARCH_PATTERN_COUNT: u32 = 0;
export const SEARCH_LONGEST: u32 = 4; // bytes of the longest match
export const SEARCH_ROOMS: u32 = 8; // where to search: bits
export const SEARCH_LEAST_SIZE: u32 = 12; // bytes of data that a value must have
export const SEARCH_SINCE_LOW: u32 = 16; // keys written from then on,
export const SEARCH_SINCE_HIGH: u32 = 20;
export const SEARCH_UNTIL_LOW: u32 = 24; // and not later
export const SEARCH_UNTIL_HIGH: u32 = 28;
export const SEARCH_TYPE_COUNT: u32 = 32; // 0: any type
export const SEARCH_TYPES: u32 = 36;
export const SEARCH_MOST_TYPES: u32 = 23;
export const SEARCH_PATTERNS: u32 = 128;
export const SEARCH_MOST_PATTERNS: u32 = 3;

// A pattern of the table
export const PATTERN_KIND: u32 = 0;
export const PATTERN_USES: u32 = 4; // what may be searched by it: bits
export const PATTERN_EVEN_USES: u32 = 8; // what of that only at even places
export const PATTERN_AT: u32 = 12; // where in the table its bytes or units begin
export const PATTERN_LENGTH: u32 = 16; // so many bytes or units
export const PATTERN_ANCHORS: u32 = 20; // two; of each: a place before the 16th, the bits looked at, what they must be
export const PATTERN_SIZE: u32 = 28;
export const EXACT: u32 = 0; // bytes
export const FOLDED_WIDE: u32 = 1; // units, upcased: UTF-16LE, a byte each, UTF-8
export const FOLDED_NARROW: u32 = 2;
export const FOLDED_UTF8: u32 = 3;
export const USE_DATA: u32 = 1;
export const USE_TEXT: u32 = 2; // data of a type that is text
export const USE_WIDE_NAME: u32 = 4;
export const USE_NARROW_NAME: u32 = 8;
export const ROOM_KEY_NAMES: u32 = 1;
export const ROOM_VALUE_NAMES: u32 = 2;
export const ROOM_DATA: u32 = 4;

// Its records: what was met (a room), the pattern's index, the bytes in front of the match, those of the match, its place in the
// file, the value's offset or NIL, how many keys lead there, and their offsets from the starting key on.
export const SEARCH_RECORD_SIZE: u32 = 28; // without the keys

// Formats of VERB_EXPORT
export const FORMAT_NONE: u32 = 0; // walks and counts, writes nothing
export const FORMAT_REG: u32 = 1; // as regedit writes it, UTF-16LE
export const FORMAT_REG_UTF8: u32 = 2;
export const FORMAT_JSONL: u32 = 3;
export const FORMAT_XML: u32 = 4;
export const FORMAT_CSV: u32 = 5;
export const FORMAT_TSV: u32 = 6;
export const FORMAT_HIVEXML: u32 = 7; // as libhivex's hivexml writes it

// A fault that a tolerant verb passed over: seven u32 in FAULTS
export const FAULT_RECORD_SIZE: u32 = 28; // status, structure, rule, file offset, expected, found, key offset

// Result record: what VERB_EXPORT and VERB_BINS have counted so far. All u32.
export const FAULT_COUNT: u32 = 44; // records in FAULTS after a step
export const COUNT_KEYS: u32 = 112;
export const COUNT_VALUES: u32 = 116;
export const COUNT_DATA_LOW: u32 = 120; // bytes of data, 64 bits
export const COUNT_DATA_HIGH: u32 = 124;
export const COUNT_BIG_DATA: u32 = 128;
export const COUNT_DEEPEST: u32 = 132; // level of the deepest key, the root's is 0
export const COUNT_BINS: u32 = 136;
export const COUNT_FREE_CELLS: u32 = 140;
export const COUNT_FREE_BYTES: u32 = 144;
export const COUNT_USED_CELLS: u32 = 148;
export const COUNT_USED_BYTES: u32 = 152;
export const COUNT_SECURITY: u32 = 156; // security cells
export const COUNT_LISTS_LI: u32 = 160;
export const COUNT_LISTS_LF: u32 = 164;
export const COUNT_LISTS_LH: u32 = 168;
export const COUNT_LISTS_RI: u32 = 172;

// Result record: what a check has met. All u32. Its findings are records of u32 in OUTPUT: the rule's number (bit 31: it
// weighs less than usual), structure, file offset, expected, found, count of keys, and the offsets of the keys from the root.
// The counts of findings lie in FAULTS: for every rule two u32, those of full weight and those of less.
export const CHECKED_BINS: u32 = 64;
export const CHECKED_KEYS: u32 = 68;
export const CHECKED_VALUES: u32 = 72;
export const CHECKED_SECURITY: u32 = 76; // security cells
export const CHECKED_SECOND_SECURITY: u32 = 80; // offset of the second one in the file; NIL where there is none
export const CHECKED_LEAKED_CELLS: u32 = 84;
export const CHECKED_LEAKED_BYTES: u32 = 88;
