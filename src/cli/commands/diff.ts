import { type Command, Option } from "commander";
import {
  type CompareOptions,
  compareKeys,
  type Difference,
  EXIT,
  type ExitCode,
  type Hive,
  HiveError,
  type Key,
  planBetween,
  regBetween,
  writeRegFile,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, withCommonOptions } from "../common-options.ts";
import { isRegFile, withSides } from "../compared-side.ts";
import type { CliContext } from "../context.ts";
import { keyAt } from "../not-found.ts";
import { differenceDocument, differenceTexts } from "../render/difference.ts";
import { jsonLine, jsonText } from "../render/json.ts";
import { writeBytes } from "../write-bytes.ts";
import { writePieces } from "../write-pieces.ts";

const FORMATS = ["text", "json", "reg", "plan"] as const;

interface DiffOptions extends CommonOptions {
  readonly format?: (typeof FORMATS)[number];
  readonly prefix?: string;
  readonly times?: boolean;
  readonly classes?: boolean;
  readonly security?: boolean;
  readonly flags?: boolean;
  readonly order?: boolean;
  readonly all?: boolean;
  /** false after `--no-logs-a`, `--no-logs-b`. */
  readonly logsA?: boolean;
  readonly logsB?: boolean;
}

const EXAMPLE = `hivetool diff old/NTUSER.DAT new/NTUSER.DAT
hivetool diff NTUSER.DAT NTUSER.DAT --no-logs-a --all
hivetool diff golden.dat NTUSER.DAT 'Software\\Acme' --format reg > acme.reg
hivetool diff NTUSER.DAT wanted.reg --format plan > plan.json

A and B are hives, or .reg files, which are taken as what they make of an empty hive.
Names, types and data are compared; letter case of names counts. --format json writes
an object a line; reg and plan turn A into B. The exit code is 0 when nothing differs,
1 when something does, and 2 or more when something went wrong.`;

/** `hivetool diff`: in what two hives differ. */
export function addDiffCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program
    .command("diff")
    .description("tell in what two hives differ, also as a way from one to the other");
  withCommonOptions(command, EXAMPLE)
    .argument("<a>", "the hive or .reg file to begin with")
    .argument("<b>", "the hive or .reg file to come to")
    .argument("[key]", "path of the key, with backslashes; the root key without it", "")
    .addOption(new Option("--format <format>", "how to write it; text unless told").choices(FORMATS).conflicts("json"))
    .option("--prefix <path>", "what to call the hive's root in a .reg file, such as HKEY_USERS\\alice")
    .option("--times", "also compare last-write times of keys")
    .option("--classes", "also compare class names of keys")
    .option("--security", "also compare security descriptors of keys")
    .option("--flags", "also compare flags of keys")
    .option("--order", "also compare the order of values")
    .option("--all", "compare all of these")
    .option("--no-logs-a", "take A as it lies, if it is dirty, without what its transaction logs add")
    .option("--no-logs-b", "the same for B")
    .action(async (a: string, b: string, key: string, options: DiffOptions) => {
      const compared = comparedIn(options);
      if (Object.values(compared).includes(true) && [a, b].some(isRegFile)) {
        const advice = "Leave --times, --classes, --security, --flags, --order and --all out.";
        throw new HiveError("usage", "a .reg file tells names, types and data alone", { advice });
      }
      const run = new CommandRun(context, options);
      const sides = [
        { path: a, ignoresLogs: options.logsA === false },
        { path: b, ignoresLogs: options.logsB === false },
      ] as const;
      finish(
        await run.one(a, () =>
          withSides(run, sides, (one, other) => {
            const asked = { a, b, key, options, compared };
            return report({ ...asked, hives: [one, other] }, run);
          }),
        ),
      );
    });
}

function comparedIn({ all, times, classes, security, flags, order }: DiffOptions): CompareOptions {
  if (all) return { times: true, classes: true, security: true, flags: true, order: true };
  return {
    ...(times && { times }),
    ...(classes && { classes }),
    ...(security && { security }),
    ...(flags && { flags }),
    ...(order && { order }),
  };
}

interface Asked {
  readonly a: string;
  readonly b: string;
  readonly key: string;
  readonly hives: readonly [Hive, Hive];
  readonly options: DiffOptions;
  readonly compared: CompareOptions;
}

async function report({ a, b, key, hives, options, compared }: Asked, run: CommandRun): Promise<Report> {
  const [one, other] = hives;
  const [from, to] = hives.map((hive) => hive.findKey(key)) as [Key | undefined, Key | undefined];
  if (from === undefined && to === undefined) keyAt(one, key);
  const { format = "text" } = options;
  if (format === "plan") {
    const plan = planBetween(one, other, { ...compared, key });
    await writePieces(run.context, [jsonText(plan)]);
    return { document: {}, text: "", exit: plan.changes.length === 0 ? EXIT.done : EXIT.notFound };
  }
  if (format === "reg") return writeReg({ a, hives, options, compared }, from, to, run);
  const found = { count: 0 };
  const differences = counted(compareKeys(from, to, compared), found);
  const exit = (): ExitCode => (found.count === 0 ? EXIT.done : EXIT.notFound);
  if (options.json) {
    const document = { other: b, key: (to ?? from)?.path ?? "", differences: [...differences].map(differenceDocument) };
    return { document, text: "", exit: exit() };
  }
  if (format === "json") await writePieces(run.context, jsonLines(differences));
  else await writePieces(run.context, differenceTexts(differences, { a, b, colours: run.colours }));
  return { document: {}, text: "", exit: exit() };
}

async function writeReg(
  { a, hives: [one], options: { prefix }, compared }: Pick<Asked, "a" | "hives" | "options" | "compared">,
  from: Key | undefined,
  to: Key | undefined,
  run: CommandRun,
): Promise<Report> {
  const rootName = prefix?.replace(/\\+$/, "") ?? rootNameOf(a, one, run);
  const { statements, untold } = regBetween(from, to, { ...compared, rootName });
  const found = { count: 0 };
  for (const bytes of writeRegFile(counted(statements, found)))
    if (found.count > 0 && !(await writeBytes(run.context, bytes))) break;
  if (untold.size > 0) {
    const keys = untold.size === 1 ? "1 key differs" : `${untold.size} keys differ`;
    run.warn(a, `${keys} in what no .reg file tells; --format plan does`);
  }
  return { document: {}, text: "", exit: found.count + untold.size === 0 ? EXIT.done : EXIT.notFound };
}

/** What .reg files call the root; where nothing is known of it, the keys below it may stand for roots themselves. */
function rootNameOf(path: string, hive: Hive, run: CommandRun): string {
  const { rootName, isRootNameInvented } = hive.kind(path);
  if (!isRootNameInvented) return rootName;
  if (isRegFile(path)) return "";
  run.warn(path, `nothing tells where Windows mounts this hive: its root is called ${rootName}; --prefix names it`);
  return rootName;
}

function* jsonLines(differences: Iterable<Difference>): Generator<string> {
  for (const difference of differences) yield jsonLine(differenceDocument(difference));
}

function* counted<Each>(all: Iterable<Each>, found: { count: number }): Generator<Each> {
  for (const each of all) {
    found.count++;
    yield each;
  }
}
