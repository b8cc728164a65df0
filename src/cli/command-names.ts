import type { Command } from "commander";

/** The commands that the first words of a command line name, the program itself first. */
export function namedCommands(program: Command, words: readonly string[]): Command[] {
  const named = [program];
  for (const word of words) {
    const next = named.at(-1)?.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    named.push(next);
  }
  return named;
}

/** What one types to run a command. */
export function commandLineOf(commands: readonly Command[]): string {
  return commands.map((command) => command.name()).join(" ");
}

/**
 * `help outlook fix-port` as `outlook fix-port --help`: Commander goes one level down only, and shows its general help for
 * a command that it does not know, with `--help` as well. Such a word is left to stand where it is refused as any other.
 */
export function withoutHelpCommand(program: Command, args: readonly string[]): readonly string[] {
  const named = namedCommands(program, args);
  const before = named.length - 1;
  const isHelp = args[before] === "help";
  const isUnknown = (named.at(-1)?.commands.length ?? 0) > 0 && /^[^-]/.test(args[before] ?? "");
  if (!isHelp && !isUnknown) return args;
  const rest = args.slice(isHelp ? before + 1 : before).filter((arg) => !/^(?:-h|--help)$/.test(arg));
  const words = [...args.slice(0, before), ...rest];
  if (!isHelp) return words;
  return words.length > namedCommands(program, words).length - 1 ? words : [...words, "--help"];
}

/** Where a command is that was looked for in the wrong place: `outlook fix-port` for `fix-port`. */
export function elsewhere(program: Command, name: string): string | undefined {
  for (const group of program.commands) {
    const command = group.commands.find((candidate) => candidate.name() === name);
    if (command) return commandLineOf([program, group, command]);
  }
  return undefined;
}
