import { type Command, InvalidArgumentError } from "commander";
import { valueTypeFromName } from "../index.ts";
import { withExamples } from "./manual/examples.ts";
import { inGroup } from "./manual/option-groups.ts";

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly stats?: boolean;
  /** false after `--no-logs`. */
  readonly logs?: boolean;
  /** Pass over what cannot be read. */
  readonly tolerant?: boolean;
}

/** Declares the options that every command has, and its examples with what else there is to say. */
export function withCommonOptions(command: Command, example: string): Command {
  return inGroup("Common options:", withExamples(command, example), () =>
    command
      .option("--json", "print one JSON document instead of text")
      .option("--stats", "print to stderr how much was read"),
  );
}

/** Declares the option of commands that only read. */
export function withLogsOption(command: Command): Command {
  return inGroup("Reading:", command, () =>
    command.option("--no-logs", "show a dirty hive as it lies, without what its transaction logs add"),
  );
}

/** Declares the options of commands that only read, and go on where a hive is damaged. */
export function withReadingOptions(command: Command): Command {
  return inGroup("Reading:", withLogsOption(command), () =>
    command.option("--tolerant", "read what can be read of a damaged hive, and say what cannot"),
  );
}

/** The description of the HIVE argument, the same for all commands. */
export const HIVE_ARGUMENT = "the hive's file, such as NTUSER.DAT, or a folder with hives below it";

/** Parses the name or number of a value's type. */
export function parseValueType(text: string): number {
  const type = valueTypeFromName(text);
  if (type === undefined) throw new InvalidArgumentError("A type is a name such as REG_SZ or dword, or a number.");
  return type;
}

/** Parses names or numbers of types, with commas between. */
export function parseValueTypes(text: string): number[] {
  return text.split(",").map((name) => parseValueType(name.trim()));
}

/** Parses an offset or a count: decimal, or hexadecimal with 0x. */
export function parseNumber(text: string): number {
  const number = /^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(text) ? Number(text) : Number.NaN;
  if (!(number <= 0xffff_ffff)) throw new InvalidArgumentError("A number is decimal, or hexadecimal with 0x in front.");
  return number;
}

/** Parses how many: one at least. */
export function parseCount(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError("It is a number from 1 on.");
  return count;
}

/** Parses an option that may be given several times. */
export function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/**
 * Parses the name of a server. One with its port behind it is refused: no server's name holds a colon, none with a dot
 * ends in a hyphen and digits, and of others nobody numbers five digits.
 */
export function parseHost(text: string): string {
  const withPort = /^(.+)(?::\d*|-\d{5})$/.exec(text) ?? /^(.*\..*)-\d{1,5}$/.exec(text);
  if (withPort === null) return text;
  throw new InvalidArgumentError(
    `A server is named without its port: say --host ${withPort[1]}, and --port if need be.`,
  );
}

/** Parses a port. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw new InvalidArgumentError("A port is a number from 1 to 65535.");
  return port;
}
