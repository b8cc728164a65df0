import {
  displaySafe,
  EXIT,
  HiveError,
  type OpenedHive,
  parsePlan,
  type RecordedEdit,
  recordedEdits,
  verifyPlan,
} from "../../index.ts";
import type { CommandRun, Report } from "../command-run.ts";
import { table } from "../render/table.ts";
import { withoutReporting } from "./batch-options.ts";
import type { HiveTarget } from "./hive-targets.ts";
import type { Work } from "./over-hives.ts";

/** How many hives there are of each kind. */
type Counts = Record<"there" | "gone" | "unknown", number>;

/** `--verify-report`: what an earlier run has written is looked up; nothing is changed. */
export class ReportVerification {
  /** The hives that the run has changed. */
  readonly targets: readonly HiveTarget[];
  readonly #edits: ReadonlyMap<string, RecordedEdit>;
  readonly #counts: Counts = { there: 0, gone: 0, unknown: 0 };

  /** Throws `bad-report`, and `usage` where the report is of another command. */
  constructor({ context }: CommandRun, report: string) {
    this.targets = recordedEdits(context.fs, report, withoutReporting(context.words ?? []));
    this.#edits = new Map((this.targets as readonly RecordedEdit[]).map((edit) => [edit.path, edit]));
  }

  /** Looks into one hive, as its logs complete it. */
  readonly work: Work = async (path, _target, run) => {
    const plan = this.#edits.get(path)?.planJson;
    if (plan === undefined) {
      this.#counts.unknown += 1;
      return reportOf("unknown", "the report does not hold what was done");
    }
    const isBefore = this.#counts.there + this.#counts.gone;
    try {
      return await run.withHive(path, {}, (opened) => this.#lookUp(opened, plan));
    } catch (error) {
      // It could not be read: that tells nothing about the edit.
      if (this.#counts.there + this.#counts.gone === isBefore) this.#counts.unknown += 1;
      throw error;
    }
  };

  #lookUp({ hive }: OpenedHive, plan: string): Report {
    const changes = parsePlan(plan);
    try {
      verifyPlan(hive, changes);
    } catch (error) {
      if (!(error instanceof HiveError) || error.code !== "read-back-differs") throw error;
      this.#counts.gone += 1;
      const where = error.keyPath === undefined ? "" : `${error.keyPath}: `;
      return { ...reportOf("gone", where + error.statement), exit: EXIT.notFound };
    }
    this.#counts.there += 1;
    return reportOf("there");
  }

  /** What it came to. */
  get summary(): Counts {
    return this.#counts;
  }

  get summaryText(): string {
    return table(Object.entries(this.#counts).map(([state, count]) => [`edits ${state}`, String(count)]));
  }
}

function reportOf(edits: keyof Counts, reason?: string): Report {
  const document = { edits, ...(reason !== undefined && { reason }) };
  return { document, text: edits === "there" ? "" : `edits ${edits}: ${displaySafe(reason ?? "")}\n` };
}
