import type { ValuePlace } from "../text-in-data/texts-in-data.ts";

/** A place where a server stands by its bare name, and what may stand around it there. */
interface BarePlace {
  readonly key: RegExp;
  readonly value?: RegExp;
  /** Three groups: what comes before the name, the name, and what comes behind it. */
  readonly form: RegExp;
}

const WHOLE = /^()([^\\/:,;\s]+)()$/;
const WITH_PORT = /^()([^\\/:,;\s]+)((?::\d{1,5})?)$/;

const PROFILE = /\\(?:Outlook|Windows Messaging Subsystem)\\Profiles\\/i;

/** Values of Outlook profiles by their property identifiers, whether 8-bit or Unicode, and of other programs. */
const IN_DATA: readonly BarePlace[] = [
  // Home server, and the one that was typed.
  { key: PROFILE, value: /^001[ef]66(?:02|08)$/i, form: WHOLE },
  // Home server's and own distinguished name.
  { key: PROFILE, value: /^001[ef]66(?:12|14)$/i, form: /^(.*\/cn=Servers\/cn=)([^/]+)(.*)$/i },
  // Addresses: `ncacn_ip_tcp:server[6001]`.
  { key: PROFILE, value: /^101[ef]6613$/i, form: /^([a-z_]+:)([^\\/:,;\s[\]]+)((?:\[[^\]]*\])?)$/i },
  // Proxy server, and the name in its certificate.
  { key: PROFILE, value: /^001[ef]6622$/i, form: WITH_PORT },
  { key: PROFILE, value: /^001[ef]6625$/i, form: /^(msstd:|fullsic:)([^\\/:,;\s]+)()$/i },
  { key: /\\Terminal Server Client\\Default$/i, value: /^MRU\d+$/i, form: WITH_PORT },
];

const IN_VALUE_NAME: readonly BarePlace[] = [{ key: /\\Explorer\\ComputerDescriptions$/i, form: WHOLE }];

/** By the path of the key that the key is in. */
const IN_KEY_NAME: readonly BarePlace[] = [
  { key: /\\Terminal Server Client\\Servers$/i, form: WITH_PORT },
  { key: /\\ZoneMap\\(?:Esc)?Domains$/i, form: WHOLE },
  { key: /\\Print\\Providers\\[^\\]+\\Servers$/i, form: WHOLE },
];

/** What `rehost --urls` looks at besides URLs: proxy servers and who is not sent to them, `http=server:8080;server`. */
const WEB: readonly BarePlace[] = [
  { key: /\\Internet Settings$/i, value: /^Proxy(?:Server|Override)$/i, form: WITH_PORT },
  { key: /\\Internet Settings\\Connections$/i, form: WITH_PORT },
];

/** What stands at a place by its bare name: the text around each server. */
type BareText = (text: string, rename: (server: string) => string | undefined) => string | undefined;

/** How to rename the server in a value's text; undefined where no server stands there by its bare name. */
export function bareInData(
  place: ValuePlace,
  { urls = false }: { readonly urls?: boolean } = {},
): BareText | undefined {
  const found = placeAmong(IN_DATA, place.keyPath, place.name);
  if (found !== undefined) return (text, rename) => renamed(text, found.form, rename);
  const web = urls ? placeAmong(WEB, place.keyPath, place.name) : undefined;
  return web && ((text, rename) => renamedInList(text, web.form, rename));
}

export function bareInValueName(keyPath: string): BareText | undefined {
  const found = placeAmong(IN_VALUE_NAME, keyPath, "");
  return found && ((text, rename) => renamed(text, found.form, rename));
}

export function bareInKeyName(parentPath: string): BareText | undefined {
  const found = placeAmong(IN_KEY_NAME, parentPath, "");
  return found && ((text, rename) => renamed(text, found.form, rename));
}

/** What Explorer makes of folders and documents that were opened: lists of shell items, and whole shortcuts. */
const SHELL_ITEMS =
  /\\(?:RecentDocs|BagMRU|OpenSavePidlMRU|LastVisitedPidlMRU(?:Legacy)?|CIDSizeMRU|StreamMRU|FirstFolder|Taskband|StartPage2?)(?:\\|$)/i;

/** Whether a value holds shell items: sizes in sizes, which Windows makes anew when a document is opened again. */
export function holdsShellItems({ keyPath }: ValuePlace): boolean {
  return SHELL_ITEMS.test(keyPath);
}

function placeAmong(places: readonly BarePlace[], keyPath: string, name: string): BarePlace | undefined {
  // A rooted path: names in front are met as others are.
  return places.find(({ key, value }) => key.test(`\\${keyPath}`) && (value?.test(name) ?? true));
}

function renamed(text: string, form: RegExp, rename: (server: string) => string | undefined): string | undefined {
  const [, before = "", server = "", behind = ""] = form.exec(text) ?? [];
  const wanted = server === "" ? undefined : rename(server);
  return wanted === undefined ? undefined : before + wanted + behind;
}

/** Servers between semicolons, each with a protocol before it or not. */
function renamedInList(text: string, form: RegExp, rename: (server: string) => string | undefined): string | undefined {
  let isChanged = false;
  const parts = text.split(";").map((part) => {
    const [, protocol = "", rest = ""] = /^(\s*(?:[a-z]+=)?(?:[a-z]+:\/\/)?)(.*)$/i.exec(part) ?? [];
    const wanted = renamed(rest, form, rename);
    if (wanted === undefined) return part;
    isChanged = true;
    return protocol + wanted;
  });
  return isChanged ? parts.join(";") : undefined;
}
