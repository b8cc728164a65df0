import type { Command } from "commander";
import { type Change, type ExitCode, type Hive, HiveError } from "../../index.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editOneHive } from "../editing/edit-report.ts";
import { expectationFor, type IfValueOption, withIfValueOption } from "../editing/if-value.ts";
import { keyAt, valueNotFound } from "../not-found.ts";

interface Options extends EditOptions, IfValueOption {
  readonly value?: string;
}

const USAGE = "hivetool rename HIVE KEY NEWNAME";
const EXAMPLE = `hivetool rename NTUSER.DAT 'Software\\Acme' 'Acme Ltd'
hivetool rename NTUSER.DAT 'Software\\Acme' Grade --value Level`;

/** `hivetool rename`: gives a key, or a value of it, another name. */
export function addRenameCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("rename").description("rename a key, or with --value one of its values");
  withIfValueOption(withEditOptions(command, EXAMPLE))
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes")
    .argument("<newname>", "the new name: a name, no path")
    .option("--value <name>", "rename this value, and not the key; '' is the default value")
    .action(async (hive: string, key: string, name: string, options: Options) => {
      if (options.value === undefined && options.ifValue !== undefined)
        throw new HiveError("usage", "--if-value needs --value");
      if (options.value === undefined && name.includes("\\")) {
        const advice = "The new name stands alone; `hivetool move HIVE KEY NEWKEY` puts a key elsewhere.";
        throw new HiveError("usage", "the name of a key holds no backslash", { found: name, advice });
      }
      finish(
        await editOneHive(context, { hive, key, usage: USAGE }, options, (opened) => {
          return { version: 1, changes: [changeFor(opened.hive, key, name, options)] };
        }),
      );
    });
}

function changeFor(hive: Hive, path: string, name: string, options: Options): Change {
  const key = keyAt(hive, path);
  if (options.value === undefined) return { op: "rename-key", key: path, name };
  const value = key.findValue(options.value);
  if (value === undefined) throw valueNotFound(key, options.value);
  const expect = expectationFor(value, options);
  return { op: "rename-value", key: path, value: options.value, name, ...(expect && { expect }) };
}
