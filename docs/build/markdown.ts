/** A file and what it should hold. */
export interface DocumentText {
  readonly file: string;
  readonly text: string;
}

/** What divides the part of a page that is made from the part below it that is written. */
const BORDER = "<!-- npm run docs makes what stands above; what stands below is written. -->";

/** A page made anew: what is written below the border of the old one stays. */
export function withWritten(made: string, old: string | undefined): string {
  const written = old?.split(BORDER)[1]?.trim() ?? "";
  return `${made}\n${BORDER}\n${written === "" ? "" : `\n${written}\n`}`;
}

/** Text as it stands: nothing in it is taken for markup but what stands in backticks. */
export function text(plain: string): string {
  const parts = plain.split(/(`[^`\n]+`)/);
  return parts.map((part, place) => part.replace(place % 2 === 1 ? /[|]/g : /[\\`*<|]/g, "\\$&")).join("");
}

/** A table; `cells` are Markdown already. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rule = head.map(() => "---"),
): string {
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
