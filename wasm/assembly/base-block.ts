// The base block: what makes a file a hive. It is page 0 of the image.
import {
  BAD_BASE_BLOCK,
  BAD_CHECKSUM,
  IN_BASE_BLOCK,
  LENIENT_CHECKSUM,
  LENIENT_SIZE,
  NOT_A_HIVE,
  RULE_BINS_SIZE,
  RULE_CHECKSUM,
  RULE_FILE_SIZE,
  RULE_FORMAT,
  RULE_MAJOR,
  RULE_MINOR,
  RULE_ROOT,
  RULE_SIGNATURE,
  RULE_TYPE,
  RULE_VERSION_EDIT,
  TRUNCATED_HIVE,
  UNSUPPORTED_VERSION,
  VERSION_READ_ONLY,
} from "./abi.ts";
import {
  BASE_BLOCK_BINS_SIZE,
  BASE_BLOCK_CHECKSUM,
  BASE_BLOCK_FORMAT,
  BASE_BLOCK_HEADER_SIZE,
  BASE_BLOCK_MAJOR,
  BASE_BLOCK_MINOR,
  BASE_BLOCK_PRIMARY_SEQUENCE,
  BASE_BLOCK_ROOT,
  BASE_BLOCK_SECONDARY_SEQUENCE,
  BASE_BLOCK_SIGNATURE,
  BASE_BLOCK_SIZE,
  BASE_BLOCK_TYPE,
  FILE_FORMAT_DIRECT,
  FILE_TYPE_PRIMARY,
  MAXIMUM_FILE_SIZE,
  PAGE_SIZE,
  SIGNATURE_REGF,
} from "./layout.ts";
import { copyBytes, put32, u32At } from "./memory.ts";
import { imageBase } from "./paging.ts";
import { fail, failed } from "./status.ts";

const OLDEST_MINOR: u32 = 1; // 1.0 was never released
const OLDEST_EDITED_MINOR: u32 = 3; // of older ones too little is known to write what their Windows wrote
const NEWEST_MINOR: u32 = 6;

/** The minor version of the open hive: it decides the style of lists and of big data. */
export let minorVersion: u32 = 0;

/** Checks page 0 and returns the size of the hive bins data; 0 after a fault. The checksum is judged last. */
export function readBaseBlock(fileSize: u32, leniency: u32): u32 {
  let binsSize = field(BASE_BLOCK_BINS_SIZE);
  const inFile = ((fileSize - BASE_BLOCK_SIZE) / PAGE_SIZE) * PAGE_SIZE;
  // In a file that was cut, or whose header tells no possible size, the bins end where the file's whole pages do.
  if (
    (leniency & LENIENT_SIZE) != 0 &&
    inFile != 0 &&
    (binsSize > inFile || binsSize == 0 || binsSize % PAGE_SIZE != 0)
  )
    binsSize = inFile;
  minorVersion = field(BASE_BLOCK_MINOR);
  expect(BASE_BLOCK_SIGNATURE, SIGNATURE_REGF, NOT_A_HIVE, RULE_SIGNATURE);
  expect(BASE_BLOCK_MAJOR, 1, UNSUPPORTED_VERSION, RULE_MAJOR);
  if (minorVersion < OLDEST_MINOR || minorVersion > NEWEST_MINOR) {
    fault(BASE_BLOCK_MINOR, UNSUPPORTED_VERSION, RULE_MINOR, OLDEST_MINOR);
  }
  expect(BASE_BLOCK_TYPE, FILE_TYPE_PRIMARY, BAD_BASE_BLOCK, RULE_TYPE);
  expect(BASE_BLOCK_FORMAT, FILE_FORMAT_DIRECT, BAD_BASE_BLOCK, RULE_FORMAT);
  if (binsSize == 0 || binsSize % PAGE_SIZE != 0 || binsSize > MAXIMUM_FILE_SIZE - BASE_BLOCK_SIZE) {
    fault(BASE_BLOCK_BINS_SIZE, BAD_BASE_BLOCK, RULE_BINS_SIZE, PAGE_SIZE);
  } else if (fileSize - BASE_BLOCK_SIZE < binsSize) {
    fault(BASE_BLOCK_BINS_SIZE, TRUNCATED_HIVE, RULE_FILE_SIZE, fileSize - BASE_BLOCK_SIZE);
  }
  if (field(BASE_BLOCK_ROOT) >= binsSize) fault(BASE_BLOCK_ROOT, BAD_BASE_BLOCK, RULE_ROOT, binsSize);
  if ((leniency & LENIENT_CHECKSUM) == 0) expect(BASE_BLOCK_CHECKSUM, checksum(imageBase), BAD_CHECKSUM, RULE_CHECKSUM);
  return failed() ? 0 : binsSize;
}

/** Takes page 0 for a base block, whatever it says, and returns the size of the whole hive bins that the file holds. */
export function readAnyBaseBlock(fileSize: u32): u32 {
  const binsSize = field(BASE_BLOCK_BINS_SIZE);
  const inFile = ((fileSize - BASE_BLOCK_SIZE) / PAGE_SIZE) * PAGE_SIZE;
  minorVersion = field(BASE_BLOCK_MINOR);
  return binsSize == 0 || binsSize % PAGE_SIZE != 0 || binsSize > inFile ? inFile : binsSize;
}

/** Refuses to edit a hive of a version that is only read; false after a fault. */
export function mayBeEdited(): bool {
  if (minorVersion < OLDEST_EDITED_MINOR)
    fault(BASE_BLOCK_MINOR, VERSION_READ_ONLY, RULE_VERSION_EDIT, OLDEST_EDITED_MINOR);
  return !failed();
}

/** XOR over the 127 dwords before the checksum; 0 and 0xffffffff are never stored but replaced by a neighbour. */
export function checksum(header: u32): u32 {
  let sum: u32 = 0;
  for (let at: u32 = 0; at < BASE_BLOCK_CHECKSUM; at += 4) sum ^= u32At(header + at);
  if (sum == 0xffffffff) return 0xfffffffe;
  return sum == 0 ? 1 : sum;
}

/**
 * Makes at `target` the first sector of this hive's base block, or of a log's, with other numbers, another size of the bins
 * (0: the one that the file still has) and a new checksum.
 */
export function composeHeader(target: u32, type: u32, primary: u32, secondary: u32, binsSize: u32): void {
  copyBytes(target, imageBase, BASE_BLOCK_HEADER_SIZE);
  put32(target + BASE_BLOCK_TYPE, type);
  put32(target + BASE_BLOCK_PRIMARY_SEQUENCE, primary);
  put32(target + BASE_BLOCK_SECONDARY_SEQUENCE, secondary);
  if (binsSize != 0) put32(target + BASE_BLOCK_BINS_SIZE, binsSize);
  put32(target + BASE_BLOCK_CHECKSUM, checksum(target));
}

/** Offset of the root key node. */
export function rootOffset(): u32 {
  return field(BASE_BLOCK_ROOT);
}

function field(offset: u32): u32 {
  return u32At(imageBase + offset);
}

function expect(offset: u32, expected: u32, status: i32, rule: u32): void {
  if (field(offset) != expected) fault(offset, status, rule, expected);
}

function fault(offset: u32, status: i32, rule: u32, expected: u32): void {
  fail(status, IN_BASE_BLOCK, rule, offset, expected, field(offset));
}
