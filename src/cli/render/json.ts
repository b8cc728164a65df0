/** Characters that JSON allows as they are, but that a terminal acts on. */
const UNSAFE_IN_TERMINAL = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One JSON document with a final line feed. Big integers become texts; every character is safe for a terminal. */
export function jsonText(document: unknown): string {
  return safeJson(document, 2);
}

/** The same on one line. */
export function jsonLine(document: unknown): string {
  return safeJson(document, 0);
}

function safeJson(document: unknown, indent: number): string {
  const json = JSON.stringify(
    document,
    (_, content: unknown) => (typeof content === "bigint" ? String(content) : content),
    indent,
  );
  return `${json.replace(UNSAFE_IN_TERMINAL, escaped)}\n`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}
