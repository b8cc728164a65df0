import { type Command, Option } from "commander";
import {
  chooseLogFormat,
  compactFile,
  compactObstacles,
  EXIT,
  type ExitCode,
  exitCodeOf,
  HiveError,
  isRecoveredFirst,
  type OpenedHive,
  planCompaction,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type WritingOptions, withWritingOptions, writeOptionsIn } from "../editing/edit-options.ts";
import { type CompactFacts, compactDocument, compactText } from "../render/compact.ts";

interface Options extends WritingOptions {
  readonly inPlace?: boolean;
}

const EXAMPLE = `hivetool compact NTUSER.DAT --dry-run
hivetool compact NTUSER.DAT --output compact.dat
hivetool compact NTUSER.DAT --replace --backup`;

/** `hivetool compact`: writes a hive anew, in the order of its tree, without free space. */
export function addCompactCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("compact").description("write a hive anew without free space and leaks");
  withWritingOptions(command, EXAMPLE)
    .argument("<hive...>", HIVE_ARGUMENT)
    .addOption(
      new Option("--in-place", "write into the hive's own file, through its log: up to 16 MiB of changes").conflicts([
        "output",
        "replace",
      ]),
    )
    .action(async (hives: string[], options: Options) => {
      assertWay(options);
      const run = new CommandRun(context, options);
      finish(
        await run.over(hives, { usual: "users", isHeaded: true, records: true }, (path) =>
          run.withHive(path, { mode: "edit" }, (opened) => compact(opened, options, run)),
        ),
      );
    });
}

function assertWay({ output, replace, inPlace, dryRun }: Options): void {
  if (output !== undefined || replace || inPlace || dryRun) return;
  throw new HiveError("usage", "a compacted hive is written only where one says", {
    advice: "Say --output FILE, --replace or --in-place; --dry-run shows what would be won.",
  });
}

async function compact(opened: OpenedHive, options: Options, run: CommandRun): Promise<Report> {
  const { hive, path } = opened;
  const how = { ...writeOptionsIn(options), ...(options.inPlace && { inPlace: true }) };
  run.record?.found({ sequence: hive.baseBlock.primarySequence, isDirty: opened.recovery !== undefined });
  const { bytes, ...sizes } = planCompaction(hive);
  const compaction = { bytes, ...sizes };
  if (!compaction.isNeeded && options.output === undefined) {
    run.warnIfDirty(opened);
    return reportOn({ path, compaction: sizes, outcome: { kind: "nothing" } }, run);
  }
  const obstacles = compactObstacles(opened, compaction, how);
  const recovery = isRecoveredFirst(opened) ? opened.recovery : undefined;
  const foreseen = { log: chooseLogFormat(opened, how.logFormat), obstacles, recovery, how };
  if (options.dryRun)
    return reportOn({ path, compaction: sizes, outcome: { kind: "dry-run", ...foreseen } }, run, [], worst(obstacles));
  if (obstacles.length > 0)
    return reportOn({ path, compaction: sizes, outcome: { kind: "refused", ...foreseen } }, run, obstacles);
  await run.stopIfInterrupted("anything was written");
  const { record } = run;
  const commit = await compactFile(opened, compaction, {
    ...how,
    ...(record && { beforeCommit: (coming) => record.intend(opened.realPath, coming) }),
  });
  for (const warning of commit.warnings) run.warn(path, warning);
  return reportOn({ path, compaction: sizes, outcome: { kind: "written", commit, recovery, how } }, run);
}

function reportOn(
  facts: CompactFacts,
  run: CommandRun,
  errors: readonly HiveError[] = [],
  exit: ExitCode = EXIT.done,
): Report {
  return { document: compactDocument(facts), text: compactText(facts, run.colours), errors, exit };
}

/** A dry run ends as the real one would. */
function worst(obstacles: readonly HiveError[]): ExitCode {
  return obstacles.map(exitCodeOf).sort((one, other) => other - one)[0] ?? EXIT.done;
}
