import { Command } from "commander";
import { type ExitCode, VERSION } from "../index.ts";
import { addExportCommand } from "./commands/export.ts";
import { addGetCommand } from "./commands/get.ts";
import { addInfoCommand } from "./commands/info.ts";
import { addInspectCommand } from "./commands/inspect.ts";
import { addLsCommand } from "./commands/ls.ts";
import { addOutlookFixPortCommand } from "./commands/outlook-fix-port.ts";
import { addOutlookListCommand } from "./commands/outlook-list.ts";
import { addRecoverCommand } from "./commands/recover.ts";
import type { CliContext } from "./context.ts";

/**
 * The whole command line. Touches nothing but the context, and nothing at all before it is asked to parse; `finish` takes
 * the exit code of the command that has run.
 */
export function createProgram(context: CliContext, finish: (exit: ExitCode) => void): Command {
  const program = new Command("hivetool")
    .description("Opens Windows registry hives offline: reads and edits them, and never damages one.")
    .version(VERSION, "-V, --version", "print the version")
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
    })
    .addHelpText("after", `\nExample:\n  hivetool outlook fix-port NTUSER.DAT --dry-run\n\nExit codes:\n${EXIT_CODES}`);
  for (const add of [
    addInfoCommand,
    addLsCommand,
    addGetCommand,
    addInspectCommand,
    addExportCommand,
    addRecoverCommand,
  ])
    add(program, context, finish);
  const outlook = program.command("outlook").description("look at Outlook profiles and mend them");
  outlook.addHelpText("after", "\nExample:\n  hivetool outlook list NTUSER.DAT");
  for (const add of [addOutlookListCommand, addOutlookFixPortCommand]) add(outlook, context, finish);
  return program;
}

const EXIT_CODES = `  0 done, or nothing to do     4 refused: dirty, in use, unsound, or not as expected
  1 not found, or findings     5 input or output failed
  2 wrong usage                70 a fault of hivetool
  3 malformed hive             130 interrupted`;
