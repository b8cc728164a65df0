import { type Command, InvalidArgumentError, Option } from "commander";
import {
  createHive,
  creationObstacles,
  displaySafe,
  EXIT,
  type ExitCode,
  exitCodeOf,
  type NewHiveOptions,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, withCommonOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { editTime, parseTime } from "../editing/edit-time.ts";

type Kind = NewHiveOptions["like"];
type Version = "1.3" | "1.5" | "1.6";

interface CreateOptions extends CommonOptions {
  readonly version?: Version;
  readonly like: Kind;
  readonly time: "now" | bigint;
  readonly dryRun?: boolean;
}

/** What Windows gives to each kind. */
const USUAL: Readonly<Record<Kind, Version>> = { user: "1.3", machine: "1.5", app: "1.5" };
const MINOR = { "1.3": 3, "1.5": 5, "1.6": 6 } as const;

/** `hivetool create`: an empty hive, from nothing. */
export function addCreateCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("create").description("create an empty hive: its root key, and nothing else");
  withCommonOptions(command, "hivetool create settings.dat --like app")
    .argument("<hive>", "the new file; nothing is overwritten")
    .addOption(
      new Option("--version <version>", "of the format; 1.3 for users, else 1.5, unless told").choices(
        Object.keys(MINOR),
      ),
    )
    .addOption(
      new Option("--like <kind>", "whose hive it is: decides who may do what with it")
        .choices(Object.keys(USUAL))
        .default("user"),
    )
    .option("--time <when>", "last-write time of the hive: now, or a time in ISO 8601", parseNewTime, "now")
    .option("--dry-run", "only say whether it could be done")
    .action(async (hive: string, options: CreateOptions) => {
      const run = new CommandRun(context, options);
      finish(await run.one(hive, () => create(hive, options, run)));
    });
}

function parseNewTime(text: string): "now" | bigint {
  const time = parseTime(text);
  if (time === "keep") throw new InvalidArgumentError("A new hive has no time that it could keep.");
  return time;
}

function create(path: string, options: CreateOptions, run: CommandRun): Report {
  const { like, dryRun = false } = options;
  const { fs } = run.context;
  const version = options.version ?? USUAL[like];
  const time = editTime(options.time, run.context);
  const document = { outcome: dryRun ? "dry-run" : "written", version, like };
  const what = `an empty hive, version ${version}, as of ${like === "app" ? "an app" : `a ${like}`}`;
  if (dryRun) {
    const errors = creationObstacles(path, fs);
    const exit = errors[0] === undefined ? EXIT.done : exitCodeOf(errors[0]);
    const text = exit === EXIT.done ? `${run.colours.cyan("would create")}  ${displaySafe(path)}  ${what}\n` : "";
    return { document, text, errors, exit };
  }
  const size = createHive(path, { fs, minorVersion: MINOR[version], like, time: time === "keep" ? 0n : time });
  return { document: { ...document, size }, text: `${run.colours.green("created")}  ${displaySafe(path)}  ${what}\n` };
}
