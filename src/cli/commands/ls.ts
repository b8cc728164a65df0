import type { Command } from "commander";
import { displaySafe, type ExitCode, filetimeToIso, type Key, valueTypeName } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions, withLogsOption } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { keyAt, swappedArguments } from "../not-found.ts";
import { table } from "../render/table.ts";
import { valueDataText, valueDocument, valueNameText } from "../render/value.ts";

interface LsOptions extends CommonOptions {
  readonly showSecrets?: boolean;
}

/** Values are shown on one line; longer texts are for `get`. */
const VALUE_COLUMNS = 80;

/** `hivetool ls`: the subkeys and values of one key. */
export function addLsCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("ls").description("list the subkeys and values of a key");
  withLogsOption(withCommonOptions(command, "hivetool ls NTUSER.DAT 'Software\\Microsoft\\Office'"))
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("[key]", "path of the key, with backslashes; the root key without it", "")
    .option("--show-secrets", "also show passwords of Outlook profiles, protected as they are")
    .action(async (hive: string, path: string, options: LsOptions) => {
      const swapped = swappedArguments(context.fs, hive, path, "hivetool ls HIVE [KEY]");
      if (swapped) throw swapped;
      const run = new CommandRun(context, options);
      finish(
        await run.one(hive, () => run.withHive(hive, {}, (opened) => list(keyAt(opened.hive, path), options, run))),
      );
    });
}

function list(key: Key, options: LsOptions, run: CommandRun): Report {
  const style = { showSecrets: options.showSecrets ?? false, columns: VALUE_COLUMNS };
  const subkeys = [...key.subkeys()];
  const values = [...key.values()];
  if (options.json) {
    const document = {
      key: key.path,
      name: key.name,
      lastWritten: filetimeToIso(key.lastWritten),
      subkeys: subkeys.map(({ name, lastWritten, subkeyCount, valueCount }) => {
        return { name, lastWritten: filetimeToIso(lastWritten), subkeyCount, valueCount };
      }),
      values: values.map((value) => valueDocument(value, style)),
    };
    return { document, text: "" };
  }
  const keyRows = subkeys.map(({ name, lastWritten }) => [
    run.colours.cyan(`${displaySafe(name)}\\`),
    filetimeToIso(lastWritten),
  ]);
  const valueRows = values.map((value) => [
    valueNameText(value),
    valueTypeName(value.type),
    valueDataText(value, style),
  ]);
  const gap = keyRows.length > 0 && valueRows.length > 0 ? "\n" : "";
  return { document: {}, text: `${table(keyRows)}${gap}${table(valueRows)}` };
}
