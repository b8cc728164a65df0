import type { Command } from "commander";
import { displaySafe, type ExitCode, readWholeFile, verifyAudit } from "../../index.ts";
import { CommandRun } from "../command-run.ts";
import { type CommonOptions, withCommonOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";

const EXAMPLE = `hivetool audit verify changes.audit

The hash of the last line, written down elsewhere, proves later that no line was cut
off the end.`;

/** `hivetool audit verify`: whether every line of an audit file carries the hash of the one before. */
export function addAuditVerifyCommand(group: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = group.command("verify").description("hold every line of an audit file against the one before");
  withCommonOptions(command, EXAMPLE)
    .argument("<file>", "the file that --audit has written")
    .action(async (file: string, options: CommonOptions) => {
      const run = new CommandRun(context, options);
      finish(
        await run.one(file, (path) => {
          const verdict = verifyAudit(new TextDecoder().decode(readWholeFile(context.fs, path)));
          const text = `${displaySafe(path)}: ${verdict.lines} lines, unbroken; hash of the last: ${verdict.lastHash}\n`;
          return { document: verdict, text };
        }),
      );
    });
}
