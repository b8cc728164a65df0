import type { Hive, Key } from "../../index.ts";
import type { Session } from "../../shell/session.ts";
import { absolutePath } from "./hive-commands.ts";
import { quotedWord, splitWords } from "./split-words.ts";

/** Nobody reads more. */
const MOST_NAMES = 500;

/** Commands whose words are keys, and the place of the word that names a value. */
const WITH_KEYS: Readonly<Record<string, { readonly keys: number; readonly value?: number }>> = {
  get: { keys: 1, value: 1 },
  set: { keys: 1, value: 1 },
  delete: { keys: 1 },
  rename: { keys: 1 },
  copy: { keys: 2 },
  move: { keys: 2 },
};

/** What a typed line may go on with: whole lines. `hive` is the one that is loaded. */
export function completeLine(
  line: string,
  names: readonly string[],
  session: Session,
  hive: Hive | undefined,
): string[] {
  const [, command = "", blanks = "", rest = ""] = /^(\s*\S*)(\s*)(.*)$/s.exec(line) ?? [];
  if (blanks === "") return names.filter((name) => name.startsWith(line)).map((name) => `${name} `);
  if (hive === undefined) return [];
  const name = command.trim().toLowerCase();
  const front = command + blanks;
  try {
    if (name === "cd") return keysFrom(rest, session, hive).map((path) => front + path);
    if (name === "lsval") return valuesOf(hive.key(session.path()), rest).map((value) => front + value);
    return words(name, front, rest, session, hive);
  } catch {
    return []; // whoever is typing has not asked for an error
  }
}

function words(name: string, front: string, rest: string, session: Session, hive: Hive): string[] {
  const { words: typed } = splitWords(rest);
  const isNew = rest === "" || (/\s$/.test(rest) && !splitWords(rest).isOpen);
  const last = isNew ? { text: "", start: rest.length } : typed.at(-1);
  const place = isNew ? typed.length : typed.length - 1;
  const kinds = name === "security" ? { keys: 2 } : WITH_KEYS[name];
  if (last === undefined || kinds === undefined || (name === "security" && place === 0)) return [];
  const before = front + rest.slice(0, last.start);
  if (place < kinds.keys) return keysFrom(last.text, session, hive).map((path) => before + quotedWord(path));
  if (place !== ("value" in kinds ? kinds.value : undefined)) return [];
  const key = hive.key(absolutePath(session, typed[0]?.text ?? ""));
  return valuesOf(key, last.text).map((value) => before + quotedWord(value));
}

/** Paths of keys that begin as `typed` does, written as it is. */
function keysFrom(typed: string, session: Session, hive: Hive): string[] {
  const end = typed.lastIndexOf("\\") + 1;
  const above = typed.slice(0, end);
  const found = startingWith(hive.key(absolutePath(session, above)).subkeys(), typed.slice(end));
  return found.map((name) => above + name);
}

function valuesOf(key: Key, typed: string): string[] {
  return startingWith(key.values(), typed).filter((name) => name !== "");
}

function startingWith(all: Iterable<{ readonly name: string }>, typed: string): string[] {
  const found: string[] = [];
  for (const { name } of all) {
    if (found.length >= MOST_NAMES) break;
    // Nothing that a terminal would take for a command, and no line end.
    if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(name) && name.toLowerCase().startsWith(typed.toLowerCase())) found.push(name);
  }
  return found;
}
