import { displaySafe } from "hivex-wasm";
import type { SetData } from "../edit/ops/set-data.ts";
import type { Plan } from "../edit/plan.ts";
import { hiveError } from "../errors.ts";
import { bytesToHex } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Value } from "../hive/value.ts";
import type { Account } from "./accounts.ts";
import { parsePropertyName } from "./mapi-property.ts";
import { findProfiles, type OutlookProfile } from "./profiles.ts";
import { judgeProxyData, type ProxyDataJudgement, type ProxyDataOptions } from "./proxy-data.ts";
import { flagWarnings, PROXY_SERVER_VALUES, readRpcHttp } from "./rpc-http.ts";
import { type ExchangeSection, findExchangeSections } from "./sections.ts";

/** Which proxy servers to look at, and what to take for granted about them. */
export interface FixPortOptions extends ProxyDataOptions {
  /** A profile's name, in any letter case, or several; all profiles without it. */
  readonly profile?: string | readonly string[] | undefined;
  /** An account's name, in any letter case, or its number in the account manager, or several; all accounts without it. */
  readonly account?: string | readonly string[] | undefined;
}

/** One stored proxy server, and what is to be done with it. */
export interface ProxyFinding extends ProxyDataJudgement {
  readonly profile: OutlookProfile;
  readonly section: ExchangeSection;
  readonly value: Value;
  readonly oldData: Uint8Array;
  /** Why the server may not do what its owner thinks. */
  readonly warnings: readonly string[];
}

/** Everything that was found, and the plan that carries out the findings with the verdict `change`. */
export interface FixPort {
  readonly findings: readonly ProxyFinding[];
  readonly plan: Plan<SetData>;
}

/**
 * Looks at every proxy server of a user's Outlook profiles and plans to turn `server-port` into `server:port`, one byte in
 * place. The principal name stays: it is the name in the server's certificate and holds no port. Nothing is changed yet.
 *
 * @throws HiveError `profile-not-found` where the hive holds no Outlook profile, or not one that is asked for;
 * `account-not-found` where no profile looked at holds an account that is asked for.
 * @example
 * const { findings, plan } = planFixPort(hive, { profile: "Outlook" });
 * applyPlan(hive, plan, { time });
 */
export function planFixPort(hive: Hive, options: FixPortOptions = {}): FixPort {
  const profiles = chosenProfiles(hive, options.profile).map((profile) => ({
    profile,
    ...findExchangeSections(hive, profile),
  }));
  const accounts = profiles.flatMap((profile) => profile.accounts);
  for (const name of namesIn(options.account) ?? []) {
    if (!accounts.some((candidate) => isNamed(candidate, name))) throw accountNotFound(name, accounts);
  }
  const met = profiles.flatMap(({ profile, sections }) =>
    sections.flatMap((section) => findingsIn(profile, section, options)),
  );
  const findings = withoutTwins(met).map((finding) => ifFoundByName(hive, finding));
  return { findings, plan: { version: 1, changes: findings.flatMap(changeOf) } };
}

function chosenProfiles(hive: Hive, names: FixPortOptions["profile"]): OutlookProfile[] {
  const profiles = findProfiles(hive);
  if (profiles.length === 0) {
    const advice = "Take the hive of a user of Outlook: the file NTUSER.DAT in the user's profile folder.";
    throw hiveError("profile-not-found", "this hive holds no Outlook profile", { advice });
  }
  const wanted = namesIn(names);
  if (wanted === undefined) return profiles;
  const isCalled = ({ key }: OutlookProfile, name: string): boolean =>
    key.parent?.findSubkey(name)?.offset === key.offset;
  const missing = wanted.find((name) => !profiles.some((profile) => isCalled(profile, name)));
  if (missing === undefined) return profiles.filter((profile) => wanted.some((name) => isCalled(profile, name)));
  const advice = `These are there: ${quotedList(profiles.map((profile) => profile.name))}.`;
  throw hiveError("profile-not-found", `there is no Outlook profile named "${displaySafe(missing)}"`, { advice });
}

function namesIn(option: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof option === "string" ? [option] : option;
}

function findingsIn(profile: OutlookProfile, section: ExchangeSection, options: FixPortOptions): ProxyFinding[] {
  const values = PROXY_SERVER_VALUES.flatMap((name) => section.key.findValue(name) ?? []);
  if (values.length === 0) return [];
  const warnings = flagWarnings(readRpcHttp(section.key));
  return values.map((value) => {
    const oldData = value.data();
    return { profile, section, value, oldData, warnings, ...judge(section, value, oldData, options) };
  });
}

/** In a damaged hive one value can be met twice; whoever changed it for one key would change it for the other. */
function withoutTwins(findings: readonly ProxyFinding[]): ProxyFinding[] {
  const met = new Set<number | string>();
  return findings.map((finding) => {
    const { value, verdict } = finding;
    const name = `${value.key.path}\\${value.name}`.toLowerCase();
    const isTwin = met.has(value.offset) || met.has(name);
    met.add(value.offset).add(name);
    if (!isTwin || verdict !== "change") return finding;
    return damaged(finding, "the same value is listed twice: the hive is damaged here");
  });
}

/** A plan names keys by their paths. In a list that is out of order a key can be met that nobody finds by its name. */
function ifFoundByName(hive: Hive, finding: ProxyFinding): ProxyFinding {
  const { value, verdict } = finding;
  if (verdict !== "change") return finding;
  const found = hive.findKey(value.key.path)?.findValue(value.name);
  if (found?.offset === value.offset) return finding;
  return damaged(finding, "its key is listed but not found by its name: the hive is damaged here");
}

function damaged(finding: ProxyFinding, reason: string): ProxyFinding {
  return { ...finding, verdict: "malformed", reason, newText: undefined, newData: undefined, byteIndex: undefined };
}

function judge(section: ExchangeSection, value: Value, data: Uint8Array, options: FixPortOptions): ProxyDataJudgement {
  const property = parsePropertyName(value.name);
  if (property === undefined)
    throw hiveError("engine-bug", `the value ${displaySafe(value.name)} was found by another name`);
  const judgement = judgeProxyData(property, value.type, data, options);
  const { account } = section;
  const wanted = namesIn(options.account);
  if (wanted === undefined || (account && wanted.some((name) => isNamed(account, name)))) return judgement;
  const reason = account
    ? `it belongs to the account "${displaySafe(account.name ?? account.id)}"`
    : "the profile does not tell its account";
  return {
    ...judgement,
    verdict: "skipped",
    reason,
    needs: undefined,
    newText: undefined,
    newData: undefined,
    byteIndex: undefined,
  };
}

function changeOf(finding: ProxyFinding): SetData[] {
  const { verdict, value, oldData, newData } = finding;
  if (verdict !== "change" || newData === undefined) return [];
  const expect = { type: value.type, data: bytesToHex(oldData) };
  return [{ op: "set-data", key: value.key.path, value: value.name, data: bytesToHex(newData), expect }];
}

function isNamed(account: Account, name: string): boolean {
  return account.name?.toLowerCase() === name.toLowerCase() || account.id.toLowerCase() === name.toLowerCase();
}

function accountNotFound(name: string, accounts: readonly Account[]): Error {
  const names = accounts.map((account) => account.name ?? account.id);
  const advice = names.length === 0 ? "No account is there." : `These are there: ${quotedList(names)}.`;
  return hiveError("account-not-found", `there is no account named "${displaySafe(name)}"`, { advice });
}

function quotedList(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `"${displaySafe(name)}"`).join(", ");
}
