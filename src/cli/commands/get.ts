import { type Command, Option } from "commander";
import {
  type ExitCode,
  filetimeToIso,
  HiveError,
  isProfileSecret,
  type Key,
  type Value,
  valueTypeName,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import {
  type CommonOptions,
  HIVE_ARGUMENT,
  parseValueType,
  withCommonOptions,
  withReadingOptions,
} from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { isFolder } from "../many/hive-targets.ts";
import { withRootOptions } from "../many/root-options.ts";
import { keyAt, swappedArguments, valueNotFound } from "../not-found.ts";
import { hexView } from "../render/hex-view.ts";
import { table } from "../render/table.ts";
import { type ValueStyle, valueDataText, valueDocument, valueLines, valueNameText } from "../render/value.ts";
import { writeBytes } from "../write-bytes.ts";
import { writePieces } from "../write-pieces.ts";

interface GetOptions extends CommonOptions {
  readonly showSecrets?: boolean;
  readonly follow?: boolean;
  readonly raw?: boolean;
  readonly hex?: boolean;
  /** The number of a type to read the data by. */
  readonly as?: number;
}

/** `hivetool get`: one value of a key, or all of them. */
export function addGetCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("get").description("print a value, or all values of a key");
  withRootOptions(
    withReadingOptions(withCommonOptions(command, "hivetool get NTUSER.DAT 'Control Panel\\Desktop' Wallpaper")),
    "users",
  )
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes")
    .argument("[value]", "name of the value; '' is the default value; all values without it")
    .addOption(new Option("--raw", "write the value's bytes as they are").conflicts(["hex", "json", "as"]))
    .addOption(new Option("--hex", "print the value's bytes as a hex dump").conflicts(["json", "as"]))
    .option("--as <type>", "read the data by another type: REG_SZ, dword, a number", parseValueType)
    .option("--follow", "go where symbolic links lead, within this hive")
    .option("--show-secrets", "also show passwords of Outlook profiles, protected as they are")
    .action(async (hive: string, path: string, name: string | undefined, options: GetOptions) => {
      const swapped = swappedArguments(context.fs, hive, path, "hivetool get HIVE KEY [VALUE]");
      if (swapped) throw swapped;
      const run = new CommandRun(context, options);
      if (name === undefined && (options.raw || options.hex)) {
        throw new HiveError("usage", "--raw and --hex need the name of a value");
      }
      if (options.raw && isFolder(context.fs, hive))
        throw new HiveError("usage", "--raw takes one hive, and this is a folder", {
          advice: "Nothing would tell the bytes of one hive from those of the next; --json holds them all.",
        });
      finish(
        await run.over([hive], { usual: "users", isOne: true }, (file) =>
          run.withHive(file, {}, (opened) => {
            const key = keyAt(opened.hive, path, options);
            return name === undefined ? allValues(key, styleOf(options), run) : oneValue(key, name, options, run);
          }),
        ),
      );
    });
}

function styleOf({ showSecrets = false, as }: GetOptions): ValueStyle {
  return { showSecrets, ...(as !== undefined && { as }) };
}

async function oneValue(key: Key, name: string, options: GetOptions, run: CommandRun): Promise<Report> {
  const value = key.findValue(name);
  if (value === undefined) throw valueNotFound(key, name);
  const style = styleOf(options);
  if (options.raw || options.hex) {
    await writeData(value, options, run);
    return { document: {}, text: "" };
  }
  return { document: { key: key.path, ...valueDocument(value, style) }, text: valueLines(value, style) };
}

/** The bytes themselves, for other programs or as a dump for people. */
async function writeData(value: Value, { raw, showSecrets }: GetOptions, run: CommandRun): Promise<void> {
  if (isProfileSecret(value.key.path, value.name) && !showSecrets) {
    throw new HiveError("usage", "this value is a password", {
      advice: "Use --show-secrets to get it, protected as it is.",
    });
  }
  if (raw) await writeBytes(run.context, value.data());
  else await writePieces(run.context, hexView(value.data(), 0));
}

function allValues(key: Key, style: ValueStyle, run: CommandRun): Report {
  const values = [...key.values()];
  if (values.length === 0) run.note(`${key.isRoot ? "the root key" : `the key ${key.path}`} has no values`);
  const rows = values.map((value) => [valueNameText(value), valueTypeName(value.type), valueDataText(value, style)]);
  const document = {
    key: key.path,
    lastWritten: filetimeToIso(key.lastWritten),
    values: values.map((value) => valueDocument(value, style)),
  };
  return { document, text: table(rows) };
}
