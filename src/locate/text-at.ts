import type { Key } from "../hive/key.ts";

/** The text of a value, where it is one. */
export function textAt(key: Key | undefined, name: string): string | undefined {
  const decoded = key?.findValue(name)?.decoded();
  return decoded?.kind === "string" ? decoded.text : undefined;
}
