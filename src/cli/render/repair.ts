import {
  type CheckReport,
  displaySafe,
  type Finding,
  type NoteKind,
  type RepairNote,
  type RepairPlan,
  ruleOf,
} from "../../index.ts";
import type { Colours } from "./colours.ts";
import { type EditOutcome, forecastLines, outcomeDocument, writtenLines } from "./edit-outcome.ts";

/** What `repair` has found out about one hive, and what became of it. */
export interface RepairFacts {
  readonly path: string;
  readonly plan: RepairPlan;
  /** What is wrong with logs that the hive does not need. */
  readonly logFindings: readonly Finding[];
  readonly outcome: EditOutcome;
}

/** People read no more than so many notes of a kind; `--json` has all that were kept. */
const MOST_NOTES_SHOWN = 50;

/** The facts for `--json`. */
export function repairDocument({ plan, logFindings, outcome }: RepairFacts): object {
  const { way, notes, noteCounts, before, after } = plan;
  return { outcome: outcome.kind, way, before, logFindings, notes, noteCounts, after, ...outcomeDocument(outcome) };
}

/** The facts for people. */
export function repairText({ path, plan, logFindings, outcome }: RepairFacts, colours: Colours): string {
  const logs = [...new Set(logFindings.map(({ file }) => file))];
  const lines = [
    ...planLines(plan, colours),
    ...(logs.length === 0 ? [] : [`To be emptied, since the hive does not need them: ${logs.join(", ")}.`]),
    ...outcomeLines(outcome),
    ...(isToBeDone(outcome) ? leftLines(plan) : []),
  ];
  return `${[colours.bold(displaySafe(path)), ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

function planLines(plan: RepairPlan, colours: Colours): string[] {
  if (plan.way === "nothing") return ["There is nothing to mend in the hive."];
  const mended = mendedLines(plan.before);
  const way =
    plan.way === "mend"
      ? "To be mended where it lies; all other bytes stay"
      : "To be written anew from all that can be read, since mending what is wrong would not be enough";
  return [
    `${way}${mended.length === 0 ? "." : ":"}`,
    ...mended,
    ...noteLines(plan, "lost", colours.red("Lost:")),
    ...noteLines(plan, "changed", colours.yellow("Kept, but not as it was:")),
    ...noteLines(plan, "found", "Found where nothing sound led to it:"),
  ];
}

/** One line for each rule that is broken: how often, and what is done about it. */
function mendedLines({ findings, counts }: CheckReport): string[] {
  const first = new Map<string, Finding>();
  for (const finding of findings) if (finding.mendable && !first.has(finding.code)) first.set(finding.code, finding);
  return [...first].map(([code, { message }]) => {
    const count = counts[code] ?? 0;
    return `  ${code} ${message}${count > 1 ? ` (${count} times)` : ""}: ${ruleOf(code).repair}`;
  });
}

function noteLines({ notes, noteCounts }: RepairPlan, kind: NoteKind, title: string): string[] {
  const count = noteCounts[kind];
  if (count === 0) return [];
  const shown = notes.filter((note) => note.kind === kind).slice(0, MOST_NOTES_SHOWN);
  const more = count > shown.length ? [`  ... and ${count - shown.length} more; --json tells them`] : [];
  return [title, ...shown.map((note) => `  ${noteText(note)}`), ...more];
}

function noteText({ code, keyPath, message, fileOffset }: RepairNote): string {
  const key = keyPath === null ? "" : `${keyPath === "" ? "root key" : displaySafe(keyPath)}: `;
  const place = fileOffset === null ? "" : ` (${code}, 0x${fileOffset.toString(16)})`;
  return `${key}${displaySafe(message)}${place}`;
}

function outcomeLines(outcome: EditOutcome): string[] {
  if (outcome.kind === "nothing") return [];
  if (outcome.kind === "refused") return ["Nothing was written."];
  return outcome.kind === "written" ? writtenLines(outcome) : forecastLines(outcome);
}

/** Whether there is, or will be, a repaired hive to speak of. */
function isToBeDone(outcome: EditOutcome): boolean {
  return outcome.kind !== "refused" && !(outcome.kind === "dry-run" && outcome.obstacles.length > 0);
}

/** What a check of the repaired hive says. */
function leftLines({ after }: RepairPlan): string[] {
  const { errors, warnings } = after.summary;
  if (errors + warnings === 0) return ["A check of the hive then finds nothing."];
  const codes = [...new Set(after.findings.filter(({ severity }) => severity !== "info").map(({ code }) => code))];
  return [
    `A check of the hive then finds what no repair mends: ${errors} errors, ${warnings} warnings (${codes.join(", ")}).`,
  ];
}
