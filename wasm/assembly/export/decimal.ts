// Numbers in decimal, eight digits at a time; in UTF-8 only. Eight bytes are written where fewer digits count: what lies
// behind them is written over.
import { put64 } from "../memory.ts";
import { emitAt, out } from "./emit.ts";

const EIGHT_DIGITS: u64 = 100_000_000;
const ZEROS: u64 = ((0x30303030 as u64) << 32) | 0x30303030;

export function emitDecimal(value: u64): void {
  if (value < EIGHT_DIGITS) {
    const digits = eightDigits(value as u32);
    const zeros = value == 0 ? 7 : ctz<u64>(digits) >> 3;
    put64(out, (digits | ZEROS) >> (zeros * 8));
    emitAt(out + 8 - (zeros as u32));
    return;
  }
  // Divided in 32 bits where that will do: in 64, the processor takes several times as long.
  const high = value >> 32 == 0 ? (((value as u32) / (EIGHT_DIGITS as u32)) as u64) : value / EIGHT_DIGITS;
  emitDecimal(high);
  emitPadded((value - high * EIGHT_DIGITS) as u32, 8);
}

/** Writes a number with leading zeros: up to eight digits, and the number has no more. */
export function emitPadded(value: u32, digits: u32): void {
  put64(out, (eightDigits(value) | ZEROS) >> (((8 - digits) as u64) * 8));
  emitAt(out + digits);
}

/**
 * The digits of a number below 10^8, a byte each, the first in the lowest: halved into numbers of four digits, of two and of
 * one, all parts at once. The products by which is multiplied instead of divided are exact for so few digits.
 */
export function eightDigits(value: u32): u64 {
  const fours = ((value / 10_000) as u64) | (((value % 10_000) as u64) << 32);
  const hundreds = ((fours * 10_486) >> 20) & 0x0000007f0000007f;
  const twos = hundreds | ((fours - hundreds * 100) << 16);
  const tens = ((twos * 103) >> 10) & 0x000f000f000f000f;
  return tens | ((twos - tens * 10) << 8);
}
