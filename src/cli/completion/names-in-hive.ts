import { type FileSystem, type Hive, openHive, valueTypeName } from "../../index.ts";
import type { Candidate } from "./wanted.ts";

/** Nobody reads more. */
const MOST_NAMES = 2000;

/**
 * The paths of keys that begin as `typed` does. One with keys below it stands there a second time, with a backslash behind
 * it: a shell then sees that the word may go on, and does not end it.
 */
export function keysIn(fs: FileSystem, hive: string, typed: string): Candidate[] {
  const end = typed.lastIndexOf("\\") + 1;
  return withHive(fs, hive, (opened) => {
    const above = end === 0 ? opened.root : opened.key(typed.slice(0, end).replace(/(?<=.)\\$/, ""));
    const found: Candidate[] = [];
    for (const key of above.subkeys()) {
      if (found.length >= MOST_NAMES) break;
      if (!isPlain(key.name) || !startsWith(key.name, typed.slice(end))) continue;
      const word = typed.slice(0, end) + key.name;
      found.push({ word, description: "" });
      if (key.subkeyCount > 0) found.push({ word: `${word}\\`, description: "" });
    }
    return found;
  });
}

/** The names of a key's values that begin as `typed` does; the default value has none. */
export function valuesIn(fs: FileSystem, hive: string, key: string, typed: string): Candidate[] {
  return withHive(fs, hive, (opened) => {
    const found: Candidate[] = [];
    for (const value of opened.key(key).values()) {
      if (found.length >= MOST_NAMES) break;
      if (value.name === "" || !isPlain(value.name) || !startsWith(value.name, typed)) continue;
      found.push({ word: value.name, description: valueTypeName(value.type) });
    }
    return found;
  });
}

function withHive(fs: FileSystem, path: string, names: (hive: Hive) => Candidate[]): Candidate[] {
  const opened = openHive(path, { fs });
  try {
    return names(opened.hive);
  } finally {
    opened.close();
  }
}

function startsWith(name: string, typed: string): boolean {
  return name.toLowerCase().startsWith(typed.toLowerCase());
}

/** Nothing that a terminal would take for a command, and no line end. */
function isPlain(name: string): boolean {
  return !/[\p{C}\p{Zl}\p{Zp}]/u.test(name);
}
