import { HiveError, HivexError, withErrno } from "hivex-wasm";
import type { CliContext } from "../cli/context.ts";
import { writePieces } from "../cli/write-pieces.ts";
import { filePieces } from "../index.ts";
import { errnoNumber, errnoText } from "../shell/errno-text.ts";
import { nodeAt } from "../shell/node-at.ts";
import { type LongOptions, longOptions, type OptionKind } from "./long-options.ts";
import { openedHive } from "./opened-hive.ts";
import { regeditExport } from "./regedit-export.ts";
import { regeditMerge } from "./regedit-merge.ts";

const OPTIONS: Readonly<Record<string, OptionKind>> = {
  help: "flag",
  "?": "flag",
  debug: "flag",
  merge: "flag",
  import: "flag",
  export: "flag",
  prefix: "text",
  encoding: "text",
  "unsafe-printable-strings": "flag",
  unsafe: "flag",
  "max-depth": "number",
};

const USAGE = `Usage:
     hivexregedit --merge [--prefix prefix] [--encoding enc] \\
             hivefile [regfile]

     hivexregedit --export [--prefix prefix] hivefile key > regfile

`;

const HELP = `${USAGE}Options:
     --merge, --import            does what .reg files say; stdin without one
     --export                     writes a key with all below it as a .reg file
     --prefix PATH                what the hive's root is called there
     --encoding UTF-16LE|ASCII    of texts in quotes, in the hive
     --unsafe-printable-strings   exports strings as text
     --max-depth N                exports so many levels of keys
     --unsafe                     goes on where the hive is damaged
     --debug                      is taken, and does nothing

`;

/** What Perl ends with when nothing else is known. */
const DIED = 255;

/** `hivexregedit --merge` and `--export`: .reg files into a hive, and out of one. */
export async function hivexregedit(words: readonly string[], context: CliContext): Promise<number> {
  const options = longOptions(words, OPTIONS);
  const { values, operands, complaints } = options;
  const [doesMerge, doesExport] = [values.merge ?? values.import, values.export].map((flag) => flag !== undefined);
  if (complaints.length > 0) {
    context.stderr.write(`${complaints.join("\n")}\n${USAGE}`);
    return 2;
  }
  if ((values.help ?? values["?"]) !== undefined) {
    context.stdout.write(HELP);
    return 1;
  }
  const mistake = mistakeIn(options, doesMerge === true, doesExport === true);
  if (mistake !== undefined) {
    context.stderr.write(`${mistake}\n`);
    return DIED;
  }
  try {
    return doesMerge ? await merge(context, options) : await exportKey(context, options);
  } catch (error) {
    if (error instanceof HivexError) {
      context.stderr.write(`hivexregedit: ${error.path ?? operands[0]}: ${errnoText(error.code)}\n${error.message}\n`);
      return errnoNumber(error.code);
    }
    if (!(error instanceof HiveError)) throw error;
    context.stderr.write(`reg_import: parse error: ${error.message}\n`);
    return DIED;
  }
}

function mistakeIn({ values, operands }: LongOptions, doesMerge: boolean, doesExport: boolean): string | undefined {
  if (doesMerge && doesExport) return "hivexregedit: cannot use --merge and --export at the same time";
  if (!doesMerge && !doesExport) return "hivexregedit: use --merge or --export, see the manpage for help";
  if (doesExport && values.encoding !== undefined)
    return "hivexregedit: --encoding has no effect when used with --export";
  if (doesMerge && operands.length < 1) return "hivexregedit --merge hivefile [input.reg ...]";
  if (doesExport && operands.length !== 2) return "hivexregedit --export hivefile key";
  return encoderOf(values.encoding) === undefined
    ? `hivexregedit: ${values.encoding}: no encoding that is known; UTF-16LE and ASCII are`
    : undefined;
}

async function merge(context: CliContext, { values, operands }: LongOptions): Promise<number> {
  const [path = "", ...files] = operands;
  const encode = encoderOf(values.encoding);
  const stdin = files.length === 0 || files.includes("-") ? [await context.stdin()] : [];
  const hivex = openedHive(context, path, { write: true, unsafe: values.unsafe !== undefined });
  try {
    for (const file of files.length === 0 ? ["-"] : files) {
      const pieces =
        file === "-" ? stdin : withErrno(() => Array.from(filePieces(context.fs, file)(), (piece) => piece.slice()));
      if (encode !== undefined) regeditMerge(hivex, pieces, { prefix: values.prefix ?? "", encode });
    }
    for (const warning of hivex.commit(null)) context.stderr.write(`hivexregedit: ${warning}\n`);
    return 0;
  } finally {
    hivex.close();
  }
}

async function exportKey(context: CliContext, { values, operands }: LongOptions): Promise<number> {
  const [path = "", key = ""] = operands;
  const isUnsafe = values.unsafe !== undefined;
  const hivex = openedHive(context, path, { unsafe: isUnsafe });
  try {
    context.stdout.write("Windows Registry Editor Version 5.00\n\n");
    const node = nodeAt(hivex, key);
    if (node === undefined) {
      context.stderr.write(`${key}: path not found in this hive\n`);
      return DIED;
    }
    const options = {
      prefix: (values.prefix ?? "").replace(/\\$/, ""),
      maxDepth: Number(values["max-depth"] ?? -1),
      isPrintable: values["unsafe-printable-strings"] !== undefined,
      ...(isUnsafe && { passOver: (what: string) => context.stderr.write(`skipping ${what}\n`) }),
    };
    // What comes before something that cannot be read is written, too.
    let failure: unknown;
    await writePieces(
      context,
      untilFailure(regeditExport(hivex, node, options), (error) => {
        failure = error;
      }),
    );
    if (failure !== undefined) throw failure;
    return 0;
  } finally {
    hivex.close();
  }
}

function* untilFailure(pieces: Iterable<string>, failed: (error: unknown) => void): Generator<string> {
  try {
    yield* pieces;
  } catch (error) {
    failed(error);
  }
}

/** What texts become, each with its NUL; undefined for an encoding that is not known. */
function encoderOf(encoding = "UTF-16LE"): ((text: string) => Uint8Array) | undefined {
  const name = encoding.toLowerCase().replace(/[-_]/g, "");
  if (name === "utf16le") return (text) => new Uint8Array(Buffer.from(`${text}\0`, "utf16le"));
  if (["ascii", "usascii", "latin1", "iso88591"].includes(name)) {
    const isAscii = name.endsWith("ascii");
    return (text) => new Uint8Array(Buffer.from(`${isAscii ? text.replace(/[^ -~\t\r\n]/gu, "?") : text}\0`, "latin1"));
  }
  return name === "utf8" ? (text) => new Uint8Array(Buffer.from(`${text}\0`)) : undefined;
}
