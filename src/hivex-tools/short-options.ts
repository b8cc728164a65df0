/** What a command line of single letters says. */
export interface ShortOptions {
  readonly flags: ReadonlySet<string>;
  /** The values of options that take one; the last one given counts. */
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/**
 * Reads options as getopt(3) does: letters may stand together, a value in the same word or the next, options behind
 * operands, and `--` ends them. `letters` is getopt's: a colon behind those that take a value. A text tells what is wrong.
 */
export function shortOptions(words: readonly string[], letters: string): ShortOptions | string {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at);
      const place = letter === ":" ? -1 : letters.indexOf(letter);
      if (place < 0) return `invalid option -- '${letter}'`;
      if (letters[place + 1] !== ":") {
        flags.add(letter);
        continue;
      }
      const value = word.slice(at + 1) || words[++index];
      if (value === undefined) return `option requires an argument -- '${letter}'`;
      values.set(letter, value);
      break;
    }
  }
  return { flags, values, operands };
}
