import { HivexError } from "hivex-wasm";
import { adviceOf, displaySafe, HiveError } from "../index.ts";
import { errnoText } from "./errno-text.ts";

/** A command that could not be done: the message is the line to show. */
export class CommandError extends Error {
  /** What is worth knowing beyond that line, as libhivex's tools do not say it. */
  readonly details: string | undefined;

  constructor(message: string, details?: string, cause?: unknown) {
    super(message, { cause });
    this.details = details;
  }
}

/** Does something to the hive; what is refused is told as perror(3) would behind `about`, and then why in our words. */
export function told<Result>(about: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw error instanceof HivexError ? failure(about, error) : error;
  }
}

export function failure(about: string, error: HivexError): CommandError {
  return new CommandError(`${about}: ${errnoText(error.code)}`, error.message);
}

/** What an edit of ours was refused for; undefined for a fault of the program. */
export function refusal(error: unknown): CommandError | undefined {
  if (error instanceof CommandError) return error;
  if (!(error instanceof HiveError)) return undefined;
  const where = error.path === undefined ? "" : `${displaySafe(error.path)}: `;
  return new CommandError(where + displaySafe(error.message), displaySafe(adviceOf(error)) || undefined, error);
}
