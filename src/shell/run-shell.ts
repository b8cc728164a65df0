import { HivexError } from "hivex-wasm";
import type { Command } from "./command.ts";
import { CommandError, failure, refusal } from "./command-error.ts";
import { noHive, type Session } from "./session.ts";

/** Commands by their names, in lower case. */
export interface CommandTable {
  readonly always: Readonly<Record<string, Command>>;
  /** Those that need a hive. */
  readonly withHive: Readonly<Record<string, Command>>;
}

/** How a shell goes on. */
export interface ShellOptions {
  /** Ends with the first command that fails, as a script should; a person types on. */
  readonly stopsAtFailure: boolean;
  prompt(session: Session): string;
}

/**
 * Reads a command a line and does it, until one of them ends the shell or there are no more; the failure
 * where one ended it. A line is the command's name and, behind blanks, all that it is about: names in a hive hold blanks and
 * every other sign, so nothing is quoted. `#` begins a comment.
 */
export async function runShell(
  session: Session,
  table: CommandTable,
  options: ShellOptions,
): Promise<CommandError | undefined> {
  while (!session.isOver) {
    const line = await session.host.readLine(options.prompt(session));
    if (line === undefined) break;
    const failed = await runLine(session, table, line);
    if (failed !== undefined && options.stopsAtFailure) return failed;
  }
  return undefined;
}

/** Does what one line says; why not where it could not be done, which has been told. */
async function runLine(session: Session, table: CommandTable, line: string): Promise<CommandError | undefined> {
  const [, name = "", rest = ""] = /^\s*([^ \t]*)[ \t]*(.*?)\s*$/s.exec(line) ?? [];
  if (name === "" || name.startsWith("#")) return undefined;
  return attempt(session, name, (_, words) => commandOf(session, table, name)(session, words), rest);
}

/** Does a command; why not where it could not be done, which has been told. */
export async function attempt(
  session: Session,
  name: string,
  command: Command,
  rest: string,
): Promise<CommandError | undefined> {
  try {
    await command(session, rest);
    return undefined;
  } catch (error) {
    const known = error instanceof HivexError ? failure(`hivexsh: ${name}`, error) : refusal(error);
    if (known === undefined) throw error;
    session.host.complain(known.message);
    if (known.details !== undefined) session.host.complain(known.details);
    return known;
  }
}

function commandOf({ loaded }: Session, { always, withHive }: CommandTable, name: string): Command {
  const known = name.toLowerCase();
  if (Object.hasOwn(always, known)) return always[known] as Command;
  if (loaded === undefined) throw noHive();
  if (Object.hasOwn(withHive, known)) return withHive[known] as Command;
  throw new CommandError(`hivexsh: unknown command '${name}', use 'help' for help summary`);
}
