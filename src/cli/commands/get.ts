import type { Command } from "commander";
import { type ExitCode, filetimeToIso, type Key, valueTypeName } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions, withLogsOption } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { keyAt, swappedArguments, valueNotFound } from "../not-found.ts";
import { table } from "../render/table.ts";
import { type ValueStyle, valueDataText, valueDocument, valueLines, valueNameText } from "../render/value.ts";

interface GetOptions extends CommonOptions {
  readonly showSecrets?: boolean;
}

/** `hivetool get`: one value of a key, or all of them. */
export function addGetCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("get").description("print a value, or all values of a key");
  withLogsOption(withCommonOptions(command, "hivetool get NTUSER.DAT 'Control Panel\\Desktop' Wallpaper"))
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes")
    .argument("[value]", "name of the value; '' is the default value; all values without it")
    .option("--show-secrets", "also show passwords of Outlook profiles, protected as they are")
    .action(async (hive: string, path: string, name: string | undefined, options: GetOptions) => {
      const swapped = swappedArguments(context.fs, hive, path, "hivetool get HIVE KEY [VALUE]");
      if (swapped) throw swapped;
      const run = new CommandRun(context, options);
      const style = { showSecrets: options.showSecrets ?? false };
      finish(
        await run.one(hive, () =>
          run.withHive(hive, {}, (opened) => {
            const key = keyAt(opened.hive, path);
            return name === undefined ? allValues(key, style) : oneValue(key, name, style);
          }),
        ),
      );
    });
}

function oneValue(key: Key, name: string, style: ValueStyle): Report {
  const value = key.findValue(name);
  if (value === undefined) throw valueNotFound(key, name);
  return { document: { key: key.path, ...valueDocument(value, style) }, text: valueLines(value, style) };
}

function allValues(key: Key, style: ValueStyle): Report {
  const values = [...key.values()];
  const rows = values.map((value) => [valueNameText(value), valueTypeName(value.type), valueDataText(value, style)]);
  const document = {
    key: key.path,
    lastWritten: filetimeToIso(key.lastWritten),
    values: values.map((value) => valueDocument(value, style)),
  };
  return { document, text: table(rows) };
}
