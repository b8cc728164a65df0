import type { Command } from "commander";
import {
  type ExitCode,
  type Hive,
  HiveError,
  type Inspection,
  inspectHead,
  inspectKey,
  inspectOffset,
  inspectValue,
  isProfileSecret,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import {
  type CommonOptions,
  HIVE_ARGUMENT,
  parseNumber,
  withCommonOptions,
  withLogsOption,
} from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { withRootOptions } from "../many/root-options.ts";
import { keyAt, swappedArguments, valueNotFound } from "../not-found.ts";
import { inspectionDocument, inspectionTexts } from "../render/inspection.ts";

interface InspectOptions extends CommonOptions {
  readonly offset?: number;
  readonly value?: string;
  readonly follow?: boolean;
  readonly showSecrets?: boolean;
}

/** `hivetool inspect`: every field of the structures behind a key, a value or an offset, raw and decoded, and their bytes. */
export function addInspectCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("inspect").description("take the structures of a hive apart, byte by byte");
  withRootOptions(
    withLogsOption(
      withCommonOptions(command, "hivetool inspect NTUSER.DAT 'Control Panel\\Desktop' --value Wallpaper"),
    ),
    "users",
  )
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("[key]", "path of the key, with backslashes; the hive's header without it")
    .option("--offset <number>", "what lies at this offset from the first hive bin; 0x for hexadecimal", parseNumber)
    .option("--value <name>", "a value of the key; '' is the default value")
    .option("--follow", "go where symbolic links lead, within this hive")
    .option("--show-secrets", "also show passwords of Outlook profiles, protected as they are")
    .action(async (hive: string, path: string | undefined, options: InspectOptions) => {
      const swapped = swappedArguments(context.fs, hive, path, "hivetool inspect HIVE [KEY]");
      if (swapped) throw swapped;
      if (options.offset !== undefined && (path !== undefined || options.value !== undefined)) {
        throw new HiveError("usage", "an offset says it all: give no key and no value beside it");
      }
      const run = new CommandRun(context, options);
      finish(
        await run.over([hive], { usual: "users", isOne: true }, (file) =>
          run.withHive(file, {}, (opened) => report(inspections(opened.hive, path, options), run)),
        ),
      );
    });
}

function* inspections(hive: Hive, path: string | undefined, options: InspectOptions): Generator<Inspection> {
  if (options.offset !== undefined) return yield* inspectOffset(hive, options.offset);
  if (path === undefined && options.value === undefined) return yield* inspectHead(hive);
  const key = keyAt(hive, path ?? "", options);
  if (options.value === undefined) return yield* inspectKey(hive, key);
  const value = key.findValue(options.value);
  if (value === undefined) throw valueNotFound(key, options.value);
  if (isProfileSecret(key.path, value.name) && !options.showSecrets) {
    throw new HiveError("usage", "this value is a password", {
      advice: "Use --show-secrets to see it, protected as it is.",
    });
  }
  yield* inspectValue(hive, value);
}

/** Text goes out structure by structure: a big value has thousands of them. */
function report(found: Iterable<Inspection>, run: CommandRun): Report {
  if (run.options.json) return { document: { structures: Array.from(found, inspectionDocument) }, text: "" };
  let isFirst = true;
  for (const inspection of found) {
    if (!isFirst) run.context.stdout.write("\n");
    isFirst = false;
    for (const text of inspectionTexts(inspection, run.colours)) run.context.stdout.write(text);
  }
  return { document: {}, text: "" };
}
