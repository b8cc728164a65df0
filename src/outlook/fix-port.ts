import { displaySafe } from "hivex-wasm";
import type { SetData } from "../edit/ops/set-data.ts";
import type { Plan } from "../edit/plan.ts";
import { hiveError } from "../errors.ts";
import { bytesToHex } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Value } from "../hive/value.ts";
import { parsePropertyName } from "./mapi-property.ts";
import type { OutlookProfile } from "./profiles.ts";
import { judgeProxyData, type ProxyDataJudgement, type ProxyDataOptions } from "./proxy-data.ts";
import { flagWarnings, PROXY_SERVER_VALUES, readRpcHttp } from "./rpc-http.ts";
import type { ExchangeSection } from "./sections.ts";
import { chosenProfiles, isOfChosenAccount, type ProfileSelection } from "./selection.ts";

/** Which proxy servers to look at, and what to take for granted about them. */
export interface FixPortOptions extends ProxyDataOptions, ProfileSelection {}

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
  const met = chosenProfiles(hive, options).flatMap(({ profile, sections }) =>
    sections.flatMap((section) => findingsIn(profile, section, options)),
  );
  const findings = withoutTwins(met).map((finding) => ifFoundByName(hive, finding));
  return { findings, plan: { version: 1, changes: findings.flatMap(changeOf) } };
}

function findingsIn(profile: OutlookProfile, section: ExchangeSection, options: FixPortOptions): ProxyFinding[] {
  const values = PROXY_SERVER_VALUES.flatMap((name) => section.key.findValue(name) ?? []);
  if (values.length === 0) return [];
  const warnings = flagWarnings(readRpcHttp(section.key).flags?.number);
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
  if (isOfChosenAccount(section, options)) return judgement;
  const { account } = section;
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
