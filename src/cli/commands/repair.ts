import type { Command } from "commander";
import {
  chooseLogFormat,
  EXIT,
  type ExitCode,
  exitCodeOf,
  HiveError,
  isRecoveredFirst,
  isRepairNeeded,
  type OpenedRepair,
  openForRepair,
  repairFile,
  repairObstacles,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type WritingOptions, withWritingOptions, writeOptionsIn } from "../editing/edit-options.ts";
import { type RepairFacts, repairDocument, repairText } from "../render/repair.ts";

interface Options extends WritingOptions {
  readonly lostAndFound?: string;
}

const EXAMPLE = `hivetool repair NTUSER.DAT --dry-run
hivetool repair NTUSER.DAT
hivetool repair NTUSER.DAT --output repaired.dat --lost-and-found Lost`;

/** `hivetool repair`: mends a damaged hive, and tells of everything that was lost. */
export function addRepairCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("repair").description("mend a damaged hive, and tell what was lost");
  withWritingOptions(command, EXAMPLE)
    .argument("<hive...>", HIVE_ARGUMENT)
    .option("--lost-and-found <name>", "put keys that nothing leads to below a new key of this name", parseName)
    .option("--no-backup", "do not copy the hive and its logs first, as is usual here")
    .option("--no-logs", "take a dirty hive as it lies, without what its logs hold")
    .action(async (hives: string[], options: Options) => {
      const run = new CommandRun(context, options);
      finish(
        await run.over(hives, { usual: "users", isHeaded: true, records: true }, (path) =>
          repairOne(path, options, run),
        ),
      );
    });
}

function parseName(name: string): string {
  if (name.length > 0 && name.length <= 255 && !name.includes("\\")) return name;
  throw new HiveError("name-refused", "this cannot be the name of a key", { found: JSON.stringify(name) });
}

function repairOne(path: string, options: Options, run: CommandRun): Promise<Report> {
  const { lostAndFound } = options;
  let repair: OpenedRepair | undefined;
  return run.withHive(
    path,
    {
      mode: "edit",
      open(given, { mode: _mode, tolerant: _tolerant, ...usual }) {
        repair = openForRepair(given, { ...usual, ...(lostAndFound !== undefined && { lostAndFound }) });
        return repair.opened;
      },
    },
    (opened) => carryOut(repair ?? failed(opened.path), options, run),
  );
}

function failed(path: string): never {
  throw new HiveError("engine-bug", "a hive was opened without a plan", { path });
}

async function carryOut(repair: OpenedRepair, options: Options, run: CommandRun): Promise<Report> {
  const { opened, plan, logFindings } = repair;
  const { path } = opened;
  const how = {
    ...writeOptionsIn(options),
    ...(options.output === undefined && options.backup !== false && { backup: true }),
  };
  run.record?.found({ sequence: opened.hive.baseBlock.primarySequence, isDirty: opened.recovery !== undefined });
  if (!isRepairNeeded(repair) && options.output === undefined) {
    run.warnIfDirty(opened);
    return reportOn({ path, plan, logFindings, outcome: { kind: "nothing" } }, run);
  }
  const obstacles = repairObstacles(repair, how);
  const recovery = isRecoveredFirst(opened) ? opened.recovery : undefined;
  const foreseen = { log: chooseLogFormat(opened, how.logFormat), obstacles, recovery, how };
  if (options.dryRun)
    return reportOn({ path, plan, logFindings, outcome: { kind: "dry-run", ...foreseen } }, run, [], worst(obstacles));
  if (obstacles.length > 0)
    return reportOn({ path, plan, logFindings, outcome: { kind: "refused", ...foreseen } }, run, obstacles);
  await run.stopIfInterrupted("anything was written");
  const { record } = run;
  const commit = await repairFile(repair, {
    ...how,
    ...(record && { beforeCommit: (coming) => record.intend(opened.realPath, coming) }),
  });
  for (const warning of commit.warnings) run.warn(path, warning);
  return reportOn({ path, plan, logFindings, outcome: { kind: "written", commit, recovery, how } }, run);
}

/** Errors that no repair mends are findings, as they are for a check. */
function reportOn(
  facts: RepairFacts,
  run: CommandRun,
  errors: readonly HiveError[] = [],
  exit: ExitCode = EXIT.done,
): Report {
  const left = facts.plan.after.isSound ? EXIT.done : EXIT.notFound;
  return {
    document: repairDocument(facts),
    text: repairText(facts, run.colours),
    errors,
    exit: exit > left ? exit : left,
  };
}

/** A dry run ends as the real one would. */
function worst(obstacles: readonly HiveError[]): ExitCode {
  return obstacles.map(exitCodeOf).sort((one, other) => other - one)[0] ?? EXIT.done;
}
