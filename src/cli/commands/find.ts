import { type Command, Option } from "commander";
import {
  displaySafe,
  EXIT,
  type ExitCode,
  type FoundHive,
  findHives,
  HiveError,
  openHive,
  type PassedBy,
} from "../../index.ts";
import { type CommonOptions, withCommonOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { stopIfInterrupted } from "../interruption.ts";
import { findOptionsIn, type RootOptions, withRootOptions } from "../many/root-options.ts";
import { type Colours, coloursFor } from "../render/colours.ts";
import { warningText } from "../render/error.ts";
import { jsonText } from "../render/json.ts";
import { MUST_BE_RECOVERED } from "../render/recovery.ts";
import { table } from "../render/table.ts";

interface FindOptions extends CommonOptions, RootOptions {
  /** `-0`. */
  readonly print0?: boolean;
}

/** What a look at a hive's base block and logs tells. */
interface HiveState {
  readonly state: "clean" | "dirty" | "unreadable";
  /** For people, and for `state` in a report. */
  readonly note?: string;
  /** Paths of the transaction logs that belong to it, LOG1 first. */
  readonly logs?: readonly string[];
}

/** `hivetool find`: the hives below a root, whose they are, and whether they wait for a recovery. */
export function addFindCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("find").description("find the hives below a drive, a folder of profiles, a share");
  withRootOptions(withCommonOptions(command, "hivetool find /mnt/windows --hives users"), "all")
    .argument("<root...>", "a mounted volume, a folder of profiles, or a share")
    .addOption(
      new Option("-0, --print0", "print bare paths, each with a NUL behind it, for xargs -0").conflicts("json"),
    )
    .action(async (roots: string[], options: FindOptions) => finish(await find(roots, options, context)));
}

async function find(roots: readonly string[], options: FindOptions, context: CliContext): Promise<ExitCode> {
  const hives: (FoundHive & HiveState)[] = [];
  const passedBy: PassedBy[] = [];
  for (const root of roots) {
    const found = findHives(root, {
      ...findOptionsIn(options, "all", context),
      ...(!options.print0 && { readOwners: true }),
    });
    passedBy.push(...found.passedBy);
    for (const hive of found.hives) {
      await stopIfInterrupted(context, "all was found");
      hives.push({ ...hive, ...(options.print0 ? { state: "clean" } : stateOf(hive.path, context)) });
    }
  }
  const colours = coloursFor(context.stderr, context.env);
  if (!options.json)
    for (const { path, reason } of passedBy) context.stderr.write(warningText(path, `passed by: ${reason}`, colours));
  context.stdout.write(textOf(hives, passedBy, options, coloursFor(context.stdout, context.env)));
  return hives.length === 0 ? EXIT.notFound : EXIT.done;
}

function textOf(
  hives: readonly (FoundHive & HiveState)[],
  passedBy: readonly PassedBy[],
  { json, print0 }: FindOptions,
  colours: Colours,
): string {
  if (json) return jsonText({ hives, passedBy });
  if (print0) return hives.map(({ path }) => `${path}\0`).join("");
  return table(hives.map((hive) => rowOf(hive, colours)));
}

function rowOf({ path, role, owner, state, note }: FoundHive & HiveState, colours: Colours): string[] {
  const mark = state === "clean" ? "clean" : colours.yellow(state);
  const whose = [owner?.name, owner?.sid === owner?.name ? undefined : owner?.sid].filter((each) => each !== undefined);
  const where = note === undefined ? displaySafe(path) : `${displaySafe(path)}: ${displaySafe(note)}`;
  return [role, mark, displaySafe(whose.join(" ")), where];
}

function stateOf(path: string, { fs }: CliContext): HiveState {
  try {
    const opened = openHive(path, { fs });
    try {
      const logs = opened.logs.map((log) => log.path);
      if (opened.recovery === undefined) return { state: "clean", logs };
      const note = opened.recovery.state === "recovered" ? MUST_BE_RECOVERED : "no usable log lies beside it";
      return { state: "dirty", note, logs };
    } finally {
      opened.close();
    }
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    return { state: "unreadable", note: error.statement };
  }
}
