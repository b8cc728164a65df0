/** A text in quotes as it is read, and the place behind its closing quote. */
export interface QuotedText {
  readonly text: string;
  readonly end: number;
}

/** Control characters that an escape stands for; any other escaped character stands for itself. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", "0": "\0" };

/** Reads a text in quotes from its first character on; undefined where the quote is not closed. */
export function quotedText(line: string, start: number): QuotedText | undefined {
  let text = "";
  for (let at = start; ; ) {
    const end = nextOf(line, at);
    if (end < 0) return undefined;
    text += line.slice(at, end);
    if (line[end] === '"') return { text, end: end + 1 };
    const escaped = line[end + 1];
    if (escaped === undefined) return undefined;
    text += ESCAPES[escaped] ?? escaped;
    at = end + 2;
  }
}

/** The next quote or backslash. */
function nextOf(line: string, start: number): number {
  const quote = line.indexOf('"', start);
  if (quote < 0) return -1;
  const backslash = line.indexOf("\\", start);
  return backslash < 0 || backslash > quote ? quote : backslash;
}
