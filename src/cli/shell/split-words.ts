import { HiveError } from "../../index.ts";

/** A word as it was typed. */
export interface TypedWord {
  readonly text: string;
  /** Where it begins in the line. */
  readonly start: number;
}

/**
 * The words of a line. Blanks separate them, and quotes of either kind take everything up to the next one as it stands.
 * Backslashes are what paths are made of, and quote nothing. `isOpen` says that a quote still waits for its end.
 */
export function splitWords(line: string): { readonly words: TypedWord[]; readonly isOpen: boolean } {
  const words: TypedWord[] = [];
  let word: { text: string; start: number } | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    if (quote === "" && (sign === " " || sign === "\t")) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= { text: "", start: at };
    if (sign === quote) quote = "";
    else if (quote === "" && (sign === "'" || sign === '"')) quote = sign;
    else word.text += sign;
  }
  if (word !== undefined) words.push(word);
  return { words, isOpen: quote !== "" };
}

/** The words of a line that is complete. Throws `usage` where a quote has no end. */
export function wordsOf(line: string): string[] {
  const { words, isOpen } = splitWords(line);
  if (!isOpen) return words.map(({ text }) => text);
  throw new HiveError("usage", "a quote has no end", {
    advice: "A quote within a word stands in quotes of the other kind.",
  });
}

/** A word so that `splitWords` finds it again. */
export function quotedWord(word: string): string {
  if (word !== "" && !/[\s'"]/.test(word)) return word;
  return word.includes("'") ? `"${word.replaceAll('"', `"'"'"`)}"` : `'${word}'`;
}
