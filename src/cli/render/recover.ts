import {
  adviceOf,
  type CheckReport,
  displaySafe,
  type HiveError,
  type RecoverReport,
  type Recovery,
} from "../../index.ts";
import { findingLines, verdictText } from "./check.ts";
import type { Colours } from "./colours.ts";
import { errorDocument } from "./error.ts";
import { logLines, recoveryText } from "./recovery.ts";

/** What `recover` has found out about one hive, and what became of it. */
export interface RecoverFacts {
  readonly path: string;
  readonly recovery: Recovery | undefined;
  readonly output?: string;
  readonly outcome:
    | { readonly kind: "clean" | "refused" }
    | {
        readonly kind: "dry-run";
        /** What stands in the way of writing. */
        readonly obstacles: readonly HiveError[];
      }
    | {
        readonly kind: "written";
        readonly report: RecoverReport;
        /** What the hive is like that has been written. */
        readonly check?: CheckReport;
      };
}

/** The facts for people. */
export function recoverText(facts: RecoverFacts, colours: Colours): string {
  const { path, recovery, outcome } = facts;
  const lines = [colours.bold(displaySafe(path))];
  lines.push(...(recovery === undefined ? [cleanText(facts)] : dirtyLines(recovery)).map((line) => `  ${line}`));
  if (outcome.kind === "refused") lines.push("  Nothing was written.");
  if (outcome.kind === "dry-run") lines.push(...forecast(facts, outcome.obstacles).map((line) => `  ${line}`));
  if (outcome.kind === "written") {
    lines.push(`  ${colours.green(writtenText(facts, outcome.report))}`);
    lines.push(...checkLines(outcome.check, colours));
  }
  return `${lines.join("\n")}\n`;
}

/** Of a sound hive one line; of another its errors. */
function checkLines(check: CheckReport | undefined, colours: Colours): string[] {
  if (check === undefined) return [];
  if (check.isSound) return [`  ${verdictText(check, colours)}`];
  const findings = check.findings.filter(({ severity }) => severity === "error");
  return [...findingLines({ ...check, findings }, findings.length, colours), verdictText(check, colours)].map(
    (line) => `  ${line}`,
  );
}

function cleanText({ outcome }: RecoverFacts): string {
  const written = outcome.kind === "clean" ? ", and nothing was written" : "";
  return `The hive is clean: there is nothing to recover${written}.`;
}

function dirtyLines(recovery: Recovery): string[] {
  const { primarySequence, secondarySequence, isValid } = recovery.primary;
  const why = isValid ? `sequence numbers ${primarySequence} and ${secondarySequence}` : "its base block is broken";
  const lines = [`dirty: ${why}`, ...logLines(recovery).map((line) => displaySafe(line))];
  if (recovery.state !== "recovered") return lines;
  return [...lines, `recovered: ${recoveryText(recovery)}; ${recovery.coveredSize} bytes of pages`];
}

/** The facts for `--json`. */
export function recoverDocument({ recovery, output, outcome }: RecoverFacts): object {
  const { kind } = outcome;
  return {
    outcome: kind,
    output: output ?? null,
    recovery: recovery ?? null,
    ...(kind === "dry-run" && { obstacles: outcome.obstacles.map(errorDocument) }),
    ...(kind === "written" && { written: outcome.report, check: outcome.check ?? null }),
  };
}

function forecast({ output }: RecoverFacts, obstacles: readonly HiveError[]): string[] {
  if (obstacles.length > 0) {
    return obstacles.flatMap((obstacle) => [
      `A real run would be refused: ${displaySafe(obstacle.message)}`,
      `  ${displaySafe(adviceOf(obstacle))}`,
    ]);
  }
  const where =
    output === undefined ? "the hive, and empty its logs afterwards" : `the new file ${displaySafe(output)}`;
  return [`A real run would write ${where}. Nothing was written.`];
}

function writtenText({ output }: RecoverFacts, { sequence, pagesWritten }: RecoverReport): string {
  if (output !== undefined) return `Written to ${displaySafe(output)} and read back; hive and logs are as they were.`;
  return `Written: ${pagesWritten} pages, read back and found right; the logs are empty, and the sequence number is now ${sequence}.`;
}
