import {
  type AccountDescription,
  displaySafe,
  type NumberDescription,
  type OutlookDescription,
  type PolicyDescription,
  type ProfileDescription,
  type SectionDescription,
  type TextDescription,
} from "../../index.ts";
import type { Colours } from "./colours.ts";
import { table } from "./table.ts";

/** Outlook profiles for people. */
export function outlookText(path: string, { profiles, policies }: OutlookDescription, colours: Colours): string {
  const parts = profiles.map((profile) => profileText(profile, colours));
  if (policies.length > 0) parts.push(policiesText(policies, colours));
  return `${colours.bold(displaySafe(path))}\n${parts.join("\n")}`;
}

/** What a profile is called in messages. */
export function profileTitle({ outlook, name }: { readonly outlook: string; readonly name: string }): string {
  return `Outlook ${displaySafe(outlook)}, profile "${displaySafe(name)}"`;
}

function profileText(profile: ProfileDescription, colours: Colours): string {
  const title = colours.bold(profileTitle(profile)) + (profile.isDefault ? " (default)" : "");
  const accounts =
    profile.accounts.length === 0 ? "" : `  accounts\n${table(profile.accounts.flatMap(accountRows), "    ")}`;
  const sections = profile.sections.map((section) => sectionText(section, colours));
  return `${title}\n${accounts}${sections.join("")}`;
}

function accountRows(account: AccountDescription): string[][] {
  const kind = [account.kind, account.service].filter((part) => part !== null).join(" ");
  return [
    [displaySafe(account.id), displaySafe(account.name ?? "(no name)"), displaySafe(kind)],
    ...account.settings.map(({ name, text }) => ["", `  ${displaySafe(name)}`, displaySafe(text)]),
    ...account.secrets.map(({ name, size, data }) => [
      "",
      `  ${displaySafe(name)}`,
      data ?? `not shown: ${size} bytes (--show-secrets)`,
    ]),
  ];
}

function sectionText(section: SectionDescription, colours: Colours): string {
  const name = section.key.split("\\").at(-1) ?? "";
  const account = section.account === null ? "" : `, account ${displaySafe(section.account)}`;
  const rows = [
    ...section.servers.map((server) => ["proxy server", textSetting(server, colours)]),
    ...(section.principalName ? [["principal name", textSetting(section.principalName, colours)]] : []),
    ...numberRow("flags", section.flags),
    ...numberRow("proxy authentication", section.proxyAuthentication),
    ...numberRow("authentication", section.authenticationPackage),
  ];
  const settings = rows.length === 0 ? "    no RPC-over-HTTP settings\n" : table(rows, "    ");
  return `  section ${displaySafe(name)} (${section.title ?? "Exchange account"}${account})\n${settings}`;
}

function textSetting({ text, fault, data, value, type }: TextDescription, colours: Colours): string {
  const note = type === "REG_BINARY" ? value : `${value}, ${type}`;
  const content = text === null ? `${colours.yellow("malformed:")} ${fault}: ${data}` : displaySafe(text);
  return `${content}  ${colours.dim(`(${note})`)}`;
}

function numberRow(title: string, setting: NumberDescription | null): string[][] {
  if (setting === null) return [];
  const number = setting.number === null ? "" : `0x${setting.number.toString(16)}: `;
  return [[title, `${number}${setting.meaning}`]];
}

function policiesText(policies: readonly PolicyDescription[], colours: Colours): string {
  const rows = policies.map(({ key, name, type, text }) => [`${displaySafe(key)}\\${displaySafe(name)}`, type, text]);
  return `${colours.yellow("policies for Outlook's RPC, which may override the profiles")}\n${table(rows, "  ")}`;
}
