// Every byte as a .reg file has it: two digits and a comma, ready to be stored at once.
import { put32, put64, u8At, u32At, u64At } from "../memory.ts";
import { emitAt, hexDigit, isWide, out } from "./emit.ts";

const COMMA: u32 = 0x2c;
const WIDE: usize = memory.data(256 * 8); // three UTF-16 units, and one that the next store writes over
const NARROW: usize = memory.data(256 * 4); // three bytes, and one likewise

let isBuilt: bool = false;

/** Spreads the table, once. */
export function buildHexTable(): void {
  if (isBuilt) return;
  isBuilt = true;
  for (let byte: u32 = 0; byte < 256; byte++) {
    const high = hexDigit(byte >> 4);
    const low = hexDigit(byte & 15);
    put64((WIDE as u32) + byte * 8, (high as u64) | ((low as u64) << 16) | ((COMMA as u64) << 32));
    put32((NARROW as u32) + byte * 4, high | (low << 8) | (COMMA << 16));
  }
}

/** Writes bytes, each with its comma. What is written reaches a unit too far; that is written over or not part of the output. */
export function emitBytesWithCommas(address: u32, count: u32): void {
  let to = out;
  if (isWide) {
    for (let at = address; at < address + count; at++) {
      put64(to, u64At((WIDE as u32) + u8At(at) * 8));
      to += 6;
    }
  } else {
    for (let at = address; at < address + count; at++) {
      put32(to, u32At((NARROW as u32) + u8At(at) * 4));
      to += 3;
    }
  }
  emitAt(to);
}
