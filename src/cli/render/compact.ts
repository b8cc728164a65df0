import { type Compaction, displaySafe } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { type EditOutcome, forecastLines, outcomeDocument, writtenLines } from "./edit-outcome.ts";

/** What `compact` has found out about one hive, and what became of it. */
export interface CompactFacts {
  readonly path: string;
  readonly compaction: Omit<Compaction, "bytes">;
  readonly outcome: EditOutcome;
}

/** The facts for `--json`. */
export function compactDocument({ compaction, outcome }: CompactFacts): object {
  return { outcome: outcome.kind, ...compaction, ...outcomeDocument(outcome) };
}

/** The facts for people. */
export function compactText(facts: CompactFacts, colours: Colours): string {
  const lines = [sizeText(facts), ...outcomeLines(facts)];
  return `${[colours.bold(displaySafe(facts.path)), ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

function sizeText({ compaction }: CompactFacts): string {
  const { before, after, isNeeded } = compaction;
  if (!isNeeded) return `The hive is as compact as it gets: ${before.file} bytes, ${before.bins} of them bins.`;
  const less = before.file - after.file;
  if (less === 0) return `${before.file} bytes stay as many: the order in them changes, to that of the tree.`;
  const share = ((less / before.file) * 100).toFixed(1);
  return `${before.file} bytes become ${after.file}: ${less} less, ${share} %.`;
}

function outcomeLines({ compaction, outcome }: CompactFacts): string[] {
  if (outcome.kind === "nothing") return ["Nothing was written."];
  if (outcome.kind === "refused") return ["Nothing was written."];
  if (outcome.kind === "written") return writtenLines(outcome);
  const { how, obstacles } = outcome;
  if (obstacles.length > 0 || how.output !== undefined || how.replace) return forecastLines(outcome);
  const root = compaction.movesRoot ? ", and the root moves" : "";
  return [
    `In place ${compaction.changedPages} pages of 4096 bytes would change${root}.`,
    ...("inPlace" in how ? forecastLines(outcome) : ["Say --output FILE, --replace or --in-place to write."]),
  ];
}
