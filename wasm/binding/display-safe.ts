/**
 * Characters that must not reach a terminal as they are: control characters (escape sequences begin with one), format
 * characters (they reverse or hide text), line and paragraph separators, and surrogates without a partner.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Makes a name or a text from a hive safe to show: every character that a terminal would act on is written as `<U+001B>`.
 * Backslashes stay, so paths remain readable; for the exact characters use JSON output.
 *
 * @example
 * displaySafe("red \u001b[31m"); // "red <U+001B>[31m"
 */
export function displaySafe(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
