import type { RehostRule } from "./rehost-rules.ts";

/** How a name of a server is introduced in a text, and what stands between it and what is below it. */
export interface MentionStyle {
  /** What must stand right before the name, to its own beginning. */
  readonly before: RegExp;
  readonly separator: "\\" | "\\\\" | "/" | "#" | ",";
  /** Names below the server are escaped as in URLs. */
  readonly isUrl?: boolean;
}

/** What may stand before two backslashes: in the middle of a local path two are a slip, and begin no server. */
const OPENING = String.raw`(?:^|[\s"'\x60=,;(\[{<>|@*?!&+\x00-\x1f]|[a-z0-9]{2}:|(?:^|[\s"'])[/-][a-z]{1,4})`;

const IN_TEXT: readonly MentionStyle[] = [
  { before: new RegExp(String.raw`${OPENING}\\\\$`, "i"), separator: "\\" },
  // As in JSON.
  { before: new RegExp(String.raw`${OPENING}\\\\\\\\$`, "i"), separator: "\\\\" },
  { before: /(?:\\\\[?.]|\\\?\?)\\UNC\\$/i, separator: "\\" },
  { before: /\\Device\\(?:Mup|LanmanRedirector|WebDavRedirector)\\(?:;[^\\]+\\)*$/i, separator: "\\" },
  { before: /(?:^|[^a-z0-9+.-])(?:file|smb|cifs):(?:\/\/|\/{4,5})$/i, separator: "/", isUrl: true },
  { before: /(?:^|[\s"'=,;(<>|@])\/\/$/, separator: "/" },
];

/** Schemes of all kinds, with a user or without. */
const IN_URL: MentionStyle = {
  before: /(?:^|[^a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@"']*@)?$/i,
  separator: "/",
  isUrl: true,
};

/** Names of keys hold no backslash: Explorer writes `##server#share`, the spooler `,,server,printer`. */
const IN_KEY_NAME: readonly MentionStyle[] = [
  { before: /^##$/, separator: "#" },
  { before: /^,,$/, separator: "," },
];

/** Looks for servers in a text of some kind. */
export interface MentionSearch {
  readonly rules: readonly RehostRule[];
  readonly styles: readonly MentionStyle[];
  /** All old names, of which one may begin as another does. */
  readonly names: RegExp;
}

/** A search for texts in data and names of values, or for names of keys. */
export function mentionSearch(
  rules: readonly RehostRule[],
  { isKeyName = false, urls = false }: { readonly isKeyName?: boolean; readonly urls?: boolean } = {},
): MentionSearch {
  const servers = [...new Set(rules.map(({ server }) => server))].sort((one, other) => other.length - one.length);
  return {
    rules,
    styles: [...(isKeyName ? IN_KEY_NAME : []), ...IN_TEXT, ...(urls ? [IN_URL] : [])],
    names: new RegExp(servers.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "giu"),
  };
}

/** The text with every mention rehosted; undefined where there is none. Letter case of all else stays. */
export function rehosted(text: string, search: MentionSearch): string | undefined {
  const { names } = search;
  let [result, from] = ["", 0];
  names.lastIndex = 0;
  for (let found = names.exec(text); found !== null; found = names.exec(text)) {
    const [name] = found;
    const replacement = mentionAt(text, found.index, name, search);
    if (replacement === undefined) continue;
    result += text.slice(from, found.index) + replacement.text;
    from = replacement.end;
    names.lastIndex = from;
  }
  return from === 0 ? undefined : result + text.slice(from);
}

interface Replacement {
  readonly text: string;
  /** Where the mention ends. */
  readonly end: number;
}

/** Longest introduction that is looked at: `\\?\GLOBALROOT\Device\Mup\;LanmanRedirector\;X:...`. */
const LONGEST_BEFORE = 200;

function mentionAt(
  text: string,
  index: number,
  name: string,
  { rules, styles }: MentionSearch,
): Replacement | undefined {
  // The start of the text shows as a start only where it is one.
  const start = Math.max(0, index - LONGEST_BEFORE);
  const before = (start > 0 ? "\u{fffd}" : "") + text.slice(start, index);
  const style = styles.find((each) => each.before.test(before));
  if (style === undefined || !isServersEnd(text, index + name.length, style)) return undefined;
  const web = /^(?:@SSL)?(?:@\d{1,5})?/i.exec(text.slice(index + name.length, index + name.length + 10))?.[0] ?? "";
  const end = index + name.length + web.length;
  for (const rule of rules) {
    if (rule.server !== name.toLowerCase()) continue;
    const pathEnd = endOfPath(text, end, rule.path, style);
    if (pathEnd === undefined) continue;
    const newPath = rule.newPath.map((each) => style.separator + (style.isUrl ? encodeURI(each) : each));
    return { text: rule.newServer + web + newPath.join(""), end: pathEnd };
  }
  return undefined;
}

/** What belongs to a server's name: letters of any script, digits, and signs that Windows allows in names of computers. */
const NAME_GOES_ON = /^[\p{L}\p{M}\p{N}_$%^&{}~!-]/u;

function isServersEnd(text: string, at: number, { separator }: MentionStyle): boolean {
  const rest = text.slice(at, at + 12);
  if (rest === "") return true;
  if (separator === "#" || separator === ",") return rest.startsWith(separator);
  if (rest.startsWith("@")) return /^@(?:SSL|\d)/i.test(rest);
  // A dot may end a sentence, or go on to a domain.
  if (rest.startsWith(".")) return !NAME_GOES_ON.test(rest.slice(1)) && rest[1] !== ".";
  return !NAME_GOES_ON.test(rest);
}

/** Where share and folders end that stand behind the server; undefined where they are others. */
function endOfPath(text: string, from: number, path: readonly string[], style: MentionStyle): number | undefined {
  let at = from;
  for (const name of path) {
    if (!text.startsWith(style.separator, at)) return undefined;
    at += style.separator.length;
    const length = lengthOfName(text, at, name, style);
    if (length === undefined) return undefined;
    at += length;
  }
  return path.length === 0 || isSharesEnd(text.slice(at, at + 2), style) ? at : undefined;
}

function lengthOfName(text: string, at: number, name: string, { isUrl = false }: MentionStyle): number | undefined {
  if (text.slice(at, at + name.length).toLowerCase() === name) return name.length;
  const escaped = isUrl ? encodeURI(name).toLowerCase() : name;
  return text.slice(at, at + escaped.length).toLowerCase() === escaped ? escaped.length : undefined;
}

/** Names of shares and folders may hold blanks, so that one ends nothing, unless an option follows. */
function isSharesEnd(rest: string, { separator }: MentionStyle): boolean {
  return rest === "" || rest.startsWith(separator[0] as string) || /^(?:[\t\r\n"'<>|,;)\]]| [/"(-])/.test(rest);
}
