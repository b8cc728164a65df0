import { displaySafe } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import type { Account } from "./accounts.ts";
import { findProfiles, type OutlookProfile } from "./profiles.ts";
import { type ExchangeSection, findExchangeSections } from "./sections.ts";

/** Which profiles and accounts a command is about. */
export interface ProfileSelection {
  /** A profile's name, in any letter case, or several; all profiles without it. */
  readonly profile?: string | readonly string[] | undefined;
  /** An account's name, in any letter case, or its number in the account manager, or several; all accounts without it. */
  readonly account?: string | readonly string[] | undefined;
}

/** A profile that was chosen, with all its sections that have, or should have, Exchange settings. */
export interface ChosenProfile {
  readonly profile: OutlookProfile;
  readonly sections: readonly ExchangeSection[];
}

/**
 * The profiles that are chosen. Throws `profile-not-found` where the hive has none, or not one that is asked for, and
 * `account-not-found` where none of them has an account that is asked for.
 */
export function chosenProfiles(hive: Hive, { profile: names, account }: ProfileSelection): ChosenProfile[] {
  const chosen = profilesNamed(hive, names).map((profile) => ({ profile, ...findExchangeSections(hive, profile) }));
  const accounts = chosen.flatMap((each) => each.accounts);
  for (const name of namesIn(account) ?? []) {
    if (!accounts.some((candidate) => isNamed(candidate, name))) throw accountNotFound(name, accounts);
  }
  return chosen;
}

/** Whether a section belongs to an account that is chosen; any section does where no account is asked for. */
export function isOfChosenAccount({ account }: ExchangeSection, selection: ProfileSelection): boolean {
  const wanted = namesIn(selection.account);
  return wanted === undefined || (account !== undefined && wanted.some((name) => isNamed(account, name)));
}

/** Names in quotes, each once, with commas between. */
export function quotedList(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `"${displaySafe(name)}"`).join(", ");
}

function profilesNamed(hive: Hive, names: ProfileSelection["profile"]): OutlookProfile[] {
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

function isNamed(account: Account, name: string): boolean {
  return account.name?.toLowerCase() === name.toLowerCase() || account.id.toLowerCase() === name.toLowerCase();
}

function accountNotFound(name: string, accounts: readonly Account[]): Error {
  const names = accounts.map((account) => account.name ?? account.id);
  const advice = names.length === 0 ? "No account is there." : `These are there: ${quotedList(names)}.`;
  return hiveError("account-not-found", `there is no account named "${displaySafe(name)}"`, { advice });
}
