import { Command } from "commander";
import { type ExitCode, HiveError, VERSION } from "../index.ts";
import { collected } from "./common-options.ts";
import type { CliContext } from "./context.ts";
import { headingOfCommand } from "./manual/command-groups.ts";
import { withExamples } from "./manual/examples.ts";
import { exitCodesText } from "./manual/exit-codes.ts";
import { HELP_STYLE } from "./manual/help-style.ts";
import { GENERAL } from "./manual/option-groups.ts";

type AddCommand = (program: Command, context: CliContext, finish: (exit: ExitCode) => void) => void;

/** A command's module is loaded when the command is asked for: the code of all takes longer to read than most take to run. */
type LoadCommand = () => Promise<AddCommand>;

/** The commands in the order of the help. */
const COMMANDS: Readonly<Record<string, LoadCommand>> = {
  find: async () => (await import("./commands/find.ts")).addFindCommand,
  info: async () => (await import("./commands/info.ts")).addInfoCommand,
  ls: async () => (await import("./commands/ls.ts")).addLsCommand,
  get: async () => (await import("./commands/get.ts")).addGetCommand,
  search: async () => (await import("./commands/search.ts")).addSearchCommand,
  inspect: async () => (await import("./commands/inspect.ts")).addInspectCommand,
  export: async () => (await import("./commands/export.ts")).addExportCommand,
  import: async () => (await import("./commands/import.ts")).addImportCommand,
  apply: async () => (await import("./commands/apply.ts")).addApplyCommand,
  recipes: async () => (await import("./commands/recipes.ts")).addRecipesCommand,
  set: async () => (await import("./commands/set.ts")).addSetCommand,
  add: async () => (await import("./commands/add.ts")).addAddCommand,
  delete: async () => (await import("./commands/delete.ts")).addDeleteCommand,
  rename: async () => (await import("./commands/rename.ts")).addRenameCommand,
  copy: async () => (await import("./commands/copy.ts")).addCopyCommand,
  move: async () => (await import("./commands/move.ts")).addMoveCommand,
  replace: async () => (await import("./commands/replace.ts")).addReplaceCommand,
  rehost: async () => (await import("./commands/rehost.ts")).addRehostCommand,
  create: async () => (await import("./commands/create.ts")).addCreateCommand,
  undo: async () => (await import("./commands/undo.ts")).addUndoCommand,
  journal: async () => (await import("./commands/journal.ts")).addJournalCommand,
  diff: async () => (await import("./commands/diff.ts")).addDiffCommand,
  merge: async () => (await import("./commands/merge.ts")).addMergeCommand,
  check: async () => (await import("./commands/check.ts")).addCheckCommand,
  recover: async () => (await import("./commands/recover.ts")).addRecoverCommand,
  repair: async () => (await import("./commands/repair.ts")).addRepairCommand,
  compact: async () => (await import("./commands/compact.ts")).addCompactCommand,
  shell: async () => (await import("./commands/shell.ts")).addShellCommand,
  completion: async () => (await import("./commands/completion.ts")).addCompletionCommand,
};

interface CommandGroup {
  readonly description: string;
  readonly example: string;
  readonly commands: Readonly<Record<string, LoadCommand>>;
}

const GROUPS: Readonly<Record<string, CommandGroup>> = {
  outlook: {
    description: "look at Outlook profiles and mend them",
    example: "hivetool outlook list NTUSER.DAT",
    commands: {
      list: async () => (await import("./commands/outlook-list.ts")).addOutlookListCommand,
      "fix-port": async () => (await import("./commands/outlook-fix-port.ts")).addOutlookFixPortCommand,
      "set-proxy": async () => (await import("./commands/outlook-set-proxy.ts")).addOutlookSetProxyCommand,
    },
  },
  security: {
    description: "show and change who may do what with keys",
    example: "hivetool security get NTUSER.DAT Software",
    commands: {
      get: async () => (await import("./commands/security-get.ts")).addSecurityGetCommand,
      set: async () => (await import("./commands/security-set.ts")).addSecuritySetCommand,
      "replace-sid": async () => (await import("./commands/security-replace-sid.ts")).addSecurityReplaceSidCommand,
    },
  },
  audit: {
    description: "look at the audit files that commands write with --audit",
    example: "hivetool audit verify changes.audit",
    commands: { verify: async () => (await import("./commands/audit-verify.ts")).addAuditVerifyCommand },
  },
};

const HELP_OF_ANOTHER = "show the help of a command";

/**
 * The command line for these words: all of it, or, where they name a command, what that one needs, since declaring the
 * options of all takes longer than many a command runs. Touches nothing but the context, and nothing at all before it is
 * asked to parse; `finish` takes the exit code of the command that has run.
 */
export async function createProgram(
  context: CliContext,
  finish: (exit: ExitCode) => void,
  args: readonly string[] = [],
): Promise<Command> {
  const program = new Command("hivetool")
    .description("Opens Windows registry hives offline: reads and edits them, and never damages one.")
    .configureHelp(HELP_STYLE)
    .optionsGroup(GENERAL)
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .commandsGroup(headingOfCommand("help"))
    .helpCommand("help [command]", HELP_OF_ANOTHER)
    // --version after a command is the command's own.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      // Errors are thrown as well, and shown by whoever runs the program; this one is help that nobody asked for.
      writeErr: (text) => context.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => context.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  withExamples(program, "hivetool outlook fix-port NTUSER.DAT --dry-run").addHelpText("after", `\n${exitCodesText()}`);
  const [first = "", second] = args;
  const isKnown = ["-V", "--version"].includes(first) || Object.hasOwn(COMMANDS, first) || Object.hasOwn(GROUPS, first);
  for (const [, load] of chosen(COMMANDS, first, isKnown)) (await load())(program, context, finish);
  for (const [name, { description, example, commands }] of chosen(GROUPS, first, isKnown)) {
    const group = withExamples(program.command(name).description(description), example);
    group.helpCommand("help [command]", HELP_OF_ANOTHER);
    for (const [, load] of chosen(commands, second)) (await load())(group, context, finish);
    group.commands.forEach(refuseRepeatedOptions);
  }
  program.commands.forEach(refuseRepeatedOptions);
  for (const command of program.commands) command.helpGroup(headingOfCommand(command.name()));
  return program;
}

/** The entry that a word names, none when all that is needed is known without it, else all; each with its name. */
function chosen<Entry>(table: Readonly<Record<string, Entry>>, word = "", isKnown = false): [string, Entry][] {
  if (Object.hasOwn(table, word)) return [[word, table[word] as Entry]];
  return isKnown ? [] : Object.entries(table);
}

/** Of an option that is given twice Commander keeps the last; whoever gave it twice wanted both, or made a mistake. */
function refuseRepeatedOptions(command: Command): void {
  for (const option of command.options) {
    if (option.parseArg === collected) continue;
    let count = 0;
    command.on(`option:${option.name()}`, () => {
      count += 1;
      if (count < 2) return;
      const advice = "Give it once, or run the command once for each.";
      throw new HiveError("usage", `${option.long} is given more than once`, { advice });
    });
  }
}
