import type { Plan } from "../edit/plan.ts";

/** Who has edited which hive, when and by what words: the first line of an entry. */
export interface JournalHead {
  readonly type: "edit";
  readonly program: "hivetool";
  readonly version: 1;
  /** ISO 8601. */
  readonly time: string;
  readonly user: string;
  readonly host: string;
  /** The version of hivetool. */
  readonly tool: string;
  /** What was typed. */
  readonly command: readonly string[];
  /** Absolute path of the hive, symbolic links followed. */
  readonly hive: string;
  readonly before: HiveMark;
}

/** What tells one state of a hive's file from another. */
export interface HiveMark {
  readonly sequence: number;
  /** SHA-256 of the whole file in hexadecimal. */
  readonly sha256: string;
}

/** What a journal knows of one edit. */
export interface JournalEntry extends JournalHead {
  /** The edit as it was asked for, where data say it. */
  readonly plan?: Plan;
  /** Leads from the hive before to the hive after it, and back: exactly, with times, descriptors, classes, flags and order. */
  readonly forward: Plan;
  readonly reverse: Plan;
  /** The hive after it; undefined where the edit was cut, or failed before anything of it was known. */
  readonly after?: HiveMark;
}

/** The plans of an entry, a change a line. */
export const JOURNAL_PLANS = ["plan", "forward", "reverse"] as const;
export type JournalPlan = (typeof JOURNAL_PLANS)[number];

/** A line of an entry's file. An edit is begun when its `ready` is durable, and done when there is an `after`. */
export type JournalLine =
  | JournalHead
  | { readonly type: JournalPlan; readonly change: object }
  | { readonly type: "ready"; readonly hasPlan: boolean }
  | ({ readonly type: "after" } & HiveMark);
