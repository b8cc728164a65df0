import type { Command } from "commander";
import { describeOutlook, type ExitCode, HiveError, type OpenedHive } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions, withLogsOption } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { withRootOptions } from "../many/root-options.ts";
import { outlookText } from "../render/outlook.ts";

interface ListOptions extends CommonOptions {
  readonly showSecrets?: boolean;
}

/** `hivetool outlook list`: the Outlook profiles of users' hives. */
export function addOutlookListCommand(outlook: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = outlook
    .command("list")
    .description("show Outlook profiles, their accounts and Exchange proxy settings");
  withRootOptions(withLogsOption(withCommonOptions(command, "hivetool outlook list NTUSER.DAT")), "users")
    .argument("<hive...>", HIVE_ARGUMENT)
    .option("--show-secrets", "also show passwords, protected as they are")
    .action(async (hives: string[], options: ListOptions) => {
      const run = new CommandRun(context, options);
      finish(
        await run.over(hives, { usual: "users", isHeaded: true }, (path) =>
          run.withHive(path, {}, (opened) => list(opened, options, run)),
        ),
      );
    });
}

function list(opened: OpenedHive, options: ListOptions, run: CommandRun): Report {
  const description = describeOutlook(opened.hive, { showSecrets: options.showSecrets ?? false });
  if (description.profiles.length === 0) {
    const advice = "Take the hive of a user of Outlook: the file NTUSER.DAT in the user's profile folder.";
    throw new HiveError("profile-not-found", "this hive holds no Outlook profile", { advice });
  }
  return { document: description, text: outlookText(opened.path, description, run.colours) };
}
