import { basename, dirname, join, relative } from "node:path";
import { type Command, Option } from "commander";
import {
  displaySafe,
  EXIT,
  type ExitCode,
  exitCodeOf,
  type Hive,
  HiveError,
  HiveExport,
  type HiveExportFormat,
  type Key,
  makeFolder,
  type OpenedHive,
  SettingsExport,
  type SettingsFormat,
  writeNewFile,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import {
  type CommonOptions,
  HIVE_ARGUMENT,
  parseCount,
  withCommonOptions,
  withReadingOptions,
} from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type HiveTarget, isFolder } from "../many/hive-targets.ts";
import { ProgressBar } from "../many/progress.ts";
import { withRootOptions } from "../many/root-options.ts";
import { keyAt, swappedArguments } from "../not-found.ts";
import { writeBytes } from "../write-bytes.ts";

interface ExportCommandOptions extends CommonOptions {
  readonly format: HiveExportFormat | SettingsFormat;
  readonly encoding?: "utf-16le" | "utf-8";
  readonly prefix?: string;
  readonly output?: string;
  readonly outputDir?: string;
  readonly jobs?: number;
}

/** What Windows' own tools take; all others tell everything that is in the hive. */
const SETTINGS: readonly SettingsFormat[] = ["pol", "reg-add", "powershell"];
const FORMATS: readonly (HiveExportFormat | SettingsFormat)[] = ["reg", "jsonl", "xml", "csv", "tsv", ...SETTINGS];
/** How files of a format are called, where it is not by the format. */
const SUFFIXES: Partial<Record<ExportCommandOptions["format"], string>> = { "reg-add": "cmd", powershell: "ps1" };

/** What a format cannot say is told one by one, up to so many. */
const MOST_WARNINGS = 20;

const EXAMPLE = `hivetool export NTUSER.DAT 'Software\\Microsoft' --format reg > user.reg
hivetool export NTUSER.DAT 'Software\\Policies' --format pol --output Registry.pol
hivetool export NTUSER.DAT Environment --format powershell --output environment.ps1

reg, jsonl, xml, csv and tsv tell what is in the hive. pol writes a policy's Registry.pol,
reg-add a .cmd file of reg add commands and powershell a script, both for people to run
in Windows. What one of these three cannot say is left out, with a warning.`;

/** `hivetool export`: a hive, or a key with all below it, as text. */
export function addExportCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("export").description("write a hive, or a key with all below it, as text");
  withCommonOptions(command, EXAMPLE)
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("[key]", "path of the key, with backslashes; the root key without it", "")
    .addOption(new Option("--format <format>", "how to write it").choices(FORMATS).default("reg"))
    .addOption(new Option("--encoding <encoding>", "of reg; utf-16le unless told").choices(["utf-16le", "utf-8"]))
    .option("--prefix <path>", "what to call the hive's root in paths, such as HKEY_USERS\\alice")
    .option("--output <file>", "write a new file instead of stdout")
    .option("--output-dir <folder>", "write a new file for each hive, named and placed below it as the hives are")
    .option("--jobs <number>", "do so many hives at a time; without it, as many as there are processors", parseCount);
  withRootOptions(withReadingOptions(command), "users").action(
    async (hive: string, path: string, given: ExportCommandOptions) => {
      const options = given.output === "-" ? withoutOutput(given) : given;
      const mistake =
        swappedArguments(context.fs, hive, path, "hivetool export HIVE [KEY]") ??
        contradiction(options, isFolder(context.fs, hive));
      if (mistake) throw mistake;
      const run = new CommandRun(context, options);
      finish(
        await run.over(
          [hive],
          { usual: "users", isOne: true, threads: { jobs: options.jobs } },
          (file, target, ofHive) =>
            ofHive.withHive(file, {}, (opened) => {
              const output = outputFor(target, options);
              return write(opened, path, { ...options, ...(output !== undefined && { output }) }, ofHive);
            }),
        ),
      );
    },
  );
}

/** `--output -` is stdout, as everywhere. */
function withoutOutput({ output: _, ...others }: ExportCommandOptions): ExportCommandOptions {
  return others;
}

/** Where the export of a hive goes: two hives of one root never have one name. */
function outputFor(
  { path, root }: HiveTarget,
  { output, outputDir, format }: ExportCommandOptions,
): string | undefined {
  if (outputDir === undefined) return output;
  return join(outputDir, `${root === undefined ? basename(path) : relative(root, path)}.${SUFFIXES[format] ?? format}`);
}

function contradiction(
  { format, encoding, prefix, json, output, outputDir }: ExportCommandOptions,
  isRoot: boolean,
): HiveError | undefined {
  const usage = (statement: string, advice: string): HiveError => new HiveError("usage", statement, { advice });
  if (encoding !== undefined && format !== "reg") {
    return usage("--encoding is for --format reg alone", "Leave --encoding out.");
  }
  if (prefix !== undefined && format === "xml") {
    return usage("--prefix is for formats with paths; XML nests its keys instead", "Leave --prefix out.");
  }
  if (output !== undefined && outputDir !== undefined) {
    return usage("--output names one file, --output-dir a folder for many", "Leave one of them out.");
  }
  if (isRoot && outputDir === undefined) {
    return usage("the hives below a folder need a file each", "Add --output-dir FOLDER.");
  }
  if (json && output === undefined && outputDir === undefined) {
    return usage("with --json the export needs a file of its own", "Add --output FILE.");
  }
  return undefined;
}

async function write(
  opened: OpenedHive,
  path: string,
  options: ExportCommandOptions,
  run: CommandRun,
): Promise<Report> {
  const key = keyAt(opened.hive, path);
  const exporting = begin(opened.hive, key, options, rootNameFor(opened, options, run));
  const { output } = options;
  try {
    if (output === undefined) await pass(exporting, opened, run, (chunk) => writeBytes(run.context, chunk));
    else {
      if (options.outputDir !== undefined) makeFolder(run.context.fs, dirname(output));
      await writeNewFile(run.context.fs, output, (append) => pass(exporting, opened, run, appending(append)));
    }
  } catch (error) {
    throw withAdvice(error);
  }
  if (exporting instanceof HiveExport) run.reportFaults(opened.path, exporting.faults, exporting.faultCount);
  else warnOfLeftOut(exporting, opened.path, run);
  const { keys, values, dataSize } = exporting.counts;
  const leftOut = exporting instanceof HiveExport ? {} : { leftOut: exporting.leftOut };
  const document = {
    key: key.path,
    format: options.format,
    output,
    keys,
    values,
    dataSize: Number(dataSize),
    ...leftOut,
  };
  return { document, text: output === undefined ? "" : `${displaySafe(output)}: ${keys} keys, ${values} values\n` };
}

type Exporting = HiveExport | SettingsExport;

function begin(hive: Hive, key: Key, options: ExportCommandOptions, prefix: string): Exporting {
  const { format, encoding, tolerant = false } = options;
  if (isSettingsFormat(format)) return new SettingsExport(hive, { format, key, prefix });
  return hive.export({ format, ...(encoding && { encoding }), key, prefix, tolerant, borrowed: true });
}

function isSettingsFormat(format: ExportCommandOptions["format"]): format is SettingsFormat {
  return (SETTINGS as readonly string[]).includes(format);
}

function warnOfLeftOut({ leftOut, leftOutCount }: SettingsExport, path: string, run: CommandRun): void {
  const shown = leftOut.slice(0, MOST_WARNINGS);
  for (const { key, value, reason } of shown) {
    const what =
      value === undefined ? "the key" : value === "" ? "the default value" : `the value ${displaySafe(value)}`;
    run.warn(path, `${displaySafe(key)}: ${what} is left out: ${reason}`);
  }
  if (leftOutCount > shown.length) run.warn(path, `${leftOutCount - shown.length} more keys and values are left out`);
}

/** Hands the chunks on one after the other; between them Ctrl-C is heard. Ends early when nobody reads any more. */
async function pass(
  exporting: Exporting,
  { identity, statistics }: OpenedHive,
  run: CommandRun,
  take: (chunk: Uint8Array) => Promise<boolean>,
): Promise<void> {
  const bar = new ProgressBar(run.context.stderr);
  let written = 0;
  try {
    for (const chunk of exporting) {
      if (!(await take(chunk))) return;
      written += chunk.length;
      // What has been read of the hive tells best how far the export has come.
      bar.show(() => ({ part: statistics.bytesRead / identity.size, text: rateText(exporting, written, bar.seconds) }));
      await run.stopIfInterrupted("the export was complete");
    }
  } finally {
    bar.hide();
  }
}

function appending(append: (bytes: Uint8Array) => Promise<void>): (chunk: Uint8Array) => Promise<boolean> {
  return async (chunk) => {
    await append(chunk);
    return true;
  };
}

function rateText({ counts }: Exporting, written: number, seconds: number): string {
  const megabytes = written / 1e6;
  return `${counts.keys} keys, ${megabytes.toFixed(0)} MB, ${(megabytes / seconds).toFixed(0)} MB/s`;
}

/** The name of the hive's root in paths. What Windows reads needs one. */
function rootNameFor(opened: OpenedHive, { format, prefix }: ExportCommandOptions, run: CommandRun): string {
  if (prefix !== undefined) return prefix.replace(/\\+$/, "");
  if (format !== "reg" && !isSettingsFormat(format)) return "";
  const { rootName, isRootNameInvented } = opened.hive.kind(opened.path);
  if (isRootNameInvented) {
    run.warn(
      opened.path,
      `nothing tells where Windows mounts this hive: its root is called ${rootName}; --prefix names it`,
    );
  }
  return rootName;
}

function withAdvice(error: unknown): unknown {
  if (!(error instanceof HiveError) || exitCodeOf(error) !== EXIT.malformed) return error;
  return error.with({ advice: "The export ends here. --tolerant exports all that can be read." });
}
