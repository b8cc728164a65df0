import { type Command, InvalidArgumentError } from "commander";

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly stats?: boolean;
  /** false after `--no-logs`. */
  readonly logs?: boolean;
}

/** Declares the options that every command has, and its example. */
export function withCommonOptions(command: Command, example: string): Command {
  return command
    .option("--json", "print one JSON document instead of text")
    .option("--stats", "print to stderr how much was read")
    .addHelpText("after", `\nExample:\n${example.replace(/^/gm, "  ")}`);
}

/** Declares the option of commands that only read. */
export function withLogsOption(command: Command): Command {
  return command.option("--no-logs", "show a dirty hive as it lies, without what its transaction logs add");
}

/** The description of the HIVE argument, the same for all commands. */
export const HIVE_ARGUMENT = "the hive's file, such as NTUSER.DAT";

/** Parses a port. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw new InvalidArgumentError("A port is a number from 1 to 65535.");
  return port;
}
