import { adviceOf, type CommitReport, displaySafe, type HiveError, type LogFormatChoice } from "../../index.ts";
import { errorDocument } from "./error.ts";

/** What became of an edit. */
export type EditOutcome =
  | { readonly kind: "nothing" }
  | {
      readonly kind: "dry-run" | "refused";
      readonly log: LogFormatChoice;
      /** What stands in the way of writing. */
      readonly obstacles: readonly HiveError[];
    }
  | { readonly kind: "written"; readonly commit: CommitReport };

/** The outcome's facts for `--json`, besides its kind. */
export function outcomeDocument(outcome: EditOutcome): object {
  return {
    ...("log" in outcome && { log: outcome.log, obstacles: outcome.obstacles.map(errorDocument) }),
    ...("commit" in outcome && { commit: outcome.commit }),
  };
}

/** What was written, and how. */
export function writtenLine(commit: CommitReport): string {
  return `Written through a log of the ${kindText(commit)}, read back and found right; the hive's sequence number is now ${commit.sequence}.`;
}

/** What a real run would do. */
export function forecastLines(log: LogFormatChoice, obstacles: readonly HiveError[]): string[] {
  const refusals = obstacles.flatMap((obstacle) => [
    `A real run would be refused: ${displaySafe(obstacle.message)}`,
    `  ${displaySafe(adviceOf(obstacle))}`,
  ]);
  if (refusals.length > 0) return refusals;
  return [
    `A real run would go through a log of the ${kindText(log)}: ${displaySafe(log.reason)}.`,
    "Run the command again without --dry-run to write.",
  ];
}

function kindText({ format }: { readonly format: "hvle" | "dirt" }): string {
  return format === "hvle" ? "new kind (HvLE)" : "old kind (DIRT)";
}
