import type { Command } from "commander";

/** What stands below the options in a command's help. */
export interface Examples {
  /** Commands to type; one that takes several lines has a backslash at the end of all but the last. */
  readonly examples: readonly string[];
  /** Paragraphs. */
  readonly notes: readonly string[];
}

const EXAMPLES = new WeakMap<Command, Examples>();

/** Gives a command's help its examples, one a line, and behind a blank line paragraphs of what else there is to say. */
export function withExamples(command: Command, text: string): Command {
  const [examples = "", ...notes] = text.trim().split(/\n{2,}/);
  EXAMPLES.set(command, { examples: examples.split(/(?<!\\)\n/), notes });
  const title = examplesOf(command).examples.length > 1 ? "Examples" : "Example";
  const parts = [`${title}:\n${examples.replace(/^/gm, "  ")}`, ...notes];
  return command.addHelpText("after", `\n${parts.join("\n\n")}`);
}

/** What a command was given by `withExamples`. */
export function examplesOf(command: Command): Examples {
  return EXAMPLES.get(command) ?? { examples: [], notes: [] };
}
