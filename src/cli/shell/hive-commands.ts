import { CommanderError, Command as CommandLine } from "commander";
import { EXIT, type ExitCode, HiveError } from "../../index.ts";
import type { Command } from "../../shell/command.ts";
import { CommandError } from "../../shell/command-error.ts";
import type { Session } from "../../shell/session.ts";
import { addCopyCommand } from "../commands/copy.ts";
import { addDeleteCommand } from "../commands/delete.ts";
import { addGetCommand } from "../commands/get.ts";
import { addMoveCommand } from "../commands/move.ts";
import { addRenameCommand } from "../commands/rename.ts";
import { addSecurityGetCommand } from "../commands/security-get.ts";
import { addSecurityReplaceSidCommand } from "../commands/security-replace-sid.ts";
import { addSecuritySetCommand } from "../commands/security-set.ts";
import { addSetCommand } from "../commands/set.ts";
import type { CliContext, HeldHive } from "../context.ts";
import { HELP_STYLE } from "../manual/help-style.ts";
import { wordsOf } from "./split-words.ts";

type AddCommand = (program: CommandLine, context: CliContext, finish: (exit: ExitCode) => void) => void;

const COMMANDS: Readonly<Record<string, AddCommand>> = {
  get: addGetCommand,
  set: addSetCommand,
  delete: addDeleteCommand,
  rename: addRenameCommand,
  copy: addCopyCommand,
  move: addMoveCommand,
};
const SECURITY: Readonly<Record<string, AddCommand>> = {
  get: addSecurityGetCommand,
  set: addSecuritySetCommand,
  "replace-sid": addSecurityReplaceSidCommand,
};

/** Options of these headings are about files: the shell has one open, and `commit` writes it. */
const ABOUT_FILES = ["Reading:", "Writing:", "Hives below a folder:", "Work on many hives:"];

/**
 * Commands of the command line for a shell: the same words and options without the hive's file, on the hive that is held
 * open; keys are named from the present one on.
 */
export function hiveCommands(context: CliContext, held: () => HeldHive): Readonly<Record<string, Command>> {
  const plain = Object.entries(COMMANDS).map(([name, add]): [string, Command] => [
    name,
    (session, rest) => run(session, name, add, wordsOf(rest)),
  ]);
  const security: Command = (session, rest) => {
    const [name = "", ...words] = wordsOf(rest);
    const add = Object.hasOwn(SECURITY, name) ? SECURITY[name] : undefined;
    if (add !== undefined) return run(session, name, add, words);
    throw new HiveError("usage", "security is followed by get, set or replace-sid", { advice: "" });
  };
  return { ...Object.fromEntries(plain), security };

  async function run(session: Session, name: string, add: AddCommand, words: readonly string[]): Promise<void> {
    const said: string[] = [];
    const within = contextWithin(context, session, held(), (text) => void said.push(text));
    let exit: ExitCode = EXIT.done;
    const program = new CommandLine("")
      .exitOverride()
      .configureHelp(HELP_STYLE)
      .configureOutput({
        writeOut: (text) => session.host.print(text),
        writeErr: () => undefined,
        outputError: () => undefined,
      });
    add(program, within, (code) => {
      exit = code;
    });
    const [command] = program.commands;
    for (const argument of command?.registeredArguments ?? [])
      if (["key", "newkey"].includes(argument.name())) argument.argParser((path) => absolutePath(session, path));
    program.hook("preAction", (_, action) => refuseFileOptions(action));
    try {
      await program.parseAsync([name, session.hive.path, ...words], { from: "user" });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) return; // help
      throw new HiveError("usage", error.message.replace(/^error: /, "").replace(/\.?$/, ""), {
        advice: `${name} --help tells all; the hive's file is left out here.`,
      });
    }
    const lines = said.join("").replace(/\n$/, "").split("\n");
    if (exit === EXIT.done) for (const line of lines.filter((line) => line !== "")) session.host.complain(line);
    else throw new CommandError(lines.join("\n").replace(/^hivetool: /, ""), undefined, exit);
  }
}

/** A key's path from the root, of one that is named from the present key on; `.` and `..` count as names of a step. */
export function absolutePath(session: Session, path: string): string {
  const names = path.startsWith("\\") ? [] : session.path().split("\\");
  for (const name of path.split("\\")) {
    if (name === "..") names.pop();
    else if (name !== "." && name !== "") names.push(name);
  }
  return names.filter((name) => name !== "").join("\\");
}

function refuseFileOptions(command: CommandLine): void {
  const given = command.options.find(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === "cli" &&
      (ABOUT_FILES.includes(option.helpGroupHeading ?? "") || option.long === "--to"),
  );
  if (given === undefined) return;
  const advice = "Edits stay in memory until `commit`; how that writes is told when the shell is started.";
  throw new HiveError("usage", `${given.long} is no option within a shell`, { advice });
}

function contextWithin(
  context: CliContext,
  { host }: Session,
  held: HeldHive,
  say: (text: string) => void,
): CliContext {
  return Object.create(context, {
    held: { value: held },
    stdout: {
      value: {
        write: (text: string) => host.print(text),
        writeSome: (bytes: Uint8Array) => {
          host.print(bytes.slice());
          return bytes.length;
        },
        isTTY: context.stdout.isTTY,
        columns: context.stdout.columns,
      },
    },
    stderr: { value: { write: say, writeSome: () => 0, isTTY: false } },
    stdin: {
      value: () =>
        Promise.reject(new HiveError("usage", "stdin is where the shell's commands come from", { advice: "" })),
    },
  }) as CliContext;
}
