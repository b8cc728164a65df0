import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";

/** One character of a pattern, upcased; any one; or any number of any. */
type Part = { readonly unit: string } | "one" | "any";

/** Any number of keys on the way, none included. */
const ANY_DEPTH = "**";

/**
 * A pattern for one name, compared as Windows compares names: `*` is any number of characters, `?` is one, and `[*]` and
 * `[?]` are those characters themselves.
 */
class NamePattern {
  readonly #parts: readonly Part[];
  readonly #hive: Hive;

  constructor(hive: Hive, pattern: string) {
    this.#hive = hive;
    this.#parts = [...hive.engine.upcased(pattern).matchAll(/\[([*?])\]|\*+|\?|./gs)].map(([sign, literal]) => {
      if (literal !== undefined) return { unit: literal };
      return sign.startsWith("*") ? "any" : sign === "?" ? "one" : { unit: sign };
    });
  }

  /** In the order of lengths multiplied at worst: only the last `*` is ever taken back. */
  fits(name: string): boolean {
    const text = this.#hive.engine.upcased(name);
    const parts = this.#parts;
    let [at, part, restart, behindStar] = [0, 0, 0, -1];
    while (at < text.length) {
      const wanted = parts[part];
      if (wanted === "any") {
        part += 1;
        behindStar = part;
        restart = at;
      } else if (wanted === "one" || (wanted !== undefined && wanted.unit === text[at])) {
        at += 1;
        part += 1;
      } else if (behindStar >= 0) {
        restart += 1;
        at = restart;
        part = behindStar;
      } else return false;
    }
    while (parts[part] === "any") part += 1;
    return part === parts.length;
  }
}

/** Takes away what a text would mean in a pattern. */
export function literalPattern(text: string): string {
  return text.replace(/[*?]/g, "[$&]");
}

/** The keys whose paths fit a pattern, each once, every key before those below it. `**` as a name is any way down. */
export function keysLike(hive: Hive, pattern: string): Key[] {
  const steps = hive.pathNames(pattern).map((name) => {
    if (name === ANY_DEPTH) return ANY_DEPTH;
    return /[*?]/.test(name) ? new NamePattern(hive, name) : name;
  });
  const found = new Map<number, Key>();
  const seen = new Set<string>();
  const look = (key: Key, step: number): void => {
    const place = `${key.offset} ${step}`;
    if (seen.has(place)) return; // by another way, or round a loop of a damaged hive
    seen.add(place);
    const wanted = steps[step];
    if (wanted === undefined) {
      found.set(key.offset, key);
      return;
    }
    if (wanted === ANY_DEPTH) look(key, step + 1);
    if (typeof wanted === "string" && wanted !== ANY_DEPTH) {
      const subkey = key.findSubkey(wanted);
      if (subkey !== undefined) look(subkey, step + 1);
      return;
    }
    for (const subkey of key.subkeys()) {
      if (wanted === ANY_DEPTH) look(subkey, step);
      else if (wanted instanceof NamePattern && wanted.fits(subkey.name)) look(subkey, step + 1);
    }
  };
  look(hive.root, 0);
  return [...found.values()];
}

/** The names of the values of a key that fit a pattern. */
export function valuesLike(hive: Hive, key: Key, pattern: string): string[] {
  const wanted = new NamePattern(hive, pattern);
  return Array.from(key.values(), ({ name }) => name).filter((name) => wanted.fits(name));
}
