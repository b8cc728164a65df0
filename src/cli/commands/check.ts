import type { Command } from "commander";
import { checkFile, EXIT, type ExitCode } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions, withLogsOption } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type RootOptions, withRootOptions } from "../many/root-options.ts";
import { checkText } from "../render/check.ts";

interface Options extends CommonOptions, RootOptions {
  readonly all?: boolean;
}

const EXAMPLE = `hivetool check NTUSER.DAT
hivetool check /mnt/windows --json`;

/** `hivetool check`: tells the health of hives, rule by rule. */
export function addCheckCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("check").description("tell whether hives are sound, and what is wrong with them");
  withRootOptions(withLogsOption(withCommonOptions(command, EXAMPLE)), "all")
    .argument("<hive...>", HIVE_ARGUMENT)
    .option("--all", "show every finding, not only some of each kind")
    .action(async (hives: string[], options: Options) => {
      const run = new CommandRun(context, options);
      finish(await run.over(hives, { usual: "all", isHeaded: true }, (path) => check(path, options, run)));
    });
}

/** Findings of a kind that are shown to people and, without --all, listed for scripts. */
const [SHOWN, LISTED] = [10, 1000];

function check(path: string, options: Options, run: CommandRun): Report {
  const { fs, now } = run.context;
  const logs = options.logs === false ? "ignore" : "apply";
  const limit = options.all ? Number.POSITIVE_INFINITY : LISTED;
  const { report, statistics } = checkFile(path, { fs, logs, limit, now: now() });
  run.noteRead(statistics);
  return {
    document: report,
    text: checkText(path, report, options.all ? limit : SHOWN, run.colours),
    exit: report.isSound ? EXIT.done : EXIT.notFound,
  };
}
