import { type Argument, type Command, Help, type HelpConfiguration, type Option } from "commander";
import { COMMAND_HEADINGS } from "./command-groups.ts";
import { GENERAL, OPTION_GROUPS } from "./option-groups.ts";

/** How help differs from Commander's: options in the order of their groups, choices and defaults in plain words. */
export const HELP_STYLE: HelpConfiguration = {
  visibleOptions,
  optionDescription,
  argumentDescription,
  // That a command has options needs no telling.
  subcommandTerm: (command: Command) =>
    [command.name(), command.usage().replace(/^\[options\]( \[command\])? ?/, "")].join(" "),
  visibleCommands(command: Command): Command[] {
    const rankOf = (each: Command): number => COMMAND_HEADINGS.indexOf(each.helpGroup());
    return Help.prototype.visibleCommands.call(this, command).sort((one, other) => rankOf(one) - rankOf(other));
  },
  groupItems(_: never, visible: never, groupOf: (item: never) => string) {
    const groups = Help.prototype.groupItems.call(this, visible, visible, groupOf as never) as Map<string, never[]>;
    const [only] = groups.size === 1 ? groups.values() : [];
    return only !== undefined && groups.has(GENERAL) ? new Map([[OPTION_GROUPS[0], only]]) : groups;
  },
} as HelpConfiguration;

/** A command's options in the order of the help. */
export function visibleOptions(this: Help, command: Command): Option[] {
  return Help.prototype.visibleOptions.call(this, command).sort((one, other) => rank(one) - rank(other));
}

function rank({ helpGroupHeading = OPTION_GROUPS[0] }: Option): number {
  return (OPTION_GROUPS as readonly string[]).indexOf(helpGroupHeading);
}

/** What an option does, what it takes, and what holds without it. */
export function optionDescription({ description, argChoices, defaultValue, required, optional }: Option): string {
  const usual = required || optional ? defaultValue : undefined;
  return withFacts(description, argChoices, usual);
}

/** What an argument stands for, what it may be, and what holds without it. */
export function argumentDescription({ description, argChoices, defaultValue }: Argument): string {
  return withFacts(description, argChoices, defaultValue);
}

function withFacts(description: string, choices: readonly string[] | undefined, usual: unknown): string {
  const facts = [
    ...(choices ? [choices.join(", ")] : []),
    ...(usual === undefined || usual === "" ? [] : [`default: ${usual}`]),
  ];
  return facts.length === 0 ? description : `${description} (${facts.join("; ")})`;
}
