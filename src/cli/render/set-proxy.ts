import {
  displaySafe,
  type PreviewedChange,
  type ProxySection,
  rpcHttpText,
  type SetProxy,
  type ValueState,
} from "../../index.ts";
import type { Colours } from "./colours.ts";
import { type EditOutcome, forecastLines, outcomeDocument, writtenLines } from "./edit-outcome.ts";
import { effectDocument, labelText } from "./effect.ts";
import { profileTitle } from "./outlook.ts";

/** What `outlook set-proxy` was to set in one hive, and what became of it. */
export interface SetProxyFacts {
  readonly path: string;
  readonly proxy: SetProxy;
  /** In the order of the plan's. */
  readonly changes: readonly PreviewedChange[];
  readonly outcome: EditOutcome;
}

/** The facts for `--json`. */
export function setProxyDocument({ proxy, changes, outcome }: SetProxyFacts): object {
  return {
    outcome: outcome.kind,
    sections: proxy.sections.map((each) => ({
      outlook: each.profile.outlook,
      profile: each.profile.name,
      account: each.section.account?.name ?? each.section.account?.id ?? null,
      section: each.section.key.path,
      changes: changesOf(each, changes).map(effectDocument),
      warnings: each.warnings,
    })),
    plan: proxy.plan,
    ...outcomeDocument(outcome),
  };
}

/** The facts for people. */
export function setProxyText(facts: SetProxyFacts, colours: Colours): string {
  const { path, proxy, changes, outcome } = facts;
  const lines = [colours.bold(displaySafe(path))];
  for (const each of proxy.sections) {
    const { profile, section, warnings } = each;
    const account = section.account ? `, account ${displaySafe(section.account.name ?? section.account.id)}` : "";
    lines.push(`  ${profileTitle(profile)}, section ${displaySafe(section.key.name)}${account}`);
    lines.push(...changesOf(each, changes).map((change) => `    ${changeText(change, outcome.kind, colours)}`));
    lines.push(...warnings.map((warning) => `      ${colours.yellow("note:")} ${warning}`));
  }
  lines.push(...outcomeLines(outcome).map((line) => `  ${line}`));
  return `${lines.join("\n")}\n`;
}

function changesOf({ changes: own }: ProxySection, changes: readonly PreviewedChange[]): readonly PreviewedChange[] {
  return changes.filter(({ change }) => own.some((mine) => mine === change));
}

function changeText(effect: PreviewedChange, outcome: EditOutcome["kind"], colours: Colours): string {
  if (effect.kind !== "value" || effect.new === undefined) return "";
  const { old, new: wanted, isDone } = effect;
  const label = labelText(old === undefined ? "create" : "change", isDone, outcome, colours);
  const text = old === undefined || isDone ? contentText(wanted) : `${contentText(old)} -> ${contentText(wanted)}`;
  return `${displaySafe(wanted.name)}  ${label}  ${text}`;
}

function contentText({ name, data }: ValueState): string {
  return displaySafe(rpcHttpText(name, data));
}

function outcomeLines(outcome: EditOutcome): string[] {
  if (outcome.kind === "written") return writtenLines(outcome);
  if (outcome.kind === "dry-run") return forecastLines(outcome);
  return outcome.kind === "refused" ? ["Nothing was written."] : [];
}
