// Where exports write: one cursor over OUTPUT. Text is written in the width of the format: bytes of UTF-8, or UTF-16 units.
import { copyLoosely, put8, put16, putV128, v128At } from "../memory.ts";

/** Address of the next byte to be written. */
export let out: u32 = 0;

/** Whether characters are UTF-16 units. */
export let isWide: bool = false;

export function emitAt(address: u32): void {
  out = address;
}

export function setWide(wide: bool): void {
  isWide = wide;
}

/** Writes an ASCII character. */
export function emit(character: u32): void {
  if (isWide) {
    put16(out, character);
    out += 2;
  } else {
    put8(out, character);
    out++;
  }
}

/** Writes ASCII text: at once where it has no more than sixteen characters, as nearly all have. */
export function emitText(text: string): void {
  const units = changetype<usize>(text) as u32; // the compiler lays strings out as UTF-16
  const length = text.length as u32;
  if (isWide) {
    emitCopy(units, length * 2);
    return;
  }
  putNarrow(out, units);
  for (let index: u32 = 16; index < length; index += 16) putNarrow(out + index, units + index * 2);
  out += length;
}

/** Sixteen units as bytes; what lies behind a text's end is written, and then written over. */
function putNarrow(to: u32, units: u32): void {
  putV128(to, i8x16.narrow_i16x8_u(v128At(units), v128At(units + 16)));
}

/** Copies what has been written elsewhere in the same width. */
export function emitCopy(address: u32, size: u32): void {
  copyLoosely(out, address, size);
  out += size;
}

/** Writes a UTF-16 unit as UTF-8, or a pair when `next` is the second half of one; how many units were taken. */
export function emitUtf8(unit: u32, next: u32): u32 {
  if (unit < 0x80) {
    put8(out, unit);
    out++;
    return 1;
  }
  if (unit < 0x800) {
    put8(out, 0xc0 | (unit >> 6));
    put8(out + 1, 0x80 | (unit & 0x3f));
    out += 2;
    return 1;
  }
  if (isHighSurrogate(unit) && isLowSurrogate(next)) {
    const point = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
    put8(out, 0xf0 | (point >> 18));
    put8(out + 1, 0x80 | ((point >> 12) & 0x3f));
    put8(out + 2, 0x80 | ((point >> 6) & 0x3f));
    put8(out + 3, 0x80 | (point & 0x3f));
    out += 4;
    return 2;
  }
  put8(out, 0xe0 | (unit >> 12));
  put8(out + 1, 0x80 | ((unit >> 6) & 0x3f));
  put8(out + 2, 0x80 | (unit & 0x3f));
  out += 3;
  return 1;
}

export function isHighSurrogate(unit: u32): bool {
  return (unit & 0xfc00) == 0xd800;
}

export function isLowSurrogate(unit: u32): bool {
  return (unit & 0xfc00) == 0xdc00;
}

function hexDigit(value: u32): u32 {
  return value < 10 ? 0x30 + value : 0x57 + value;
}

/** Writes a byte as two lower-case digits. */
export function emitHexByte(byte: u32): void {
  emit(hexDigit(byte >> 4));
  emit(hexDigit(byte & 15));
}

/** Writes a number in lower-case hexadecimal, at least `digits` long. */
export function emitHex(value: u32, digits: u32): void {
  for (let shift: i32 = 28; shift >= 0; shift -= 4) {
    if (value >> (shift as u32) != 0 || (shift as u32) < digits * 4) emit(hexDigit((value >> (shift as u32)) & 15));
  }
}

/** Writes a UTF-16 unit as \uXXXX. */
export function emitEscape(unit: u32): void {
  emit(0x5c);
  emit(0x75);
  for (let shift: i32 = 12; shift >= 0; shift -= 4) {
    const digit = (unit >> (shift as u32)) & 15;
    emit(digit < 10 ? 0x30 + digit : 0x37 + digit); // upper case
  }
}
