import type { ImportCounts, PreviewedChange, RegIgnored } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { editDocument, editText } from "./edit.ts";
import type { EditOutcome } from "./edit-outcome.ts";

/** What files were to change in one hive, and what became of it. */
export interface ImportFacts {
  readonly counts: Readonly<ImportCounts>;
  readonly changeCount: number;
  /** The first ones. */
  readonly changes: readonly PreviewedChange[];
  readonly ignored: readonly RegIgnored[];
  readonly outcome: EditOutcome;
}

/** People are shown so many changes; `--json` has more. */
const MOST_LINES = 200;

/** The facts for `--json`. */
export function importDocument({ counts, changes, outcome, ignored }: ImportFacts): object {
  return { ...editDocument({ changes, outcome }), counts, ignored: ignored.map(({ kind, ...line }) => line) };
}

/** A line for each of the first changes, and a last one that counts all. */
export function importText({ counts, changeCount, changes, outcome }: ImportFacts, colours: Colours): string {
  const shown = changes.slice(0, MOST_LINES);
  const more = changeCount - shown.length;
  const lines = changes.length === 0 ? "" : editText({ changes: shown, outcome }, colours);
  const rest = more > 0 ? `... and ${more} more changes\n` : "";
  return `${lines}${rest}${countsText(counts, changeCount, outcome)}\n`;
}

function countsText(counts: ImportCounts, changeCount: number, outcome: EditOutcome): string {
  if (changeCount === 0 && counts.unchanged === 0) return "Nothing to do.";
  if (changeCount === 0) return `Nothing to do: all ${counts.unchanged} keys and values are so already.`;
  const parts = [
    counted(counts.createdKeys, "key", "created"),
    counted(counts.deletedKeys, "key", "deleted"),
    counted(counts.createdValues, "value", "created"),
    counted(counts.changedValues, "value", "changed"),
    counted(counts.deletedValues, "value", "deleted"),
    counted(counts.changedSecurity, "key", "secured anew"),
  ].filter((part) => part !== "");
  const already = counts.unchanged > 0 ? `; ${counts.unchanged} so already` : "";
  const would = outcome.kind === "written" ? "" : outcome.kind === "dry-run" ? "Would be done: " : "Not done: ";
  return `${would}${parts.join(", ")}${already}.`;
}

function counted(count: number, noun: string, verb: string): string {
  if (count === 0) return "";
  return `${count} ${noun}${count === 1 ? "" : "s"} ${verb}`;
}
