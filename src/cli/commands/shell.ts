import { type Command, Option } from "commander";
import type { ExitCode } from "../../index.ts";
import { collected } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { parseTime } from "../editing/edit-time.ts";
import { withExamples } from "../manual/examples.ts";
import { inGroup } from "../manual/option-groups.ts";
import { type ShellOptions, shellOn } from "../shell/shell-on.ts";

const EXAMPLE = `hivetool shell NTUSER.DAT
hivetool shell NTUSER.DAT -c 'cd Software\\Acme' -c 'set . Level 3 --type dword' -c commit
hivetool shell NTUSER.DAT -f script.txt

Commands and scripts are those of libhivex's hivexsh, and edits those of hivetool without
the hive's name. Edits stay in memory until \`commit\`. Unsaved changes are never dropped
unasked; a script that leaves some is refused with exit code 4. \`help\` lists the commands.`;

/** `hivetool shell`: looks at a hive and edits it, command by command. */
export function addShellCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("shell").description("look at a hive and edit it, command by command");
  inGroup("Writing:", withExamples(command, EXAMPLE), () =>
    command
      .option("--time <when>", "last-write time of changed keys: now, keep, or a time in ISO 8601", parseTime, "now")
      .option("--hard-links", "write even when the file has several names; all of them change")
      .option("--break-lock", "take the guard of another hivetool that is known to be gone")
      .option("--backup", "copy the hive and its logs to files beside it before each commit, named with the time")
      .option("--journal <folder>", "note there for each commit how to take it back; see `hivetool undo`"),
  );
  command
    .argument("[hive]", "the hive's file, such as NTUSER.DAT; `load` opens one as well")
    .addOption(new Option("-f, --file <script>", "do the commands in this file").conflicts("command"))
    .option("-c, --command <command>", "do this command; again for the next one", collected)
    .action(async (hive: string | undefined, options: ShellOptions) => {
      finish(await shellOn(hive, options, context));
    });
}
