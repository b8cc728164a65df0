import { hiveError } from "../errors.ts";
import { hexToBytes } from "../hive/hex.ts";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import type { ValueState } from "./effect.ts";

/** A value of a key with all that an effect tells about it. */
export interface FoundValue extends ValueState {
  readonly value: Value;
}

/** The value of that name as it stands now. */
export function foundValue(key: Key | undefined, name: string): FoundValue | undefined {
  const value = key?.findValue(name);
  return value && { value, name: value.name, type: value.type, data: value.data() };
}

/** Whether two values' data are the same bytes. */
export function isSameData(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** The bytes that a plan writes in hexadecimal; a plan that was not parsed may hold anything. */
export function planBytes(hex: string, keyPath: string): Uint8Array {
  const bytes = hexToBytes(hex);
  if (bytes !== undefined) return bytes;
  throw hiveError("bad-plan", "data are written as pairs of hexadecimal digits", { keyPath });
}
