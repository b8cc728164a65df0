import { displaySafe, type FixPort, type ProxyFinding, type Value } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { type EditOutcome, forecastLines, writtenLines } from "./edit-outcome.ts";
import { hexRows } from "./hex-rows.ts";
import { profileTitle } from "./outlook.ts";

/** What `outlook fix-port` has found in one hive, and what became of it. */
export interface FixPortFacts {
  readonly path: string;
  readonly fix: FixPort;
  /** The colons were to be turned back. */
  readonly isUndo: boolean;
  readonly policies: readonly Value[];
  readonly outcome: EditOutcome;
}

/** What an administrator should know after an edit. */
const NOTES = [
  "The user must be logged off while the hive is edited, and must not have a newer copy of a roaming profile elsewhere.",
  "Outlook's Autodiscover or a group policy may set the proxy server again later.",
];

/** What whoever undoes should know. */
const UNDO_NOTE = "Nothing tells who wrote a colon: --undo also turns those that were there before hivetool came.";

/** The notes of a run or dry run that changes something. */
export function notesOn({ isUndo, outcome }: FixPortFacts): readonly string[] {
  const undo = isUndo ? [UNDO_NOTE] : [];
  return outcome.kind === "written" ? [...undo, ...NOTES] : undo;
}

/** The facts for people. */
export function fixPortText(facts: FixPortFacts, colours: Colours): string {
  const { fix, outcome, path } = facts;
  const lines = [colours.bold(displaySafe(path))];
  let section: number | undefined;
  for (const finding of fix.findings) {
    if (finding.section.key.offset !== section) lines.push(`  ${placeText(finding)}`);
    section = finding.section.key.offset;
    lines.push(...findingLines(finding, outcome.kind, colours).map((line) => `    ${line}`));
  }
  lines.push(...outcomeLines(facts).map((line) => `  ${line}`));
  return `${lines.join("\n")}\n`;
}

function placeText({ profile, section }: ProxyFinding): string {
  const name = displaySafe(section.key.name);
  const account = section.account ? `, account ${displaySafe(section.account.name ?? section.account.id)}` : "";
  return `${profileTitle(profile)}, section ${name}${account}`;
}

function findingLines(finding: ProxyFinding, outcome: FixPortFacts["outcome"]["kind"], colours: Colours): string[] {
  const { value, verdict, reason, oldText, newText, warnings, oldData, newData, byteIndex } = finding;
  const text = oldText === undefined ? "" : `${displaySafe(oldText)}`;
  const notes = warnings.map((warning) => `  ${colours.yellow("note:")} ${warning}`);
  if (verdict !== "change") {
    const label = verdict === "done" ? colours.green("already done") : colours.yellow(verdict);
    const explanation = [text, reason === undefined ? "" : displaySafe(reason)]
      .filter((part) => part !== "")
      .join(": ");
    return [`${value.name}  ${label}  ${explanation}`, ...(verdict === "skipped" ? [] : notes)];
  }
  const label = {
    written: colours.green("changed"),
    "dry-run": colours.cyan("would change"),
    refused: colours.red("not changed"),
    nothing: "",
  }[outcome];
  const lines = [`${value.name}  ${label}  ${text} -> ${displaySafe(newText ?? "")}`];
  if (outcome === "dry-run") {
    lines.push("  old bytes", ...hexRows(oldData, byteIndex).map((row) => `    ${row}`));
    lines.push("  new bytes", ...hexRows(newData ?? oldData, byteIndex).map((row) => `    ${row}`));
  }
  return [...lines, ...notes];
}

function outcomeLines(facts: FixPortFacts): string[] {
  const { fix, policies, outcome } = facts;
  const lines = [countsText(fix, outcome.kind)];
  if (policies.length > 0 && outcome.kind !== "nothing") {
    lines.push(
      `Policies for Outlook's RPC stand in this hive and may override this: ${policies.map((value) => displaySafe(value.name)).join(", ")}.`,
    );
  }
  if (outcome.kind === "dry-run") lines.push(...forecastLines(outcome));
  if (outcome.kind === "refused") lines.push("Nothing was written.");
  if (outcome.kind === "written") lines.push(...writtenLines(outcome));
  if (outcome.kind === "written" || outcome.kind === "dry-run") lines.push(...notesOn(facts));
  return lines;
}

function countsText({ findings }: FixPort, outcome: FixPortFacts["outcome"]["kind"]): string {
  if (findings.length === 0) return "No Exchange proxy server is set in any of these profiles.";
  const change = { written: "changed", "dry-run": "to change", refused: "not changed", nothing: "" }[outcome];
  const labels = {
    change,
    done: "already done",
    ambiguous: "ambiguous",
    malformed: "malformed",
    skipped: "skipped",
  } as const;
  const counts = Object.entries(labels).flatMap(([verdict, label]) => {
    const count = findings.filter((finding) => finding.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${label}`];
  });
  return `${counts.join(", ")}${outcome === "nothing" ? "; nothing to write" : ""}${outcome === "dry-run" ? "; nothing was written" : ""}.`;
}
