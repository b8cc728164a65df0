import type { Hive } from "../hive/hive.ts";

/** Tells which key paths fit a pattern; see `SearchOptions.path`. Braces and brackets are common in names, and mean themselves. */
export function keysLike(hive: Hive, pattern: string): (path: string) => boolean {
  const upcased = (text: string): string => hive.engine.upcased(text);
  const names = hive.pathNames(pattern);
  const source = names
    .map((name) => (name === "**" ? "(?:[^\\\\]*\\\\)*" : `${nameSource(upcased(name))}\\\\`))
    .join("");
  const fits = new RegExp(`^${source}$`, "s");
  return (path) => fits.test(path === "" ? "" : `${upcased(path)}\\`);
}

function nameSource(name: string): string {
  return name.replace(/[*?]|[\\^$.+()[\]{}|/-]/g, (character) => {
    if (character === "*") return "[^\\\\]*";
    return character === "?" ? "[^\\\\]" : `\\${character}`;
  });
}
