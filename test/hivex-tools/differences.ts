/** One thing as libhivex's tool tells it, and as ours does. */
export interface Pair {
  readonly theirs: string;
  readonly ours: string;
}

/** Why two tellings differ, by name; `docs/hivex.md` says why ours is right. Text stands as Latin-1, byte by byte. */
const CAUSES: Readonly<Record<string, (pair: Pair) => boolean>> = {
  "a number whose data is too short": ({ theirs, ours }) =>
    (/type="int(?:32|64)".* value="-1">/.test(theirs) && ours.includes('type="unknown" encoding="base64"')) ||
    (theirs.endsWith("=dword:ffffffff") && /=hex\([45]\):[0-9a-f,]{0,8}$/.test(ours)),
  "text with characters that XML has not": ({ theirs, ours }) => {
    const [, type] = /type="bad-([a-z-]+)" encoding="base64"/.exec(ours) ?? [];
    return type !== undefined && theirs.includes(`type="${type}"`);
  },
  "a name with characters that XML has not": ({ ours }) => / (?:name|key)Utf16="/.test(ours),
  "the size of a record whose name is not ASCII": ({ theirs, ours }) =>
    /key="[^"]*[\x80-\xff]/.test(ours) && withoutFirstSize(theirs) === withoutFirstSize(ours),
  "a name that is cut at its NUL": ({ theirs, ours }) => ours.includes("\0") && theirs === ours.replace(/\0[^"=]*/, ""),
  "names in two encodings": ({ theirs, ours }) => Buffer.from(theirs, "latin1").toString("latin1") === utf8(ours),
  "a backslash that is not escaped": ({ theirs, ours }) => {
    const [, before = "", text = ""] = /^(.*=str\([12]\):")(.*)$/s.exec(ours) ?? [];
    return text.includes("\\\\") && theirs === before + text.replaceAll("\\\\", "\\");
  },
  "a key whose record names another parent": ({ theirs, ours }) =>
    [theirs, ours].every((line) => line.startsWith("[")) && lastName(theirs) === lastName(ours),
};

export const CAUSE_NAMES: readonly string[] = Object.keys(CAUSES);

function withoutFirstSize(element: string): string {
  return element.replace(/ len="\d+"/, "");
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString();
}

function lastName(section: string): string {
  return section.slice(section.lastIndexOf("\\"));
}

/** How often each cause was met. */
export type Counts = Map<string, number>;

/** Counts the causes of all differences; a pair that differs without one is returned. */
export function unnamed(pairs: Iterable<Pair>, counts: Counts): Pair[] {
  const others: Pair[] = [];
  for (const pair of pairs) {
    if (pair.theirs === pair.ours) continue;
    const [cause] = Object.entries(CAUSES).find(([, isIt]) => isIt(pair)) ?? [];
    if (cause === undefined) others.push(pair);
    else counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return others;
}

/** Parts side by side; where one list is longer, the rest stands beside nothing. */
export function paired(theirs: readonly string[], ours: readonly string[]): Pair[] {
  return Array.from({ length: Math.max(theirs.length, ours.length) }, (_, at) => ({
    theirs: theirs[at] ?? "<nothing>",
    ours: ours[at] ?? "<nothing>",
  }));
}
