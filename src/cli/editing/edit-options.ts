import { type Command, Option } from "commander";
import { HiveError, type LogFormat, type WriteOptions } from "../../index.ts";
import { type CommonOptions, withCommonOptions } from "../common-options.ts";
import { inGroup } from "../manual/option-groups.ts";
import { type BatchCommandOptions, withBatchOptions } from "../many/batch-options.ts";
import { type RootOptions, withRootOptions } from "../many/root-options.ts";
import { parseTime, type TimeOption } from "./edit-time.ts";

/** Options that every command has that writes hives. */
export interface WritingOptions extends CommonOptions, RootOptions, BatchCommandOptions {
  readonly dryRun?: boolean;
  readonly hardLinks?: boolean;
  readonly breakLock?: boolean;
  readonly backup?: boolean;
  readonly output?: string;
  readonly replace?: boolean;
  readonly logFormat?: LogFormat;
}

/** Options that every command has that edits hives. */
export interface EditOptions extends WritingOptions {
  readonly time: TimeOption;
  /** Print the plan, and write nothing. */
  readonly planOnly?: boolean;
  /** Zero the bytes of what is deleted. */
  readonly wipe?: boolean;
  /** The folder for an entry that says how to take the edit back. */
  readonly journal?: string;
}

/** Options that are about what is written, or about its record. */
const NO_PLAN_WITH = [
  "dryRun",
  "output",
  "replace",
  "backup",
  "wipe",
  "journal",
  "report",
  "resume",
  "verifyReport",
  "audit",
  "csv",
];

/** Declares the options of commands that edit, those of all commands included. */
export function withEditOptions(command: Command, example: string): Command {
  inGroup("Writing:", withJournalOption(withWritingOptions(command, example)), () =>
    command
      .option("--time <when>", "last-write time of changed keys: now, keep, or a time in ISO 8601", parseTime, "now")
      .addOption(
        new Option(
          "--plan-only",
          "print what would be done as a plan for `hivetool apply`, and write nothing; as JSON with --json",
        ).conflicts(NO_PLAN_WITH),
      ),
  );
  return inGroup("Work on many hives:", command, () =>
    command.addOption(
      new Option(
        "--verify-report <file>",
        "write nothing; tell in which hives the edits are still there that the run of this report has made",
      ).conflicts(["report", "resume", "dryRun", "output", "csv", "audit"]),
    ),
  );
}

/** Declares the option of commands whose edits `undo` takes back. */
export function withJournalOption(command: Command): Command {
  return inGroup("Writing:", command, () =>
    command.addOption(
      new Option(
        "--journal <folder>",
        "note there, in a file for each hive, what was changed and how to take it back; see `hivetool undo`",
      ).conflicts("output"),
    ),
  );
}

/** Declares the options of commands that write hives, those of all commands included. */
export function withWritingOptions(command: Command, example: string): Command {
  return withWaysOfWriting(withBatchOptions(withRootOptions(withCommonOptions(command, example), "users")));
}

/** Declares how a hive is written. */
export function withWaysOfWriting(command: Command): Command {
  return inGroup("Writing:", command, () =>
    command
      .option("--dry-run", "show what would be done, and write nothing")
      .option("--hard-links", "write even when the file has several names; all of them change")
      .option("--break-lock", "take the guard of another hivetool that is known to be gone")
      .option("--backup", "copy the hive and its logs to files beside it first, named with the time")
      .addOption(
        new Option("--output <file>", "write the edited hive to this new file, and leave the hive alone").argParser(
          parseOutput,
        ),
      )
      .addOption(
        new Option("--replace", "put a new file in the hive's place, for edits too large for a log").conflicts(
          "output",
        ),
      )
      .addOption(
        new Option(
          "--log-format <kind>",
          "kind of the log that the edit goes through; hvle is for Windows 8.1 and later",
        )
          .choices(["hvle", "dirt"])
          .conflicts(["output", "replace"]),
      ),
  );
}

function parseOutput(path: string): string {
  if (path === "-") throw new HiveError("usage", "a hive does not go to stdout; --output names a new file");
  return path;
}

/** Declares the option of commands that take something away. */
export function withWipeOption(command: Command): Command {
  return inGroup("Writing:", command, () =>
    command.option("--wipe", "overwrite what is deleted with zeros, so that nothing of it stays in the file"),
  );
}

/** Refuses one new file for several edited hives. */
export function assertOneOutput({ output }: EditOptions, hives: readonly string[]): void {
  if (output !== undefined && hives.length > 1)
    throw new HiveError("usage", "--output takes one edited hive, and several are to be edited");
}

/** Where and how the options want an edit to be written. */
export function writeOptionsIn(options: WritingOptions): WriteOptions {
  const { hardLinks, breakLock, backup, output, replace, logFormat } = options;
  return {
    ...(hardLinks && { hardLinks }),
    ...(breakLock && { breakLock }),
    ...(backup && { backup }),
    ...(output !== undefined && { output }),
    ...(replace && { replace }),
    ...(logFormat && { logFormat }),
  };
}
