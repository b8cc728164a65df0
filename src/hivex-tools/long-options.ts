/** What an option takes: nothing, a text, or a whole number. */
export type OptionKind = "flag" | "text" | "number";

/** What a command line of long options says. */
export interface LongOptions {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly operands: readonly string[];
  /** What is wrong, in the words of Perl's Getopt::Long. */
  readonly complaints: readonly string[];
}

/**
 * Reads options as Perl's Getopt::Long does: one dash or two, in any case, cut short as long as one option is meant, values
 * behind `=` or in the next word, options behind operands; `--` ends them. A flag that is given has the value "".
 */
export function longOptions(words: readonly string[], known: Readonly<Record<string, OptionKind>>): LongOptions {
  const values: Record<string, string> = {};
  const operands: string[] = [];
  const complaints: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      operands.push(...rest);
      break;
    }
    const [, typed = "", given] = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (typed === "") {
      operands.push(word);
      continue;
    }
    const name = meant(typed, known);
    const kind = known[name] ?? "flag";
    const value = given ?? (kind === "flag" || startsOption(rest[0]) ? undefined : rest.shift());
    if (known[name] === undefined) complaints.push(name);
    else if (kind === "flag" && given !== undefined) complaints.push(`Option ${typed} does not take an argument`);
    else if (kind !== "flag" && value === undefined) complaints.push(`Option ${name} requires an argument`);
    else if (kind === "number" && !/^[+-]?\d+$/.test(value ?? ""))
      complaints.push(`Value "${value}" invalid for option ${typed} (number expected)`);
    else values[name] = value ?? "";
  }
  return { values, operands, complaints };
}

/** The option that is meant, or what is wrong with what was typed. */
function meant(typed: string, known: Readonly<Record<string, OptionKind>>): string {
  const lower = typed.toLowerCase();
  if (Object.hasOwn(known, lower)) return lower;
  const possible = Object.keys(known).filter((name) => name.startsWith(lower));
  if (possible.length === 1) return possible[0] ?? "";
  return possible.length === 0 ? `Unknown option: ${typed}` : `Option ${typed} is ambiguous (${possible.join(", ")})`;
}

/** A text that looks like an option is none of the option's before; a negative number may be. */
function startsOption(word: string | undefined): boolean {
  return word !== undefined && /^-./.test(word) && !/^-\d+$/.test(word);
}
