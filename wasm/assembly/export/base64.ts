// Bytes in base64, in lines of 72 digits, as libxml2 writes them. Blocks read and write beyond their ends, as in hex-digits.ts.
import { putV128, u8At, v128At } from "../memory.ts";
import { emit, emitAt, emitText, out } from "./emit.ts";

/** Bytes that a line holds. */
const LINE: u32 = 54;
/** Bytes of data that one chunk takes at most: whole lines. */
export const BASE64_CHUNK: u32 = LINE * 600;

// What is to be added to six bits for their digit: letters, small letters, decimal digits, + and /.
const TO_DIGIT: v128 = i8x16(65, 71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0);

let column: u32 = 0; // bytes in the present line

export function beginBase64(): void {
  column = 0;
}

/** Writes bytes; only the last ones of the data may be no multiple of three. */
export function emitBase64(address: u32, size: u32): void {
  let at = address;
  const end = address + size;
  while (at < end) {
    if (column == LINE) {
      emitText("\r\n");
      column = 0;
    }
    const room = LINE - column;
    const count = end - at < room ? end - at : room;
    emitGroups(at, count / 3);
    if (count % 3 != 0) emitRest(at + count - (count % 3), count % 3);
    column += count;
    at += count;
  }
}

/** Twelve bytes become sixteen digits. */
function emitGroups(address: u32, groups: u32): void {
  const begin = out;
  for (let group: u32 = 0; group < groups; group += 4) putV128(begin + group * 4, digits(v128At(address + group * 3)));
  emitAt(begin + groups * 4);
}

function digits(bytes: v128): v128 {
  // Three bytes a lane, the first one highest, divided into four times six bits.
  const groups = i8x16.swizzle(bytes, i8x16(2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1));
  const first = v128.and(i32x4.shr_u(groups, 18), i32x4.splat(0x3f));
  const second = v128.and(i32x4.shr_u(groups, 4), i32x4.splat(0x3f00));
  const third = v128.and(i32x4.shl(groups, 10), i32x4.splat(0x3f0000));
  const fourth = v128.and(i32x4.shl(groups, 24), i32x4.splat(0x3f000000));
  const bits = v128.or(v128.or(first, second), v128.or(third, fourth));
  const kind = i8x16.sub(i8x16.sub_sat_u(bits, i8x16.splat(51)), i8x16.gt_s(bits, i8x16.splat(25)));
  return i8x16.add(bits, i8x16.swizzle(TO_DIGIT, kind));
}

/** One byte or two at the end of all. */
function emitRest(address: u32, count: u32): void {
  const bits = (u8At(address) << 16) | (count == 2 ? u8At(address + 1) << 8 : 0);
  emit(digit(bits >> 18));
  emit(digit((bits >> 12) & 0x3f));
  emit(count == 2 ? digit((bits >> 6) & 0x3f) : 0x3d);
  emit(0x3d);
}

function digit(bits: u32): u32 {
  if (bits < 26) return bits + 65;
  if (bits < 52) return bits + 71;
  if (bits < 62) return bits - 4;
  return bits == 62 ? 0x2b : 0x2f;
}
