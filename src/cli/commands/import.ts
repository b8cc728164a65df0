import type { Command } from "commander";
import { type ExitCode, HiveError } from "../../index.ts";
import { CommandRun } from "../command-run.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { carryOutImport } from "../editing/carry-out-import.ts";
import { type EditOptions, withEditOptions, withWipeOption } from "../editing/edit-options.ts";
import { importSources } from "../editing/import-sources.ts";
import { type SettingsOptions, settingsOptionsIn, withSettingsOptions } from "../editing/settings-options.ts";
import { compileLate } from "../patient-compiler.ts";
import { importDocument, importText } from "../render/import.ts";

const EXAMPLE = `hivetool import NTUSER.DAT settings.reg --dry-run
hivetool import SOFTWARE acme.reg more.reg --strict
hivetool import app.dat app.reg --prefix 'HKEY_LOCAL_MACHINE\\App'
hivetool import NTUSER.DAT User/Registry.pol

FILE is a .reg file as regedit writes it, a policy's Registry.pol, or - for stdin. A
section belongs into the hive whose root Windows shows there: below HKEY_CURRENT_USER
for a user's NTUSER.DAT, below HKEY_LOCAL_MACHINE\\SOFTWARE for SOFTWARE. One that
belongs elsewhere is refused. The keys of a Registry.pol file lie below
HKEY_LOCAL_MACHINE if its folder is called Machine, below HKEY_CURRENT_USER if it is
called User, and else below that of the two where the hive belongs.`;

/** `hivetool import`: does what .reg and Registry.pol files say. */
export function addImportCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program
    .command("import")
    .description("do what .reg and Registry.pol files say, all of it or nothing");
  withSettingsOptions(withWipeOption(withEditOptions(command, EXAMPLE)))
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<files...>", ".reg and .pol files, in this order; - for stdin")
    .action(async (hive: string, files: string[], options: EditOptions & SettingsOptions) => {
      finish(await importFiles(context, hive, files, options));
    });
}

async function importFiles(
  context: CliContext,
  hive: string,
  files: readonly string[],
  options: EditOptions & SettingsOptions,
): Promise<ExitCode> {
  if (/\.(?:reg|pol)$/i.test(hive)) {
    const advice = "Usage: hivetool import HIVE FILE...";
    throw new HiveError("usage", "the hive is named first, and then the .reg and .pol files", { advice });
  }
  const how = settingsOptionsIn(options);
  compileLate();
  const sources = await importSources(files, context);
  const run = new CommandRun(context, options);
  return run.over([hive], { usual: "users", isOne: true, records: true, atOnce: true }, (path, _, own) =>
    own.withHive(path, { mode: "edit" }, async (opened) => {
      const done = await carryOutImport(opened, sources, how, options, own);
      return {
        document: importDocument(done),
        text: importText(done, own.colours),
        errors: done.errors,
        exit: done.exit,
      };
    }),
  );
}
