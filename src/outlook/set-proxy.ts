import { displaySafe } from "hivex-wasm";
import type { ExpectedValue } from "../edit/expectation.ts";
import type { SetValue } from "../edit/ops/set-value.ts";
import type { Plan } from "../edit/plan.ts";
import { hiveError } from "../errors.ts";
import { bytesToHex } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";
import { EXCHANGE_GLOBAL_SECTION } from "./known-sections.ts";
import { encodeLong, encodeString, parsePropertyName } from "./mapi-property.ts";
import type { OutlookProfile } from "./profiles.ts";
import { judgeProxyText } from "./proxy-text.ts";
import {
  FLAGS_VALUE,
  flagWarnings,
  PRINCIPAL_NAME_VALUES,
  PROXY_AUTHENTICATION_VALUE,
  PROXY_SERVER_VALUES,
  readRpcHttp,
} from "./rpc-http.ts";
import type { ExchangeSection } from "./sections.ts";
import {
  type ChosenProfile,
  chosenProfiles,
  isOfChosenAccount,
  type ProfileSelection,
  quotedList,
} from "./selection.ts";

/** What to set; everything else stays as it is. */
export interface SetProxyOptions extends ProfileSelection {
  /** The proxy server, `server.example.com` or `server.example.com:44300`. */
  readonly server?: string;
  /** The bits of 00036623: 0x1 use HTTP, 0x2 SSL only, 0x4 mutual authentication, ... */
  readonly flags?: number;
  /** The scheme of 00036627: 1 Basic, 2 NTLM, 16 Negotiate, ... */
  readonly authentication?: number;
  /** The name in the server's certificate: `msstd:server.example.com`. */
  readonly principal?: string;
}

/** One section of a profile, and what is set in it. */
export interface ProxySection {
  readonly profile: OutlookProfile;
  readonly section: ExchangeSection;
  /** The changes of the plan that are about it. */
  readonly changes: readonly SetValue[];
  /** Why the server may not do what its owner thinks. */
  readonly warnings: readonly string[];
}

/** Where a proxy server is set, and the plan that does it. */
export interface SetProxy {
  readonly sections: readonly ProxySection[];
  readonly plan: Plan<SetValue>;
}

/**
 * Plans to set the Exchange proxy server of a user's Outlook profiles, with what belongs to it, in the sections that hold
 * the settings of their Exchange accounts. Values that are missing are created. Nothing is changed yet.
 *
 * @throws HiveError `profile-not-found`, `account-not-found`; `several-accounts` where a profile has more than one Exchange
 * account and none was chosen; `section-not-found` where a profile has no section for them; `usage` for a server or a
 * principal name that is none
 * @example
 * const { plan } = planSetProxy(hive, { server: "server.example.com:44300", flags: 0x2f });
 * applyPlan(hive, plan, { time });
 */
export function planSetProxy(hive: Hive, options: SetProxyOptions): SetProxy {
  assertSensible(options);
  const sections = chosenProfiles(hive, options).flatMap((chosen) =>
    sectionsOf(chosen, options).map((section) => ({
      profile: chosen.profile,
      section,
      changes: changesIn(section.key, options),
      warnings: flagWarnings(options.flags ?? readRpcHttp(section.key).flags?.number),
    })),
  );
  if (sections.length === 0) throw noSection("no chosen account");
  return { sections, plan: { version: 1, changes: sections.flatMap(({ changes }) => changes) } };
}

function assertSensible({ server, flags, authentication, principal }: SetProxyOptions): void {
  if ([server, flags, authentication, principal].every((each) => each === undefined))
    throw hiveError("usage", "nothing is to be set: name at least a server");
  if (principal !== undefined && !/^(?:msstd|fullsic):./i.test(principal)) {
    const advice = 'It begins with "msstd:", as in msstd:server.example.com.';
    throw hiveError("usage", "this is no principal name", { found: principal, advice });
  }
  if (server === undefined) return;
  const judgement = judgeProxyText(server);
  const facts = { expected: "HOST or HOST:PORT", found: server === "" ? "an empty text" : server };
  if (server === "") throw hiveError("usage", "this is no proxy server", facts);
  if (judgement.verdict === "malformed") throw hiveError("usage", judgement.reason, facts);
  if (judgement.verdict === "change")
    throw hiveError("usage", "a colon stands before the port", { ...facts, expected: judgement.text });
}

function sectionsOf({ profile, sections }: ChosenProfile, selection: ProfileSelection): readonly ExchangeSection[] {
  const chosen = sections.filter((section) => isOfChosenAccount(section, selection));
  const accounts = [...new Set(chosen.flatMap(({ account }) => (account ? [account.name ?? account.id] : [])))];
  const name = displaySafe(profile.name);
  if (selection.account === undefined && accounts.length > 1) {
    const advice = `Choose with --account: ${quotedList(accounts)}.`;
    throw hiveError("several-accounts", `the profile "${name}" has several Exchange accounts`, { advice });
  }
  // With an account that only other profiles have, this one is not meant.
  if (chosen.length === 0 && selection.account === undefined) throw noSection(`the profile "${name}"`);
  const groups = new Set(chosen.map(({ account }) => account));
  return [...groups].flatMap((account) => settingsAmong(chosen.filter((section) => section.account === account)));
}

/**
 * Of an account's sections those that hold such settings already. Where none does, its own ones; the Exchange global
 * section, which newer Outlooks keep empty, only where there is no other.
 */
function settingsAmong(sections: readonly ExchangeSection[]): readonly ExchangeSection[] {
  const holding = sections.filter(({ key }) => SETTINGS.some((name) => key.findValue(name) !== undefined));
  if (holding.length > 0) return holding;
  const own = sections.filter(({ key }) => key.name.toLowerCase() !== EXCHANGE_GLOBAL_SECTION);
  return own.length > 0 ? own : sections;
}

const SETTINGS = [...PROXY_SERVER_VALUES, ...PRINCIPAL_NAME_VALUES, FLAGS_VALUE, PROXY_AUTHENTICATION_VALUE];

function noSection(whose: string): Error {
  return hiveError("section-not-found", `${whose} has no section with Exchange settings`);
}

function changesIn(section: Key, { server, flags, authentication, principal }: SetProxyOptions): SetValue[] {
  return [
    ...(server === undefined ? [] : textChanges(section, PROXY_SERVER_VALUES, server)),
    ...(principal === undefined ? [] : textChanges(section, PRINCIPAL_NAME_VALUES, principal)),
    ...(flags === undefined ? [] : [change(section, FLAGS_VALUE, encodeLong(flags))]),
    ...(authentication === undefined ? [] : [change(section, PROXY_AUTHENTICATION_VALUE, encodeLong(authentication))]),
  ];
}

/** The Unicode value, and the 8-bit one as well where an older Outlook has left it: the two would contradict each other. */
function textChanges(section: Key, [unicode, narrow]: readonly [string, string], text: string): SetValue[] {
  const names = section.findValue(narrow) === undefined ? [unicode] : [unicode, narrow];
  return names.map((name) => {
    const data = encodeString(parsePropertyName(name), text);
    if (data !== undefined) return change(section, name, data);
    const advice = `The section also holds ${narrow}, in 8-bit text of an unknown code page; write the name in ASCII.`;
    throw hiveError("usage", "the text has letters beyond ASCII", { found: text, advice });
  });
}

function change(section: Key, name: string, data: Uint8Array): SetValue {
  const found = section.findValue(name);
  // All MAPI properties are REG_BINARY; a REG_SZ that another tool has left has the same bytes.
  const type = found?.type === VALUE_TYPE.string ? VALUE_TYPE.string : VALUE_TYPE.binary;
  const expect: ExpectedValue | "absent" = found ? { type: found.type, data: bytesToHex(found.data()) } : "absent";
  return { op: "set-value", key: section.path, value: name, type, data: bytesToHex(data), existing: true, expect };
}
