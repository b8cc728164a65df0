import type { Command } from "commander";
import { type Change, type ExitCode, type Hive, HiveError } from "../../index.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions, withWipeOption } from "../editing/edit-options.ts";
import { editOneHive } from "../editing/edit-report.ts";
import { expectationFor, type IfValueOption, withIfValueOption } from "../editing/if-value.ts";
import { keyAt, valueNotFound } from "../not-found.ts";

interface Options extends EditOptions, IfValueOption {
  readonly value?: string;
  readonly recursive?: boolean;
}

const USAGE = "hivetool delete HIVE KEY, or hivetool delete HIVE KEY --value NAME";
const EXAMPLE = `hivetool delete NTUSER.DAT 'Software\\Acme' --value Level
hivetool delete NTUSER.DAT 'Software\\Acme' --recursive --dry-run`;

/** `hivetool delete`: deletes a key, or a value of it. */
export function addDeleteCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("delete").description("delete a key, or with --value one of its values");
  withIfValueOption(withWipeOption(withEditOptions(command, EXAMPLE)))
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes")
    .allowExcessArguments()
    .option("--value <name>", "delete this value, and not the key; '' is the default value")
    .option("--recursive", "delete the key with all its values and subkeys")
    .action(async (hive: string, key: string, options: Options) => {
      const [, , extra] = command.args;
      if (extra !== undefined) {
        const advice = "A value is named with --value; put a key with blanks in quotes.";
        throw new HiveError("usage", `"${extra}" is one argument too many`, { advice });
      }
      if (options.value === undefined && options.ifValue !== undefined)
        throw new HiveError("usage", "--if-value needs --value", { advice: `Usage: ${USAGE}` });
      if (options.value !== undefined && options.recursive)
        throw new HiveError("usage", "--recursive is for keys, and --value names a value", {
          advice: `Usage: ${USAGE}`,
        });
      finish(
        await editOneHive(context, { hive, key, usage: USAGE }, options, (opened) => {
          return { version: 1, changes: [changeFor(opened.hive, key, options)] };
        }),
      );
    });
}

function changeFor(hive: Hive, path: string, options: Options): Change {
  const key = keyAt(hive, path);
  const { value: name, recursive } = options;
  if (name === undefined) return { op: "delete-key", key: path, ...(recursive && { recursive }) };
  const value = key.findValue(name);
  if (value === undefined) throw valueNotFound(key, name);
  const expect = expectationFor(value, options);
  return { op: "delete-value", key: path, value: name, ...(expect && { expect }) };
}
