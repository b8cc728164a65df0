/** Rows of texts as aligned columns, two blanks between, without blanks at the ends. Rows may be shorter than others. */
export function table(rows: readonly (readonly string[])[], indent = ""): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(text));
  }
  const lines = rows.map((row) =>
    `${indent}${row.map((text, column) => pad(text, widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
  return lines.map((line) => `${line}\n`).join("");
}

/** Characters that a terminal shows; colour sequences, which only we put in, take no room. */
function width(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colour sequences begin with
  return Array.from(text.replace(/\u001b\[\d+m/g, "")).length;
}

function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

/** A text cut to at most so many characters, with three dots for the rest. */
export function shortened(text: string, columns: number): string {
  const characters = Array.from(text);
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(0, columns - 3)).join("")}...`;
}
