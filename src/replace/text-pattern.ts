import { displaySafe } from "hivex-wasm";
import { hiveError } from "../errors.ts";

/** What to look for in a text, and what to put in its place. */
export interface TextPattern {
  /**
   * The text with all occurrences replaced, which may be the text as it is; undefined where there is no occurrence, or one
   * of fewer than `least` characters.
   */
  replaced(text: string, least?: number): string | undefined;
}

/**
 * A text that is looked for as it stands. With `upcased` letter case does not count; it keeps a text's length. Where the
 * replacement holds the old text and stands there already, it is left: replacing `files` by `files2` twice is as good as once.
 */
export function literalPattern(old: string, replacement: string, upcased?: (text: string) => string): TextPattern {
  if (old === "") throw hiveError("usage", "nothing is to be replaced", { expected: "a text that is not empty" });
  const folded = upcased ?? ((text: string) => text);
  const needle = folded(old);
  const within = placesOf(needle, folded(replacement));
  return {
    replaced(text, least = 0) {
      if (old.length < least) return undefined;
      const where = folded(text);
      let [from, result] = [0, ""];
      for (let at = where.indexOf(needle); at >= 0; at = where.indexOf(needle, from)) {
        const start = within
          .map((place) => at - place)
          .find((each) => each >= from && text.startsWith(replacement, each));
        const end = start === undefined ? at + old.length : start + replacement.length;
        result += start === undefined ? text.slice(from, at) + replacement : text.slice(from, end);
        from = end;
      }
      return from === 0 ? undefined : result + text.slice(from);
    },
  };
}

/** Where a text begins within another one. */
function placesOf(needle: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) places.push(at);
  return places;
}

/**
 * A regular expression as JavaScript has them, with its `u` flag. In the replacement `$1` and `$<name>` stand for what a
 * group has found, `$&` for all that was found, and `$$` for a `$`.
 *
 * @throws HiveError `usage` for an expression that is none, and for a group that it does not have
 */
export function regexPattern(source: string, replacement: string, ignoreCase = false): TextPattern {
  const flags = ignoreCase ? "giu" : "gu";
  let regex: RegExp;
  let groups: RegExpExecArray | null;
  try {
    regex = new RegExp(source, flags);
    // With an empty alternative it fits nothing at all, and so tells its groups.
    groups = new RegExp(`${source}|`, flags).exec("");
  } catch (cause) {
    const found = displaySafe(cause instanceof Error ? cause.message : String(cause));
    throw hiveError("usage", "this is no regular expression", { found, cause });
  }
  assertGroups(replacement, (groups?.length ?? 1) - 1, Object.keys(groups?.groups ?? {}));
  return {
    replaced(text, least = 0) {
      const matches = [...text.matchAll(regex)];
      if (matches.length === 0 || matches.some(([match]) => match.length < least)) return undefined;
      return text.replace(regex, replacement);
    },
  };
}

function assertGroups(replacement: string, count: number, names: readonly string[]): void {
  for (const [reference, number, name] of replacement.matchAll(/\$(?:\$|(\d{1,2})|<([^>]*)>)/g)) {
    if (number !== undefined && !isGroup(number, count)) throw noGroup(reference);
    if (name !== undefined && !names.includes(name)) throw noGroup(reference);
  }
}

/** `$10` is the tenth group, or the first one and a 0. */
function isGroup(digits: string, count: number): boolean {
  const [two, one] = [Number(digits), Number(digits[0])];
  return (two >= 1 && two <= count) || (one >= 1 && one <= count);
}

function noGroup(reference: string): Error {
  return hiveError("usage", "the replacement names a group that the expression does not have", {
    found: reference,
    advice: "Write $$ for a dollar sign.",
  });
}
