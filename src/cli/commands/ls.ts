import { type Command, Option } from "commander";
import { displaySafe, type ExitCode, type Key, walkKeys } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions, withReadingOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { interruptibly } from "../interruption.ts";
import { withRootOptions } from "../many/root-options.ts";
import { keyAt, swappedArguments } from "../not-found.ts";
import { keyRow, type ListingStyle, listingDocument, listingText, valueRow } from "../render/key-listing.ts";
import { writePieces } from "../write-pieces.ts";

interface LsOptions extends CommonOptions {
  readonly showSecrets?: boolean;
  readonly recursive?: boolean;
  readonly long?: boolean;
  readonly tree?: boolean;
  readonly follow?: boolean;
}

/** Values are shown on one line; longer texts are for `get`. */
const VALUE_COLUMNS = 80;

/** `hivetool ls`: the subkeys and values of one key, or of all keys below it. */
export function addLsCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("ls").description("list the subkeys and values of a key");
  withRootOptions(
    withReadingOptions(withCommonOptions(command, "hivetool ls NTUSER.DAT 'Software\\Microsoft\\Office'")),
    "users",
  )
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("[key]", "path of the key, with backslashes; the root key without it", "")
    .option("-R, --recursive", "also list all keys below, each with its values")
    .option("-l, --long", "also show counts, owner, flags, class name and access rights of keys")
    .addOption(
      new Option("--tree", "draw the keys below as a tree; with --long also their values").conflicts([
        "recursive",
        "json",
      ]),
    )
    .option("--follow", "go where symbolic links lead, within this hive")
    .option("--show-secrets", "also show passwords of Outlook profiles, protected as they are")
    .action(async (hive: string, path: string, options: LsOptions) => {
      const swapped = swappedArguments(context.fs, hive, path, "hivetool ls HIVE [KEY]");
      if (swapped) throw swapped;
      const run = new CommandRun(context, options);
      finish(
        await run.over([hive], { usual: "users", isOne: true }, (file) =>
          run.withHive(file, {}, (opened) => list(keyAt(opened.hive, path, options), options, run)),
        ),
      );
    });
}

async function list(key: Key, options: LsOptions, run: CommandRun): Promise<Report> {
  const { showSecrets = false, long = false } = options;
  const style: ListingStyle = { showSecrets, long, columns: VALUE_COLUMNS, colours: run.colours };
  if (options.json) return { document: await documentOf(key, options, style, run), text: "" };
  if (options.tree) await writePieces(run.context, treeTexts(key, style));
  else if (options.recursive) await writePieces(run.context, recursiveTexts(key, style));
  else await writePieces(run.context, [listingText(key, style)]);
  return { document: {}, text: "" };
}

async function documentOf(
  key: Key,
  { recursive }: LsOptions,
  style: ListingStyle,
  { context }: CommandRun,
): Promise<object> {
  if (!recursive) return listingDocument(key, style);
  const keys: object[] = [];
  for await (const { key: below } of interruptibly(context, walkKeys(key), "all was read")) {
    keys.push(listingDocument(below, style));
  }
  return { keys };
}

/** A block for each key, headed by its path. */
function* recursiveTexts(start: Key, style: ListingStyle): Generator<string> {
  for (const { key, depth } of walkKeys(start)) {
    const path = key.isRoot ? "\\" : displaySafe(key.path);
    yield `${depth === 0 ? "" : "\n"}${style.colours.bold(path)}:\n${listingText(key, style, "  ")}`;
  }
}

/** One line for each key; the strokes before it tell whose subkey it is. */
function* treeTexts(start: Key, style: ListingStyle): Generator<string> {
  const strokes: string[] = [];
  for (const { key, depth, isLast } of walkKeys(start)) {
    strokes.length = Math.max(0, depth - 1);
    const before = strokes.join("");
    const own = depth === 0 ? "" : isLast ? "`-- " : "|-- ";
    const [name = "", ...facts] = keyRow(key, style);
    yield `${before}${own}${depth === 0 && key.isRoot ? "\\" : name}${style.long ? `  ${facts.join("  ")}` : ""}\n`;
    if (depth > 0) strokes.push(isLast ? "    " : "|   ");
    if (!style.long) continue;
    const indent = `${strokes.join("")}${key.subkeyCount > 0 ? "|   " : "    "}`;
    for (const value of key.values()) yield `${indent}${valueRow(value, style).join("  ").trimEnd()}\n`;
  }
}
