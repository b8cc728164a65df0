import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { type Account, legacyAccount, readAccounts } from "./accounts.ts";
import { EXCHANGE_GLOBAL_SECTION, sectionTitle } from "./known-sections.ts";
import type { OutlookProfile } from "./profiles.ts";
import { PROXY_SERVER_VALUES } from "./rpc-http.ts";

/** Sections are subkeys of the profile, and those of the account manager one level deeper; more is allowed for. */
const SECTION_DEPTH = 4;

/** A section of a profile that holds, or should hold, the settings of an Exchange account. */
export interface ExchangeSection {
  readonly key: Key;
  /** What a section with a fixed name is for. */
  readonly title: string | undefined;
  /** The account that it belongs to, where the profile tells. */
  readonly account: Account | undefined;
}

/** The accounts of a profile, and every section of it with Exchange settings. */
export interface ProfileSections {
  readonly accounts: readonly Account[];
  readonly sections: readonly ExchangeSection[];
}

/**
 * Finds the sections of a profile in which an Exchange proxy server may stand: the Exchange global section (all that
 * mattered up to Outlook 2007), the section of each Exchange account (Outlook 2010 and later), and wherever else a value
 * of that name lies.
 */
export function findExchangeSections(hive: Hive, profile: OutlookProfile): ProfileSections {
  const accounts = readAccounts(profile.key);
  const global = profile.key.findSubkey(EXCHANGE_GLOBAL_SECTION);
  const named = accounts.flatMap((account) => account.settingsSections).map((name) => profile.key.findSubkey(name));
  const holding = PROXY_SERVER_VALUES.flatMap((name) =>
    Array.from(hive.findValues(profile.key, name, SECTION_DEPTH), (value) => value.key),
  );
  const keys = new Map([global, ...named, ...holding].flatMap((key) => (key ? [[key.offset, key] as const] : [])));
  const legacy = legacyAccount(profile.key, accounts);
  const sections = Array.from(keys.values(), (key) => {
    const name = sectionName(profile.key, key);
    const account = accounts.find((candidate) => candidate.sections.includes(name));
    return {
      key,
      title: sectionTitle(name),
      account: account ?? (name === EXCHANGE_GLOBAL_SECTION ? legacy : undefined),
    };
  });
  return { accounts, sections };
}

/** The name, in lower case, of the section that a key is or lies in; empty for the profile itself. */
function sectionName(profile: Key, key: Key): string {
  const below = key.path.slice(profile.path.length + 1);
  return (below.split("\\")[0] ?? "").toLowerCase();
}
