import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { ACCOUNT_MANAGER, OUTLOOK_GLOBAL_SECTION } from "./known-sections.ts";
import { decodeUids } from "./mapi-property.ts";
import { textOf } from "./value-texts.ts";

const KINDS: Readonly<Record<string, string>> = {
  "{ED475411-B0D6-11D2-8C3B-00104B2A6676}": "POP3",
  "{ED475414-B0D6-11D2-8C3B-00104B2A6676}": "MAPI service",
};
/** The name of the Exchange service among MAPI services. */
const EXCHANGE_SERVICE = "MSEMS";
/** A section's property with the UID of the section that holds its Exchange account's settings. */
const SETTINGS_SECTION = "01023d15";
/** A service's lists of store, address book and transport providers: UIDs of their sections. */
const PROVIDER_LISTS = ["01023d00", "01023d01", "01023d02"];
/** More sections than any real service has; a hostile hive shall not make us look up millions. */
const MOST_PROVIDERS = 256;

/** One account, data file or address book of a profile, as Outlook's account manager lists it. */
export interface Account {
  readonly key: Key;
  /** The eight hexadecimal digits that name its key. */
  readonly id: string;
  readonly name: string | undefined;
  /** The MAPI service behind it: `MSEMS` is Exchange, `CONTAB` the address book. */
  readonly service: string | undefined;
  /** `POP3`, `MAPI service`, or the class identifier of another kind. */
  readonly kind: string | undefined;
  /** Names of the sections that belong to it, in lower case; those with the account's own Exchange settings first. */
  readonly sections: readonly string[];
  /** Those of `sections` that other sections name as the place of Exchange settings. */
  readonly settingsSections: readonly string[];
}

/** The accounts of a profile in stored order. */
export function readAccounts(profile: Key): Account[] {
  const accounts: Account[] = [];
  for (const key of profile.findSubkey(ACCOUNT_MANAGER)?.subkeys() ?? []) {
    const identifier = textOf(key.findValue("clsid"));
    accounts.push({
      key,
      id: key.name,
      name: textOf(key.findValue("Account Name")),
      service: textOf(key.findValue("Service Name")),
      kind: identifier === undefined ? undefined : (KINDS[identifier.toUpperCase()] ?? identifier),
      ...sectionsOf(profile, key),
    });
  }
  return accounts;
}

/**
 * The account that the Exchange global section stands for: the one whose settings section Outlook's global section names;
 * without such a note, the only Exchange account.
 */
export function legacyAccount(profile: Key, accounts: readonly Account[]): Account | undefined {
  const [target] = uidsIn(profile.findSubkey(OUTLOOK_GLOBAL_SECTION)?.findValue(SETTINGS_SECTION));
  const named = target === undefined ? undefined : accounts.find((account) => account.sections.includes(target));
  if (named) return named;
  const exchange = accounts.filter((account) => account.service?.toUpperCase() === EXCHANGE_SERVICE);
  return exchange.length === 1 ? exchange[0] : undefined;
}

/** From an account to its service's section, from there to its providers', and from each to the Exchange settings. */
function sectionsOf(profile: Key, account: Key): Pick<Account, "sections" | "settingsSections"> {
  const services = uidsIn(account.findValue("Service UID"));
  const providers = services.flatMap((service) => providersOf(profile.findSubkey(service)));
  const linking = [...services, ...providers];
  const settingsSections = linking.flatMap((section) =>
    uidsIn(profile.findSubkey(section)?.findValue(SETTINGS_SECTION)),
  );
  return {
    sections: [...new Set([...settingsSections, ...linking])],
    settingsSections: [...new Set(settingsSections)],
  };
}

function providersOf(service: Key | undefined): string[] {
  const providers = PROVIDER_LISTS.flatMap((name) => uidsIn(service?.findValue(name)));
  return [...new Set(providers)].slice(0, MOST_PROVIDERS);
}

function uidsIn(value: Value | undefined): string[] {
  if (value === undefined || value.size > MOST_PROVIDERS * 16) return [];
  return decodeUids(value.data()) ?? [];
}
