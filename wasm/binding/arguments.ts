import * as layout from "../assembly/layout.ts";
import { HiveError } from "./hive-error.ts";

/** A handle must be a u32 as it stands; a number that would be wrapped into one is a mistake of the caller. */
export function handle(offset: number): number {
  if (Number.isInteger(offset) && offset >= 0 && offset <= layout.NIL) return offset;
  throw new HiveError("usage", "a handle must be the offset of a cell", { found: String(offset) });
}

/** A FILETIME as the two u32 that the engine takes. */
export function halves(time: bigint): [low: number, high: number] {
  if (time < 0n || time > 0xffffffffffffffffn) throw new HiveError("usage", "a time must fit 64 bits");
  return [Number(time & 0xffffffffn), Number(time >> 32n)];
}
