import { adviceOf, displaySafe, EXIT, exitCodeOf, HiveError } from "../../index.ts";
import type { Colours } from "./colours.ts";

const REPORT =
  "This is a fault of hivetool itself. Please report it with the command that you typed and the lines above.";

/**
 * An error for people: what it is about, what happened, and on the next line what to do. The file that the error itself
 * names goes before `path`, the file at work: of two hives the other one may be at fault.
 */
export function errorText(error: unknown, path: string | undefined, colours: Colours): string {
  const name = colours.red("hivetool:");
  if (!(error instanceof HiveError)) return `${name} ${displaySafe(describeBug(error))}\n${stackOf(error)}${REPORT}\n`;
  // The system's whole name of the file at work is shown as it was typed.
  const about = path !== undefined && error.path?.endsWith(path) ? path : (error.path ?? path);
  const where = about === undefined ? "" : `${displaySafe(about)}: `;
  const advice = exitCodeOf(error) === EXIT.bug ? REPORT : displaySafe(adviceOf(error));
  return `${name} ${where}${displaySafe(error.message)}\n${advice === "" ? "" : `  ${advice}\n`}`;
}

/** A warning for people, one line. */
export function warningText(path: string, text: string, colours: Colours): string {
  return `${colours.yellow("warning:")} ${displaySafe(path)}: ${displaySafe(text)}\n`;
}

/** What is good to know, one line. */
export function noteText(text: string, colours: Colours): string {
  return `${colours.cyan("note:")} ${displaySafe(text)}\n`;
}

/** An error for `--json`. */
export function errorDocument(error: unknown): object {
  if (!(error instanceof HiveError)) {
    return { code: "engine-bug", message: describeBug(error), advice: REPORT, exitCode: EXIT.bug };
  }
  return { ...error.toJSON(), advice: adviceOf(error), exitCode: exitCodeOf(error) };
}

function describeBug(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function stackOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? "").split("\n").slice(1) : [];
  return lines.map((line) => `${displaySafe(line)}\n`).join("");
}
