import type { Command } from "commander";

/** The headings under which help shows options, in this order; a command's own options come first, under the first one. */
export const OPTION_GROUPS = [
  "Options:",
  "Reading:",
  "Writing:",
  "Hives below a folder:",
  "Work on many hives:",
  "Common options:",
] as const;
/** The last one, of what nearly every command has. */
export const GENERAL = "Common options:";
export type OptionGroup = (typeof OPTION_GROUPS)[number];

/** Declares options under a heading; those declared afterwards are under the one that was in force before. */
export function inGroup(group: OptionGroup, command: Command, declare: (command: Command) => void): Command {
  const before = command.optionsGroup();
  declare(command.optionsGroup(group));
  return command.optionsGroup(before);
}
