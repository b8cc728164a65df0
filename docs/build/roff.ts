// The markup of man pages, man(7).

/** Text as it stands. Quotes, hyphens and the like are those that one can copy into a shell. */
export function plain(text: string): string {
  return text.replace(/[\\\-'"`^~]/g, (character) => AS_TYPED[character] ?? character);
}

const AS_TYPED: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "'": "\\(aq",
  '"': "\\(dq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
};

/** What one types as it stands. */
export function bold(text: string): string {
  return `\\fB${plain(text)}\\fR`;
}

/** What stands for something else. */
export function italic(text: string): string {
  return `\\fI${plain(text)}\\fR`;
}

/** A line of text: no point at its beginning makes it a request. */
export function line(markup: string): string {
  return markup.startsWith(".") ? `\\&${markup}` : markup;
}

/** A section with its title. */
export function section(title: string, content: readonly string[]): string[] {
  return content.length === 0 ? [] : [`.SH ${title}`, ...content];
}

/** A term and what it means. */
export function tagged(term: string, meaning: string): string[] {
  return [".TP", line(term), line(plain(meaning))];
}

/** Lines that stand as they are. */
export function verbatim(text: string): string[] {
  return [".EX", ...text.split("\n").map((each) => line(plain(each))), ".EE"];
}

/** Paragraphs. */
export function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [".PP", ...text.split("\n").map((each) => line(plain(each)))]);
}
