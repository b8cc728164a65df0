// The cells that one change touches must be different ones: in a damaged hive a value's data may lie where its key's list
// does, and writing the one would destroy the other. A hash set of offsets; no cell has offset 0.
import { BIN_NOT_PROVED, OUTPUT, OUTPUT_SIZE, RULE_SHARED_CELL } from "../abi.ts";
import { fileOffsetOf } from "../cell.ts";
import { put32, u32At, zeroBytes } from "../memory.ts";
import { fail } from "../status.ts";

const TABLE: u32 = OUTPUT + OUTPUT_SIZE; // a record that is being composed lies before it
const LEAST: u32 = 32;
const SPREAD: u32 = 0x9e3779b1; // 2^32 / the golden ratio: neighbours part

let capacity: u32 = 0; // a power of two

/** Begins a change that touches up to `count` cells. */
export function beginCells(count: u32): void {
  capacity = LEAST;
  while (capacity < count * 2) capacity *= 2;
  zeroBytes(TABLE, capacity * 4);
}

/** Notes a cell of the change; false after a fault, when it has another part in it already. */
export function isApart(offset: u32, structure: u32): bool {
  let slot = ((offset * SPREAD) >> 8) & (capacity - 1);
  while (u32At(TABLE + slot * 4) != 0) {
    if (u32At(TABLE + slot * 4) == offset) {
      fail(BIN_NOT_PROVED, structure, RULE_SHARED_CELL, fileOffsetOf(offset), 0, 0);
      return false;
    }
    slot = (slot + 1) & (capacity - 1);
  }
  put32(TABLE + slot * 4, offset);
  return true;
}
