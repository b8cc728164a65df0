// What the formats share while an export runs: the format, the path of the present key, the present value.
import {
  FORMAT_CSV,
  FORMAT_HIVEXML,
  FORMAT_JSONL,
  FORMAT_XML,
  IN_KEY_NODE,
  PATH,
  PATH_SIZE,
  PATH_TOO_LONG,
  PREFIX,
  RULE_PATH,
} from "../abi.ts";
import { dataFileOffsetOf, fileOffsetOf } from "../cell.ts";
import { hasCompressedName, keyNameSize } from "../key-node.ts";
import { KEY_NODE_SIZE, VALUE_SIZE } from "../layout.ts";
import { copyBytes } from "../memory.ts";
import { fail } from "../status.ts";
import { hasCompressedName as valueNameIsCompressed, valueNameSize } from "../value.ts";
import { keyAt, level } from "../walk.ts";
import { emit, emitAt, emitCopy, emitEscape, out } from "./emit.ts";
import { emitUnit, IN_NAME, IN_QUOTES } from "./escape.ts";
import { beginPlainRuns, emitPlainRun } from "./plain-run.ts";
import { nameFitsReg } from "./reg-name.ts";
import { nameLength, nameUnit } from "./units.ts";

const ROOM_FOR_BLOCK: u32 = 40; // a separator, and what is written beyond a name's end

export let format: u32 = 0;
/** Bytes of the present key's path in PATH, as it is written. */
export let pathSize: u32 = 0;
/** Values of the present key that have been written. */
export let valuesWritten: u32 = 0;

/** Takes over the text that the host has put into PREFIX: every path begins with it. */
export function beginPaths(which: u32, prefixSize: u32): void {
  format = which;
  beginPlainRuns(which == FORMAT_XML || which == FORMAT_HIVEXML);
  pathSize = prefixSize;
  copyBytes(PATH, PREFIX, prefixSize);
}

export function countValues(count: u32): void {
  valuesWritten = count;
}

/** Goes back to the path of a parent. */
export function setPathSize(size: u32): void {
  pathSize = size;
}

/** Appends a key's name to the path; false after a fault. The starting key's name is in the prefix, if anywhere. */
export function appendName(key: u32): bool {
  if (level == 0) return true;
  const size = keyNameSize(key);
  if (size * 6 + ROOM_FOR_BLOCK > PATH_SIZE - pathSize) {
    fail(PATH_TOO_LONG, IN_KEY_NODE, RULE_PATH, fileOffsetOf(keyAt(level)), PATH_SIZE, pathSize);
    return false;
  }
  if (
    !nameFitsReg(format, IN_KEY_NODE, dataFileOffsetOf(keyAt(level)), key + KEY_NODE_SIZE, size, hasCompressedName(key))
  )
    return false;
  const back = out;
  emitAt(PATH + pathSize);
  if (pathSize != 0) {
    emit(0x5c);
    if (format == FORMAT_JSONL) emit(0x5c);
  }
  const compressed = hasCompressedName(key);
  const isLikeEscape =
    format == FORMAT_CSV && looksLikeEscape(key + KEY_NODE_SIZE, nameLength(size, compressed), compressed);
  if (isLikeEscape) emitEscape(0x75);
  const skipped: u32 = isLikeEscape ? (compressed ? 1 : 2) : 0;
  emitStoredName(key + KEY_NODE_SIZE + skipped, size - skipped, compressed, IN_NAME);
  pathSize = out - PATH;
  emitAt(back);
  return true;
}

/** Behind a backslash of a path, a u with four hexadecimal digits would be taken for an escape. */
function looksLikeEscape(address: u32, length: u32, compressed: bool): bool {
  if (length < 5 || nameUnit(address, compressed, 0) != 0x75) return false;
  for (let index: u32 = 1; index < 5; index++) {
    const unit = nameUnit(address, compressed, index);
    const lower = unit | 0x20;
    if ((unit < 0x30 || unit > 0x39) && (lower < 0x61 || lower > 0x66)) return false;
  }
  return true;
}

export function emitPath(): void {
  emitCopy(PATH, pathSize);
}

export function emitKeyName(key: u32): void {
  emitStoredName(key + KEY_NODE_SIZE, keyNameSize(key), hasCompressedName(key), IN_QUOTES);
}

export function emitValueName(record: u32): void {
  emitStoredName(record + VALUE_SIZE, valueNameSize(record), valueNameIsCompressed(record), IN_QUOTES);
}

function emitStoredName(address: u32, size: u32, compressed: bool, where: u32): void {
  const length = nameLength(size, compressed);
  let index = emitPlainRun(address, length, compressed);
  while (index < length) {
    const next = index + 1 < length ? nameUnit(address, compressed, index + 1) : 0;
    index += emitUnit(format, where, nameUnit(address, compressed, index), next);
    index += emitPlainRun(address + (compressed ? index : index * 2), length - index, compressed);
  }
}
