// The fast way for most text: characters that every format writes as they are, in runs.
import { put8, put16, u8At, u16At } from "../memory.ts";
import { emitAt, isWide, out } from "./emit.ts";

/** For each ASCII character whether no format escapes it. */
// biome-ignore format: a table
const PLAIN: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
]);

/** Writes units until one is not plain, or all `count` are written; how many were. */
export function emitPlainRun(address: u32, count: u32, compressed: bool): u32 {
  if (isWide) return compressed ? widened(address, count) : copied(address, count);
  return compressed ? narrow(address, count) : narrowed(address, count);
}

/** In UTF-16 everything beyond ASCII stands for itself. */
function widened(address: u32, count: u32): u32 {
  let to = out;
  let index: u32 = 0;
  for (; index < count; index++) {
    const unit = u8At(address + index);
    if (unit < 0x80 && u8At((PLAIN as u32) + unit) == 0) break;
    put16(to, unit);
    to += 2;
  }
  emitAt(to);
  return index;
}

function copied(address: u32, count: u32): u32 {
  let to = out;
  let index: u32 = 0;
  for (; index < count; index++) {
    const unit = u16At(address + index * 2);
    if (unit < 0x80 && u8At((PLAIN as u32) + unit) == 0) break;
    put16(to, unit);
    to += 2;
  }
  emitAt(to);
  return index;
}

function narrow(address: u32, count: u32): u32 {
  let to = out;
  let index: u32 = 0;
  for (; index < count; index++) {
    const unit = u8At(address + index);
    if (unit >= 0x80 || u8At((PLAIN as u32) + unit) == 0) break;
    put8(to, unit);
    to++;
  }
  emitAt(to);
  return index;
}

function narrowed(address: u32, count: u32): u32 {
  let to = out;
  let index: u32 = 0;
  for (; index < count; index++) {
    const unit = u16At(address + index * 2);
    if (unit >= 0x80 || u8At((PLAIN as u32) + unit) == 0) break;
    put8(to, unit);
    to++;
  }
  emitAt(to);
  return index;
}
