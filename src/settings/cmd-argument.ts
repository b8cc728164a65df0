/**
 * A text as one argument on a line of a .cmd file; undefined where no line can hold it.
 *
 * Two read it: cmd.exe, for which `%` is doubled, and the program, which takes a backslash before a quote for an escape. A
 * quote turns cmd's own quoting over, so that text with one is written without: a caret before all that means something there.
 */
export function cmdArgument(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line ends at some, and a file at Ctrl-Z
  if (/[\0-\x08\n-\x1f\uD800-\uDFFF]/u.test(text)) return undefined;
  const escaped = text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&");
  const quoted = `"${escaped.replaceAll("%", "%%")}"`;
  return text.includes('"') ? quoted.replace(/[\^"&|<>()]/g, "^$&") : quoted;
}
