import { bytesToHex } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Value } from "../hive/value.ts";
import { valueText } from "../hive/value-text.ts";
import { valueTypeName } from "../hive/value-type.ts";
import type { Account } from "./accounts.ts";
import { findRpcPolicies } from "./policies.ts";
import { findProfiles, type OutlookProfile } from "./profiles.ts";
import { type NumberSetting, readRpcHttp, type TextSetting } from "./rpc-http.ts";
import { isProfileSecret } from "./secrets.ts";
import { type ExchangeSection, findExchangeSections } from "./sections.ts";
import { textOf } from "./value-texts.ts";

/** All that a user's hive says about Outlook profiles, as plain data. Names and texts are as stored: make them safe before you show them. */
export interface OutlookDescription {
  readonly profiles: readonly ProfileDescription[];
  /** Values that policies set for Outlook's RPC connections; they may override the profiles. */
  readonly policies: readonly PolicyDescription[];
}

export interface ProfileDescription {
  readonly outlook: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly key: string;
  readonly accounts: readonly AccountDescription[];
  readonly sections: readonly SectionDescription[];
}

export interface AccountDescription {
  readonly id: string;
  readonly name: string | null;
  readonly kind: string | null;
  readonly service: string | null;
  /** The account's other texts, such as `POP3 Server`. */
  readonly settings: readonly { readonly name: string; readonly text: string }[];
  /** Passwords; `data` in hexadecimal only where it was asked for. */
  readonly secrets: readonly { readonly name: string; readonly size: number; readonly data?: string }[];
}

export interface SectionDescription {
  readonly key: string;
  readonly title: string | null;
  /** The account that the section belongs to. */
  readonly account: string | null;
  readonly servers: readonly TextDescription[];
  readonly principalName: TextDescription | null;
  readonly flags: NumberDescription | null;
  readonly proxyAuthentication: NumberDescription | null;
  readonly authenticationPackage: NumberDescription | null;
}

/** A text setting: `text`, or `fault` and the bytes where they are none. */
export interface TextDescription {
  readonly value: string;
  readonly type: string;
  readonly text: string | null;
  readonly fault: string | null;
  readonly data: string;
}

export interface NumberDescription {
  readonly value: string;
  readonly number: number | null;
  readonly meaning: string;
}

export interface PolicyDescription {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  /** The data for people, as `valueText` gives them. */
  readonly text: string;
}

/**
 * Describes the Outlook profiles of a user's hive: accounts, sections with their RPC-over-HTTP settings, overriding policies.
 *
 * @example
 * describeOutlook(hive).profiles[0]?.sections[0]?.servers[0]?.text; // "server.example.com-44300"
 */
export function describeOutlook(hive: Hive, options: { readonly showSecrets?: boolean } = {}): OutlookDescription {
  const profiles = findProfiles(hive).map((profile) => describeProfile(hive, profile, options.showSecrets ?? false));
  return { profiles, policies: findRpcPolicies(hive).map(describePolicy) };
}

function describeProfile(hive: Hive, profile: OutlookProfile, showSecrets: boolean): ProfileDescription {
  const { accounts, sections } = findExchangeSections(hive, profile);
  return {
    outlook: profile.outlook,
    name: profile.name,
    isDefault: profile.isDefault,
    key: profile.key.path,
    accounts: accounts.map((account) => describeAccount(account, showSecrets)),
    sections: sections.map(describeSection),
  };
}

/** Values of an account that have a member of their own in its description. */
const OWN_MEMBERS = ["clsid", "account name", "service name"];

function describeAccount(account: Account, showSecrets: boolean): AccountDescription {
  const others = [...account.key.values()].filter((value) => !OWN_MEMBERS.includes(value.name.toLowerCase()));
  const { path } = account.key;
  const isSecret = (value: Value): boolean => isProfileSecret(path, value.name);
  return {
    id: account.id,
    name: account.name ?? null,
    kind: account.kind ?? null,
    service: account.service ?? null,
    settings: others.filter((value) => !isSecret(value)).flatMap(settingOf),
    secrets: others.filter(isSecret).map((value) => {
      const { name, size } = value;
      return showSecrets ? { name, size, data: bytesToHex(value.data()) } : { name, size };
    }),
  };
}

/** Only what is surely a text: UIDs are binary too, and a few of them happen to decode. */
function settingOf(value: Value): { name: string; text: string }[] {
  const text = textOf(value);
  return text === undefined || text === "" || /\p{Cc}/u.test(text) || / UID$/i.test(value.name)
    ? []
    : [{ name: value.name, text }];
}

function describeSection({ key, title, account }: ExchangeSection): SectionDescription {
  const settings = readRpcHttp(key);
  return {
    key: key.path,
    title: title ?? null,
    account: account ? (account.name ?? account.id) : null,
    servers: settings.servers.map(describeText),
    principalName: settings.principalName ? describeText(settings.principalName) : null,
    flags: describeNumber(settings.flags),
    proxyAuthentication: describeNumber(settings.proxyAuthentication),
    authenticationPackage: describeNumber(settings.authenticationPackage),
  };
}

function describeText({ value, text, fault }: TextSetting): TextDescription {
  return {
    value: value.name,
    type: valueTypeName(value.type),
    text: text ?? null,
    fault: fault ?? null,
    data: bytesToHex(value.data()),
  };
}

function describeNumber(setting: NumberSetting | undefined): NumberDescription | null {
  return setting ? { value: setting.value.name, number: setting.number ?? null, meaning: setting.meaning } : null;
}

function describePolicy(value: Value): PolicyDescription {
  return {
    key: value.key.path,
    name: value.name,
    type: valueTypeName(value.type),
    text: valueText(value.type, value.data()),
  };
}
