import { CommandError } from "./command-error.ts";
import type { Session } from "./session.ts";

/** A command of the shell: takes all that stands behind its name, blanks around it cut off. */
export type Command = (session: Session, rest: string) => void | Promise<void>;

/** Throws where something stands behind a command that takes nothing. */
export function nothingBehind(command: string, rest: string): void {
  if (rest !== "") throw new CommandError(`hivexsh: '${command}' command should not be given arguments`);
}
