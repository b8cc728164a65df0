import type { Command } from "commander";
import {
  applyImport,
  codePage,
  type ExitCode,
  type Hive,
  HiveError,
  type ImportResult,
  type SettingsImportOptions,
  verifyImport,
} from "../../index.ts";
import { carryOut } from "../carry-out.ts";
import { CommandRun } from "../command-run.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions, withWipeOption } from "../edit-options.ts";
import { importSources, itemsOf } from "../import-sources.ts";
import { importDocument, importText } from "../render/import.ts";

interface Options extends EditOptions {
  readonly ansi?: string;
  readonly prefix?: string;
  readonly strict?: boolean;
  readonly likeWindows?: boolean;
}

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

/** Lines that are passed over are said one by one, up to so many. */
const MOST_WARNINGS = 20;

/** `hivetool import`: does what .reg and Registry.pol files say. */
export function addImportCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program
    .command("import")
    .description("do what .reg and Registry.pol files say, all of it or nothing");
  withWipeOption(withEditOptions(command, EXAMPLE))
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<files...>", ".reg and .pol files, in this order; - for stdin")
    .option("--ansi <page>", "the code page of .reg files that are neither UTF-16 nor UTF-8, for example cp1252")
    .option("--prefix <path>", "sections below this path belong below the hive's root as well")
    .option("--strict", "refuse a file with lines or records that Windows would pass over")
    .option("--like-windows", "add the zeros that Windows adds to texts in hexadecimal; else bytes stay as written")
    .action(async (hive: string, files: string[], options: Options) => {
      finish(await importFiles(context, hive, files, options));
    });
}

async function importFiles(
  context: CliContext,
  hive: string,
  files: readonly string[],
  options: Options,
): Promise<ExitCode> {
  if (/\.(?:reg|pol)$/i.test(hive)) {
    const advice = "Usage: hivetool import HIVE FILE...";
    throw new HiveError("usage", "the hive is named first, and then the .reg and .pol files", { advice });
  }
  const { ansi, prefix, strict, likeWindows } = options;
  const how: SettingsImportOptions = {
    ...(ansi !== undefined && { ansi: codePage(ansi) }),
    ...(prefix !== undefined && { prefix }),
    ...(strict && { strict }),
    ...(likeWindows && { likeWindows }),
  };
  const sources = await importSources(files, context);
  const run = new CommandRun(context, options);
  return run.over([hive], { usual: "users", isOne: true, records: true, atOnce: true }, (path, _, own) =>
    own.withHive(path, { mode: "edit" }, async (opened) => {
      let result: ImportResult | undefined;
      const items = (within: Hive) => () => itemsOf(within, sources, how);
      const edit = {
        apply: (within: Hive) => {
          result = applyImport(within, items(within));
          return result.changes;
        },
        verify: (fresh: Hive) => verifyImport(fresh, items(fresh)),
        touched: () => [...(result?.touched ?? [])],
        isBulk: true,
      };
      const done = await carryOut(opened, edit, options, own);
      const { counts, changeCount, ignored } = result as ImportResult;
      for (const { line, file, reason, counts: unit } of ignored.slice(0, MOST_WARNINGS))
        own.warn(file ?? "", `${unit ? "record" : "line"} ${line} is passed over, as Windows does: ${reason}`);
      if (counts.ignored > MOST_WARNINGS)
        own.warn(files.join(", "), `${counts.ignored - MOST_WARNINGS} more lines or records are passed over`);
      const facts = { counts, changeCount, ignored, changes: done.changes, outcome: done.outcome };
      return {
        document: importDocument(facts),
        text: importText(facts, own.colours),
        errors: done.errors,
        exit: done.exit,
      };
    }),
  );
}
