import type { ExitCode, HiveError, PassedChange, Plan, PreviewedChange } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { editDocument } from "./edit.ts";
import { besideLines, type EditOutcome, forecastLines } from "./edit-outcome.ts";
import { planDiff } from "./plan-diff.ts";

/** What was to be done to one hive, and what became of it. */
export interface ApplyFacts {
  readonly path: string;
  readonly plan?: Plan;
  /** The first ones, where there are very many. */
  readonly changes: readonly PreviewedChange[];
  readonly changeCount: number;
  readonly passed: readonly PassedChange[];
  readonly outcome: EditOutcome;
  readonly errors: readonly HiveError[];
  readonly exit: ExitCode;
  /** People are shown so many changes. */
  readonly most?: number;
}

/** Unless it is said; `--json` has more. */
const MOST_CHANGES = 500;

/** What `apply` has to say of one hive. */
export function applyReport(
  facts: ApplyFacts,
  colours: Colours,
): { document: object; text: string; errors: readonly HiveError[]; exit: ExitCode } {
  const { plan, changes, passed, outcome, errors, exit } = facts;
  const document = {
    ...editDocument({ ...(plan && { plan }), changes, outcome }),
    ...(passed.length > 0 && { passed }),
  };
  return { document, text: `${applyLines(facts, colours).join("\n")}\n`, errors, exit };
}

function applyLines(
  { path, changes, changeCount, passed, outcome, most = MOST_CHANGES }: ApplyFacts,
  colours: Colours,
): string[] {
  // With changes that are done already, those that nobody has asked for are no reason.
  const why = changeCount > 0 ? passed.filter(({ isUnasked }) => !isUnasked) : passed;
  if (outcome.kind === "nothing") return [`${colours.bold(path)}: ${colours.green("nothing to do")}${reasons(why)}`];
  const done = changes.filter(({ isDone }) => !isDone);
  const more = changeCount - changes.length + Math.max(0, done.length - most);
  return [
    ...planDiff(path, done.slice(0, most), colours),
    ...(more > 0 ? [`... and ${more} more changes`] : []),
    ...(outcome.kind === "dry-run" ? forecastLines(outcome) : []),
    ...(outcome.kind === "written" ? besideLines(outcome) : []),
    ...(outcome.kind === "refused" ? ["Nothing was written."] : []),
  ];
}

/** Why there is nothing to do, where that is not because all of it is so already. */
function reasons(passed: readonly PassedChange[]): string {
  const [first] = passed;
  if (first === undefined) return "";
  const more = passed.length > 1 ? ` (and ${passed.length - 1} more)` : "";
  return `: ${first.place}: ${first.reason}${more}`;
}
