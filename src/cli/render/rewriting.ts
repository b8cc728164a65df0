import { displaySafe, type LeftText, type Rewriting, type RewrittenText } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { type EditFacts, editDocument } from "./edit.ts";
import { besideLines, type EditOutcome, forecastLines } from "./edit-outcome.ts";
import { labelText } from "./effect.ts";
import { shortened } from "./table.ts";

/** Which texts of a hive were to get other words, and what became of it. */
export interface RewritingFacts extends Omit<EditFacts, "plan"> {
  readonly rewriting: Rewriting;
}

/** Longest text on a line that tells of its change, and what is shown of it before the change. */
const TEXT_COLUMNS = 200;
const COLUMNS_BEFORE = 40;

/** The facts for `--json`. */
export function rewritingDocument({ rewriting, changes, outcome }: RewritingFacts): object {
  const { plan, texts, left } = rewriting;
  return { ...editDocument({ plan, changes, outcome }), texts, left };
}

/** One line for each text, and what a dry run foresees. */
export function rewritingText({ rewriting, outcome }: RewritingFacts, colours: Colours): string {
  const { texts, left } = rewriting;
  const lines = [
    ...texts.map((text) => rewrittenLine(text, outcome.kind, colours)),
    ...left.map((text) => leftLine(text, colours)),
    ...outcomeLines(outcome, texts.length),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function rewrittenLine(text: RewrittenText, outcome: EditOutcome["kind"], colours: Colours): string {
  const label = labelText(text.part === "data" ? "change" : "rename", false, outcome, colours);
  const start = Math.max(0, firstDifference(text.old, text.new) - COLUMNS_BEFORE);
  const [old, wanted] = [text.old, text.new].map((each) => quoted(each, start));
  return [label, ...placeWords(text), `${old} -> ${wanted}`].join("  ");
}

function leftLine(left: LeftText, colours: Colours): string {
  return [colours.yellow("left"), ...placeWords(left), quoted(left.text, 0), displaySafe(left.reason)].join("  ");
}

/** A name is shown by itself; what it is the name of stands in a key. */
function placeWords({ part, keyPath, value = "" }: RewrittenText | LeftText): string[] {
  const key = part === "keys" ? keyPath.slice(0, Math.max(0, keyPath.lastIndexOf("\\"))) : keyPath;
  const name = value === "" ? "(default)" : displaySafe(value);
  return [key === "" ? "(root)" : displaySafe(key), ...(part === "data" ? [name] : [])];
}

function quoted(text: string, start: number): string {
  const shown = start > 0 && text.length > TEXT_COLUMNS ? `...${text.slice(start)}` : text;
  return `"${shortened(displaySafe(shown), TEXT_COLUMNS)}"`;
}

function firstDifference(old: string, wanted: string): number {
  let at = 0;
  while (at < old.length && old[at] === wanted[at]) at++;
  return at;
}

function outcomeLines(outcome: EditOutcome, count: number): string[] {
  const texts = count === 1 ? "1 text" : `${count} texts`;
  switch (outcome.kind) {
    case "nothing":
      return ["Nothing to do."];
    case "dry-run":
      return [`${texts} would change.`, ...forecastLines(outcome)];
    case "written":
      return [`${texts} changed.`, ...besideLines(outcome)];
    default:
      return ["Nothing was written."];
  }
}
