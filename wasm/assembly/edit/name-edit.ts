// Names that are going to be stored. The host puts one as it is spelled into INPUT; look-ups want it upcased there, so its
// spelling moves to the second half of INPUT. A record is composed in DRAFT and then goes to its cell in one piece.
import {
  IN_KEY_NODE,
  IN_VALUE,
  INPUT,
  INPUT_SIZE,
  NAME_REFUSED,
  RULE_NAME_BACKSLASH,
  RULE_NAME_EMPTY,
  RULE_NAME_LENGTH,
} from "../abi.ts";
import { fileOffsetOf } from "../cell.ts";
import { hasCompressedName, keyNameSize } from "../key-node.ts";
import { KEY_NODE_SIZE, MAXIMUM_KEY_NAME_LENGTH, MAXIMUM_NAME_LENGTH } from "../layout.ts";
import { copyBytes, put8, put16, u16At } from "../memory.ts";
import { hintOfName, storedUnit, upcase, upcaseInput } from "../name.ts";
import { fail } from "../status.ts";

const SPELLING: u32 = INPUT + INPUT_SIZE / 2; // room for the longest name of a value, NUL and all
const BACKSLASH: u32 = 0x5c;

/** Takes the name of a key that is to hang below `parent`: 1 to 255 units, no backslash. False after a fault. */
export function takeKeyName(parent: u32, length: u32): bool {
  const at = fileOffsetOf(parent);
  if (length == 0) fail(NAME_REFUSED, IN_KEY_NODE, RULE_NAME_EMPTY, at, 0, 0);
  if (length == 0 || !fits(length, MAXIMUM_KEY_NAME_LENGTH, IN_KEY_NODE, at)) return false;
  for (let index: u32 = 0; index < length; index++) {
    if (u16At(INPUT + index * 2) != BACKSLASH) continue;
    fail(NAME_REFUSED, IN_KEY_NODE, RULE_NAME_BACKSLASH, at, 0, index);
    return false;
  }
  take(length);
  return true;
}

/** Takes the name of a value of `key`: at most 16,383 units, any of them. False after a fault. */
export function takeValueName(key: u32, length: u32): bool {
  if (!fits(length, MAXIMUM_NAME_LENGTH, IN_VALUE, fileOffsetOf(key))) return false;
  take(length);
  return true;
}

/** Puts the name that was taken into INPUT again, upcased, after look-ups of others. */
export function upcaseSpelling(length: u32): void {
  copyBytes(INPUT, SPELLING, length * 2);
  upcaseInput(length);
}

/** Puts the name of a key into INPUT, upcased; how many units it has. One that no key can have is cut. */
export function upcaseNameOf(key: u32): u32 {
  const isNarrow = hasCompressedName(key);
  const whole = isNarrow ? keyNameSize(key) : keyNameSize(key) / 2;
  const length = whole < MAXIMUM_NAME_LENGTH ? whole : MAXIMUM_NAME_LENGTH;
  const name = key + KEY_NODE_SIZE;
  for (let index: u32 = 0; index < length; index++) put16(INPUT + index * 2, upcase(storedUnit(name, index, isNarrow)));
  return length;
}

/** Whether every unit of the name that was taken is Latin-1: then it is stored in one byte a unit ("compressed"). */
export function isLatin1(length: u32): bool {
  for (let index: u32 = 0; index < length; index++) if (spelledUnit(index) > 0xff) return false;
  return true;
}

/** Bytes that the name takes where it is stored. */
export function storedSize(length: u32): u32 {
  return isLatin1(length) ? length : length * 2;
}

/** Writes the name as it is stored to `target`, an address outside of the image. */
export function spell(target: u32, length: u32): void {
  if (!isLatin1(length)) {
    copyBytes(target, SPELLING, length * 2);
    return;
  }
  for (let index: u32 = 0; index < length; index++) put8(target + index, spelledUnit(index));
}

/** What a fast leaf puts beside the offset of a key of the name that was taken. */
export function hintOfSpelling(length: u32): u32 {
  return hintOfName(SPELLING, length * 2, false);
}

/** Whether a key has the name that was taken, letter for letter. */
export function isSpelledSo(key: u32, length: u32): bool {
  const isNarrow = hasCompressedName(key);
  if (keyNameSize(key) != (isNarrow ? length : length * 2)) return false;
  for (let index: u32 = 0; index < length; index++)
    if (storedUnit(key + KEY_NODE_SIZE, index, isNarrow) != spelledUnit(index)) return false;
  return true;
}

function spelledUnit(index: u32): u32 {
  return u16At(SPELLING + index * 2);
}

function take(length: u32): void {
  copyBytes(SPELLING, INPUT, length * 2);
  upcaseInput(length);
}

function fits(length: u32, most: u32, structure: u32, at: u32): bool {
  if (length > most) fail(NAME_REFUSED, structure, RULE_NAME_LENGTH, at, most, length);
  return length <= most;
}
