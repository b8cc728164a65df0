import type { Command } from "commander";
import { EXIT, type ExitCode } from "../../index.ts";
import type { CliContext } from "../context.ts";
import { manualPages } from "../manual/page.ts";
import { answer } from "./answer.ts";

/**
 * `hivetool complete`: what the scripts of `hivetool completion` ask while somebody types; it is
 * no command for people, and no help names it. Each word comes in brackets, so
 * that an empty one arrives, and none is taken for an option, in any shell. It never fails, and says nothing but the answer.
 */
export async function complete(
  bracketed: readonly string[],
  context: CliContext,
  programFor: (words: readonly string[]) => Promise<Command>,
): Promise<ExitCode> {
  const words = bracketed.map((word) => word.replace(/^\[(.*)\]$/s, "$1"));
  const pages = manualPages(await programFor(words.slice(0, -1)));
  context.stdout.write(answer(pages, words, context));
  return EXIT.done;
}
