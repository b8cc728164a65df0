/** Flags of `Hivex.open`, by libhivex's names. VERBOSE and DEBUG are taken and do nothing: there is nothing to print. */
export const HIVEX_OPEN_VERBOSE = 1;
export const HIVEX_OPEN_DEBUG = 2;
/** Lets the functions that write do so; without it they throw EROFS. */
export const HIVEX_OPEN_WRITE = 4;
/** Opens a hive whose checksum is wrong or whose root key cannot be read. */
export const HIVEX_OPEN_UNSAFE = 8;

/** Flag of `visit` and `visitNode`: passes over what cannot be read. */
export const HIVEX_VISIT_SKIP_BAD = 1;

/** The types of values, by the names of libhivex's bindings. A value may have any other number, too. */
export const hiveTypes = {
  REG_NONE: 0,
  REG_SZ: 1,
  REG_EXPAND_SZ: 2,
  REG_BINARY: 3,
  REG_DWORD: 4,
  REG_DWORD_BIG_ENDIAN: 5,
  REG_LINK: 6,
  REG_MULTI_SZ: 7,
  REG_RESOURCE_LIST: 8,
  REG_FULL_RESOURCE_DESCRIPTOR: 9,
  REG_RESOURCE_REQUIREMENTS_LIST: 10,
  REG_QWORD: 11,
} as const;
