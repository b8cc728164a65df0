import { HivexError } from "hivex-wasm";
import { errnoText } from "./errno-text.ts";

/** A command that could not be done: the message is the line to show. */
export class CommandError extends Error {
  /** What is worth knowing beyond that line, as libhivex's tools do not say it. */
  readonly details: string | undefined;

  constructor(message: string, details?: string) {
    super(message);
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
