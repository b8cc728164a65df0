import type { Plan, PreviewedChange } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { besideLines, type EditOutcome, forecastLines, outcomeDocument } from "./edit-outcome.ts";
import { effectDocument, effectText } from "./effect.ts";

/** What a command was to change in one hive, and what became of it. */
export interface EditFacts {
  /** Edits that take something from another hive are no plans. */
  readonly plan?: Plan;
  readonly changes: readonly PreviewedChange[];
  readonly outcome: EditOutcome;
  /** It is done in a hive that is held open, and is to be written later. */
  readonly isHeld?: boolean;
}

/** The facts for `--json`. */
export function editDocument({ plan, changes, outcome, isHeld }: EditFacts): object {
  return {
    outcome: isHeld ? "unsaved" : outcome.kind,
    changes: changes.map(effectDocument),
    ...(plan && { plan }),
    ...outcomeDocument(outcome),
  };
}

/** One line for each change, and what a dry run foresees. */
export function editText({ changes, outcome, isHeld }: EditFacts, colours: Colours): string {
  const lines = changes.map((change) => effectText(change, isHeld ? "written" : outcome.kind, colours));
  if (outcome.kind === "dry-run") lines.push(...forecastLines(outcome));
  if (outcome.kind === "written") lines.push(...besideLines(outcome));
  if (outcome.kind === "refused") lines.push("Nothing was written.");
  return `${lines.join("\n")}\n`;
}
