import type { Command } from "commander";
import { type ExitCode, type Hive, planReplace, type Rewriting } from "../../index.ts";
import { bounded } from "../bounded-steps.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { rewriteHives } from "../editing/rewrite-hives.ts";
import {
  type RewritingCommandOptions,
  rewritingOptionsIn,
  withRewritingOptions,
} from "../editing/rewriting-options.ts";

interface Options extends EditOptions, RewritingCommandOptions {
  readonly regex?: boolean;
  readonly ignoreCase?: boolean;
}

const EXAMPLE = `hivetool replace server-44300 server:44300 NTUSER.DAT --dry-run
hivetool replace '\\\\old\\home' '\\\\new\\users' NTUSER.DAT --ignore-case --in data,names
hivetool replace --regex '[.]com-(\\d+)$' '.com:$1' NTUSER.DAT --key 'Software\\Microsoft\\Office'
hivetool replace --ignore-case -- '-old' '-new' /srv/profiles

OLD is found in values of text, and in bytes that hold text as UTF-16 or 8-bit. Types
stay, and so do NULs, the structure of lists, and all that counts a text. In the middle
of other bytes only a text of the same length can take another's place. What cannot be
replaced is left and told, and the exit code is 1.`;

/** `hivetool replace`: puts one text in the place of another. */
export function addReplaceCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("replace").description("put one text in the place of another, in data or names");
  withRewritingOptions(withEditOptions(command, EXAMPLE), "data")
    .argument("<old>", "the text that goes")
    .argument("<new>", "the text that comes; '' for none")
    .argument("<hive...>", HIVE_ARGUMENT)
    .option("--regex", "OLD is a regular expression of JavaScript's; $1 and $<name> in NEW are what its groups found")
    .option("-i, --ignore-case", "compare letters as Windows compares names")
    .action(async (old: string, replacement: string, hives: string[], options: Options) => {
      const { regex = false, ignoreCase = false } = options;
      const how = { ...rewritingOptionsIn(options), regex, ignoreCase };
      const planFor = (hive: Hive): Rewriting => planReplace(hive, old, replacement, how);
      const boundedPlanFor = (hive: Hive): Rewriting => bounded(context, "the regular expression", () => planFor(hive));
      finish(await rewriteHives(context, hives, options, regex ? boundedPlanFor : planFor));
    });
}
