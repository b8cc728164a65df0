/** The value types that have a name; the index is the number on disk. Any other number is legal too, and is kept. */
const NAMES = [
  "REG_NONE",
  "REG_SZ",
  "REG_EXPAND_SZ",
  "REG_BINARY",
  "REG_DWORD",
  "REG_DWORD_BIG_ENDIAN",
  "REG_LINK",
  "REG_MULTI_SZ",
  "REG_RESOURCE_LIST",
  "REG_FULL_RESOURCE_DESCRIPTOR",
  "REG_RESOURCE_REQUIREMENTS_LIST",
  "REG_QWORD",
] as const;

/** The named value types, by their numbers on disk. */
export const VALUE_TYPE = {
  none: 0,
  string: 1,
  expandString: 2,
  binary: 3,
  dword: 4,
  dwordBigEndian: 5,
  link: 6,
  multiString: 7,
  resourceList: 8,
  fullResourceDescriptor: 9,
  resourceRequirementsList: 10,
  qword: 11,
} as const;

/**
 * The name of a value type: `REG_SZ`, or `0x1f4` for a number that has none (account hives and app settings use such).
 *
 * @example
 * valueTypeName(3); // "REG_BINARY"
 */
export function valueTypeName(type: number): string {
  return NAMES[type] ?? `0x${type.toString(16)}`;
}

/** The number of a type given by name, with or without `REG_`, in any letter case, or as a number; else `undefined`. */
export function valueTypeFromName(text: string): number | undefined {
  const name = text.toUpperCase();
  const index = NAMES.findIndex((known) => known === name || known === `REG_${name}`);
  if (index >= 0) return index;
  if (!/^(?:0X[0-9A-F]{1,8}|\d{1,10})$/.test(name)) return undefined;
  const number = Number(text.toLowerCase());
  return number <= 0xffff_ffff ? number : undefined;
}
