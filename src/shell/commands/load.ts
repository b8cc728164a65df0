import { HivexError } from "hivex-wasm";
import { nothingBehind } from "../command.ts";
import { CommandError } from "../command-error.ts";
import { errnoText } from "../errno-text.ts";
import type { Session } from "../session.ts";

/** Opens a hive and stands at its root; the one before it is closed. */
export function load(session: Session, path: string): void {
  if (path === "") throw new CommandError("hivexsh: load: no hive file name given to load");
  try {
    session.load(path);
  } catch (error) {
    if (!(error instanceof HivexError)) throw error;
    const line = `hivexsh: failed to open hive file: ${path}: ${errnoText(error.code)}`;
    throw new CommandError(line, error.message);
  }
}

/** Lets go of the hive; what has not been committed is gone. */
export function close(session: Session, rest: string): void {
  nothingBehind("close", rest);
  session.close();
}
