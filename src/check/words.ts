import { filetimeToIso } from "../hive/filetime.ts";
import { valueTypeName } from "../hive/value-type.ts";

/** What a finding says to people, and how its two numbers are told. */
export interface FindingWords {
  /** What is wrong, as one clause without the place. */
  readonly fault: string;
  readonly expected?: (value: number) => string;
  readonly found?: (value: number) => string;
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, "0")}`;
const flags = (value: number): string => `0x${value.toString(16).padStart(4, "0")}`;
const bytes = (value: number): string => `${value} bytes`;
const atLeast = (value: number): string => `at least ${value}`;
const atMost = (value: number): string => `at most ${value}`;
const none = (): string => "none";
const offset = (value: number): string => (value === 0xffff_ffff ? "no offset" : `offset ${hex(value)}`);
const time = (value: number): string => filetimeToIso(BigInt(value));

/** A signature as its letters, or in hexadecimal where they are none. */
const letters = (value: number): string => {
  const codes = [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff).filter((code) => code !== 0);
  const isText = codes.length > 0 && codes.every((code) => code > 0x20 && code < 0x7f);
  return isText ? `"${String.fromCharCode(...codes)}"` : `0x${value.toString(16)}`;
};

const plain = { expected: String, found: String };
const numbers = { expected: hex, found: hex };
const signatures = { expected: letters, found: letters };
const flagSets = { expected: flags, found: flags };
const offsets = { expected: offset, found: offset };
const sizes = { expected: atMost, found: String };
const bounds = { expected: atLeast, found: String };
const unit = (value: number): string => `U+${value.toString(16).toUpperCase().padStart(4, "0")}`;

/** By the number of the rule. */
export const WORDS: Readonly<Record<number, FindingWords>> = {
  1: { fault: "the file ends before a hive can", expected: (value) => `at least ${value} bytes`, found: bytes },
  2: { fault: "the file does not begin as a hive does", ...signatures },
  3: { fault: "the major version is unknown", ...plain },
  4: { fault: "the minor version is unknown or very old", expected: () => "3 to 6", found: String },
  5: { fault: "the base block says that this is no primary hive file", ...plain },
  6: { fault: "the file format is unknown", ...plain },
  7: { fault: "the checksum is wrong", ...numbers },
  8: { fault: "the sequence numbers differ: the hive was not closed", ...plain },
  9: { fault: "the size of the hive bins data is impossible", expected: () => "a multiple of 4096", found: bytes },
  10: { fault: "the file ends before the hive bins do", expected: (value) => `at most ${value} bytes`, found: bytes },
  11: {
    fault: "there are remnants behind the hive bins",
    expected: () => "zeros",
    found: (value) => `0x${value.toString(16)}`,
  },
  12: { fault: "the clustering factor is unusual", ...plain },
  13: { fault: "the root cell is no key node", expected: () => "the offset of a key node", found: offset },
  14: { fault: "transactions are pending", ...numbers },
  15: { fault: "there are unknown flags", ...numbers },
  16: { fault: "the file name is no text that ends", expected: () => "UTF-16 with a NUL" },
  17: { fault: "the first hive bin has another time than the base block", expected: time, found: time },
  18: { fault: "the root key is not marked as root", ...flagSets },
  19: { fault: "a field of the boot loader is set", ...plain },
  20: { fault: "a hive bin has lost its signature", ...signatures },
  21: { fault: "a hive bin names another place", ...offsets },
  22: { fault: "a hive bin has another size than its cells", expected: bytes, found: bytes },
  23: { fault: "a hive bin is missing", ...signatures },
  24: {
    fault: "a cell's size is impossible",
    expected: (value) => `a multiple of ${value}`,
    found: (value) => String(value | 0),
  },
  25: {
    fault: "a cell runs over the end of its hive bin",
    expected: (value) => `at most ${value} bytes`,
    found: bytes,
  },
  26: { fault: "two free cells lie beside each other", found: bytes },
  27: { fault: "nothing refers to an allocated cell", found: bytes },
  28: { fault: "a cell belongs to two owners", found: offset },
  29: { fault: "a reference leads to a free cell", expected: () => "an allocated cell", found: offset },
  30: { fault: "a reference leads to no cell", expected: () => "the offset of a cell", found: offset },
  31: { fault: "a reference leads to volatile storage", expected: () => "the offset of a cell", found: offset },
  32: { fault: "a reserved field of a hive bin is set", ...numbers },
  33: { fault: "a key node has lost its signature", ...signatures },
  34: { fault: "a key's name does not fit its cell", ...sizes },
  35: { fault: "a key has no name, or half a letter", expected: () => "a name", found: bytes },
  36: { fault: "a key's name is too long", ...sizes },
  37: { fault: "a key's name holds a backslash" },
  38: { fault: "a key names another parent", ...offsets },
  39: { fault: "a key is listed twice", found: offset },
  40: { fault: "the tree is too deep", ...sizes },
  41: { fault: "a key has a flag that is never in a file", ...flagSets },
  42: { fault: "a key has unknown flags", ...flagSets },
  43: { fault: "a count and its list do not agree", found: offset },
  44: { fault: "a key counts volatile subkeys", ...plain },
  45: { fault: "a class name and its size do not agree" },
  46: { fault: "a subkey's name is longer than its parent says", ...bounds },
  47: { fault: "a subkey's class name is longer than its parent says", ...bounds },
  48: { fault: "a value's name is longer than its key says", ...bounds },
  49: { fault: "a value's data is larger than its key says", ...bounds },
  50: { fault: "a key was written at an impossible time" },
  51: { fault: "a name is stored as its version or its characters do not ask for" },
  52: { fault: "a subkey list has an unknown signature", expected: () => '"li", "lf", "lh" or "ri"', found: letters },
  53: {
    fault: "a subkey list has no elements, or more than fit its cell",
    expected: (value) => `1 to ${value}`,
    found: String,
  },
  54: { fault: "an index root names another one", found: offset },
  55: { fault: "a key counts other than its subkeys", ...plain },
  56: { fault: "subkeys are not sorted", expected: (value) => `at least ${unit(value)}`, found: unit },
  57: { fault: "two subkeys have the same name" },
  58: { fault: "a hash is not that of the name", ...numbers },
  59: { fault: "a hint is not that of the name", ...numbers },
  60: { fault: "a subkey list is of a kind that its version does not write", ...signatures },
  61: { fault: "a subkey list is larger than usual, or not of the kind of the others" },
  62: { fault: "a subkey list leads to what is no key", ...signatures },
  63: { fault: "a value list is shorter than its key says", ...sizes },
  64: { fault: "a value list leads to what is no value", ...signatures },
  65: { fault: "a value's name does not fit its cell, or has half a letter", ...sizes },
  66: { fault: "a value's name is too long", ...sizes },
  67: { fault: "two values of a key have the same name" },
  68: { fault: "a value's own record cannot hold so much data", ...sizes },
  69: { fault: "a value's data does not fit its cell", ...sizes },
  70: { fault: "empty data is not marked as such" },
  71: { fault: "big data is not in the segments that it should be in" },
  72: { fault: "data lies in segments, which this version does not have", found: offset },
  73: { fault: "data does not fit its type", expected: valueTypeName, found: bytes },
  74: { fault: "a value has flags that do not fit", ...flagSets },
  75: { fault: "a key is a predefined handle", found: flags },
  76: { fault: "a symbolic link does not have the one value that it should have" },
  77: { fault: "a key has no security cell" },
  78: { fault: "a security cell is out of the ring", found: offset },
  79: { fault: "a security cell counts other than its keys", ...plain },
  80: { fault: "no key shares a security cell" },
  81: { fault: "two security cells hold the same descriptor", ...offsets },
  82: { fault: "a security descriptor cannot be read" },
  83: { fault: "the hive of an app has several security cells", ...plain },
  84: {
    fault: "a log has entries that would be applied if the hive got dirty",
    expected: (value) => `before ${value}`,
    found: String,
  },
  85: { fault: "the hive is dirty, and no log completes it", expected: () => "a log that does", found: none },
  86: { fault: "a log's header is broken", ...numbers },
  87: { fault: "entries of a log could not be applied", expected: none, found: String },
  88: { fault: "logs of two kinds lie beside the hive", ...plain },
  89: { fault: "a log names another file than the hive does" },
  90: { fault: "a log entry leads out of the hive bins", ...numbers },
};
