import {
  adviceOf,
  type CommitReport,
  displaySafe,
  type HiveError,
  type LogFormatChoice,
  type Recovery,
  typedPath,
  type WriteOptions,
} from "../../index.ts";
import { errorDocument } from "./error.ts";
import { recoveryText } from "./recovery.ts";

/** What became of an edit. */
export type EditOutcome =
  | { readonly kind: "nothing" }
  | ({
      readonly kind: "dry-run" | "refused";
      readonly log: LogFormatChoice;
      /** What stands in the way of writing. */
      readonly obstacles: readonly HiveError[];
    } & Before)
  | ({
      readonly kind: "written";
      readonly commit: CommitReport;
      /** The file that says how to take it back. */
      readonly journal?: string;
    } & Before);

interface Before {
  /** The hive is dirty, and its logs complete it beyond doubt: that is written before the edit. */
  readonly recovery: Recovery | undefined;
  readonly how: WriteOptions;
}

/** The outcome's facts for `--json`, besides its kind. */
export function outcomeDocument(outcome: EditOutcome): object {
  return {
    ...("log" in outcome && { log: outcome.log, obstacles: outcome.obstacles.map(errorDocument) }),
    ...("commit" in outcome && { commit: outcome.commit }),
    ...("journal" in outcome && { journal: outcome.journal }),
    ...("recovery" in outcome && outcome.recovery && { recoveredFirst: outcome.recovery }),
  };
}

/** What a writer should know beside the edit itself: what was done before it, and where it went if not into the hive. */
export function besideLines(outcome: EditOutcome & { kind: "written" }): string[] {
  const { commit, how, recovery, journal } = outcome;
  if (commit.written === "output")
    return [`Written to ${displaySafe(how.output ?? "")}, read back and found right; the hive itself was not touched.`];
  return [
    ...(commit.backup === undefined ? [] : [`Copied before to ${displaySafe(commit.backup[0] ?? "")}.`]),
    ...(recovery === undefined ? [] : [`The hive was dirty, and was recovered first: ${recoveryText(recovery)}.`]),
    ...(journal === undefined ? [] : [`To take it back: hivetool undo ${displaySafe(typedPath(journal))}`]),
    ...(commit.written === "replaced" ? ["A new file has taken the hive's place, read back and found right."] : []),
  ];
}

/** What was written, and how. */
export function writtenLines(outcome: EditOutcome & { kind: "written" }): string[] {
  const { commit } = outcome;
  if (commit.written !== "in-place") return besideLines(outcome);
  return [
    ...besideLines(outcome),
    `Written through a log of the ${kindText(commit)}, read back and found right; the hive's sequence number is now ${commit.sequence}.`,
  ];
}

/** What a real run would do. */
export function forecastLines(outcome: EditOutcome & { kind: "dry-run" | "refused" }): string[] {
  const { obstacles, recovery, how } = outcome;
  const refusals = obstacles.flatMap((obstacle) => [
    `A real run would be refused: ${displaySafe(obstacle.message)}`,
    `  ${displaySafe(adviceOf(obstacle))}`,
  ]);
  if (refusals.length > 0) return refusals;
  const first = "The hive is dirty and is shown recovered; a real run would write that first";
  return [
    ...(how.backup && how.output === undefined ? ["A real run would copy the hive and its logs first."] : []),
    ...(recovery === undefined || how.output !== undefined ? [] : [`${first}: ${recoveryText(recovery)}.`]),
    wayText(outcome),
    "Run the command again without --dry-run to write.",
  ];
}

function wayText({ log, how }: EditOutcome & { kind: "dry-run" | "refused" }): string {
  if (how.output !== undefined) return `A real run would write a new file, ${displaySafe(how.output)}.`;
  if (how.replace) return "A real run would put a new file in the hive's place.";
  return `A real run would go through a log of the ${kindText(log)}: ${displaySafe(log.reason)}.`;
}

function kindText({ format }: { readonly format: "hvle" | "dirt" }): string {
  return format === "hvle" ? "new kind (HvLE)" : "old kind (DIRT)";
}
