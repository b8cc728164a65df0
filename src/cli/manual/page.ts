import type { Argument, Command, Option } from "commander";
import { type Examples, examplesOf } from "./examples.ts";
import { argumentDescription, optionDescription, visibleOptions } from "./help-style.ts";
import { OPTION_GROUPS } from "./option-groups.ts";

/** All that the help of a command says, as data: help, the pages of `docs/commands`, man pages and completions say the same. */
export interface ManualPage extends Examples {
  /** What one types to run it: `hivetool`, `outlook`, `fix-port`. */
  readonly words: readonly string[];
  readonly description: string;
  /** What stands behind the words, such as `[options] <hive> [key]`. */
  readonly usage: string;
  readonly arguments: readonly ArgumentEntry[];
  readonly groups: readonly OptionGroupEntry[];
  /** The commands of a group of commands. */
  readonly commands: readonly { readonly name: string; readonly description: string }[];
}

/** An argument of a command. */
export interface ArgumentEntry {
  readonly name: string;
  readonly description: string;
  readonly isVariadic: boolean;
  readonly choices: readonly string[];
}

/** Options under one heading, which ends in no colon. */
export interface OptionGroupEntry {
  readonly heading: string;
  readonly options: readonly OptionEntry[];
}

/** An option of a command. */
export interface OptionEntry {
  /** As help shows it: `-R, --recursive`, `--format <format>`. */
  readonly flags: string;
  readonly short?: string | undefined;
  readonly long: string;
  /** What it takes, such as `file`; undefined for a flag. */
  readonly takes?: string | undefined;
  readonly description: string;
  readonly choices: readonly string[];
}

/** The pages of a command and all below it, in the order of the help. */
export function manualPages(command: Command, above: readonly string[] = []): ManualPage[] {
  const words = [...above, command.name()];
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((each) => each.name() !== "help");
  const page: ManualPage = {
    words,
    description: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map(argumentEntry),
    groups: grouped(visibleOptions.call(help, command)),
    commands: commands.map((each) => ({ name: each.name(), description: each.description() })),
    ...examplesOf(command),
  };
  return [page, ...commands.flatMap((each) => manualPages(each, words))];
}

function argumentEntry(argument: Argument): ArgumentEntry {
  return {
    name: argument.name(),
    description: argumentDescription(argument),
    isVariadic: argument.variadic,
    choices: argument.argChoices ?? [],
  };
}

function grouped(options: readonly Option[]): OptionGroupEntry[] {
  const headings = [...new Set(options.map(headingOf))];
  return headings.map((heading) => ({
    heading: (headings.length > 1 ? heading : OPTION_GROUPS[0]).slice(0, -1),
    options: options.filter((option) => headingOf(option) === heading).map(optionEntry),
  }));
}

function headingOf({ helpGroupHeading = OPTION_GROUPS[0] }: Option): string {
  return helpGroupHeading;
}

function optionEntry(option: Option): OptionEntry {
  const { flags, short, long = "" } = option;
  const [, takes] = /[<[](.+?)(?:\.\.\.)?[>\]]$/.exec(flags) ?? [];
  return {
    flags,
    short,
    long: long ?? "",
    takes,
    description: optionDescription(option),
    choices: option.argChoices ?? [],
  };
}
