import type { Command } from "commander";
import type { EditPermissions } from "../index.ts";
import { type CommonOptions, withCommonOptions } from "./common-options.ts";
import { parseTime, type TimeOption } from "./edit-time.ts";

/** Options that every command has that edits hives. */
export interface EditOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly time: TimeOption;
  /** Zero the bytes of what is deleted. */
  readonly wipe?: boolean;
  readonly hardLinks?: boolean;
  readonly breakLock?: boolean;
}

/** Declares the options of commands that edit, those of all commands included. */
export function withEditOptions(command: Command, example: string): Command {
  return withCommonOptions(command, example)
    .option("--dry-run", "show what would be done, and write nothing")
    .option("--time <when>", "last-write time of changed keys: now, keep, or a time in ISO 8601", parseTime, "now")
    .option("--hard-links", "write even when the file has several names; all of them change")
    .option("--break-lock", "take the guard of another hivetool that is known to be gone");
}

/** Declares the option of commands that take something away. */
export function withWipeOption(command: Command): Command {
  return command.option("--wipe", "overwrite what is deleted with zeros, so that nothing of it stays in the file");
}

/** What the options allow a commit to do. */
export function permissionsIn({ hardLinks, breakLock }: EditOptions): EditPermissions {
  return { ...(hardLinks && { hardLinks }), ...(breakLock && { breakLock }) };
}
