import type { Command } from "commander";
import type { ExitCode } from "../../index.ts";
import { CommandRun } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions, withReadingOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { withRootOptions } from "../many/root-options.ts";
import { keyAt, swappedArguments } from "../not-found.ts";
import { securityDocument, securityText } from "../render/security.ts";

interface SecurityGetOptions extends CommonOptions {
  readonly follow?: boolean;
}

/** `hivetool security get`: who owns a key, and who may do what with it. */
export function addSecurityGetCommand(group: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = group.command("get").description("show who owns a key, and who may do what with it");
  withRootOptions(
    withReadingOptions(withCommonOptions(command, "hivetool security get NTUSER.DAT 'Software\\Microsoft'")),
    "users",
  )
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("[key]", "path of the key, with backslashes; the root key without it", "")
    .option("--follow", "go where symbolic links lead, within this hive")
    .action(async (hive: string, path: string, options: SecurityGetOptions) => {
      const swapped = swappedArguments(context.fs, hive, path, "hivetool security get HIVE [KEY]");
      if (swapped) throw swapped;
      const run = new CommandRun(context, options);
      finish(
        await run.over([hive], { usual: "users", isOne: true }, (file) =>
          run.withHive(file, {}, (opened) => {
            const key = keyAt(opened.hive, path, options);
            return { document: securityDocument(key), text: securityText(key) };
          }),
        ),
      );
    });
}
