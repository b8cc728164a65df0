import type { Key } from "../hive/key.ts";

/** The different security descriptors of a key and of all keys below it. */
export function descriptorsBelow({ engine, offset }: Key): Uint8Array[] {
  return [...engine.securityCounts(offset).keys()].map((cell) => engine.security(cell).descriptor);
}
