import type { Command } from "commander";
import {
  type CheckReport,
  checkFile,
  EXIT,
  type ExitCode,
  exitCodeOf,
  guardBeside,
  HiveError,
  type OpenedHive,
  type RecoverFileOptions,
  type RecoverReport,
  recoverFile,
  recoveryObstacles,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type BatchCommandOptions, withBatchOptions } from "../many/batch-options.ts";
import { type RootOptions, withRootOptions } from "../many/root-options.ts";
import { type RecoverFacts, recoverDocument, recoverText } from "../render/recover.ts";

interface Options extends CommonOptions, RootOptions, BatchCommandOptions, Omit<RecoverFileOptions, "beforeCommit"> {
  readonly dryRun?: boolean;
}

const EXAMPLE = `hivetool recover NTUSER.DAT --dry-run
hivetool recover NTUSER.DAT --output recovered.dat`;

/** `hivetool recover`: makes a dirty hive clean with what its transaction logs hold. */
export function addRecoverCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("recover").description("complete a dirty hive from its transaction logs");
  withBatchOptions(withRootOptions(withCommonOptions(command, EXAMPLE), "all"))
    .argument("<hive...>", HIVE_ARGUMENT)
    .option(
      "--output <file>",
      "write the recovered hive (or a copy of a clean one) to this new file; leave hive and logs alone",
    )
    .option("--dry-run", "show what would be done, and write nothing")
    .option("--hard-links", "write even when the file has several names; all of them change")
    .option("--break-lock", "take the guard of another hivetool that is known to be gone")
    .action(async (hives: string[], options: Options) => {
      if (options.output === "-") {
        throw new HiveError("usage", "a recovered hive does not go to stdout; --output names a new file");
      }
      const run = new CommandRun(context, options);
      finish(
        await run.over(
          hives,
          { usual: "all", isHeaded: true, records: true, atOnce: true, isUrgent: hasGuard(context) },
          (path, _, own) => own.withHive(path, { mode: "recover" }, (opened) => recover(opened, options, own)),
        ),
      );
    });
}

async function recover(opened: OpenedHive, options: Options, run: CommandRun): Promise<Report> {
  const settings = settingsIn(options);
  const { path, recovery, hive } = opened;
  run.record?.found({ sequence: hive.baseBlock.primarySequence, isDirty: recovery !== undefined });
  const facts = { path, recovery, ...(settings.output === undefined ? {} : { output: settings.output }) };
  if (recovery === undefined && settings.output === undefined) {
    if (!options.dryRun) run.warnOfGuard(opened);
    return reportOn({ ...facts, outcome: { kind: "clean" } }, run, []);
  }
  for (const { reason, isGrave } of recovery?.doubts ?? []) {
    if (!isGrave || settings.output !== undefined) run.warn(path, `not certain: ${reason}`);
  }
  const obstacles = recoveryObstacles(opened, settings);
  if (options.dryRun)
    return reportOn({ ...facts, outcome: { kind: "dry-run", obstacles } }, run, [], worstOf(obstacles));
  if (obstacles.length > 0) return reportOn({ ...facts, outcome: { kind: "refused" } }, run, obstacles);
  await run.stopIfInterrupted("anything was written");
  const { record, overlap } = run;
  const report: RecoverReport = await recoverFile(opened, {
    ...settings,
    ...(record && { beforeCommit: (coming) => record.intend(opened.realPath, coming) }),
    overlap,
  });
  for (const warning of report.warnings) run.warn(path, warning);
  const check = checked(settings.output ?? path, run);
  const outcome = { kind: "written", report, ...(check && { check }) } as const;
  return reportOn({ ...facts, outcome }, run, [], check?.isSound === false ? EXIT.notFound : EXIT.done);
}

/** Findings of a kind that are listed: whoever wants all of them runs `check`. */
const MOST_FINDINGS = 10;

/** Looks the written hive over. What is wrong then was so before: recovering adds what the logs hold, and nothing else. */
function checked(path: string, run: CommandRun): CheckReport | undefined {
  const { fs, now } = run.context;
  try {
    const { report, statistics } = checkFile(path, { fs, now: now(), limit: MOST_FINDINGS });
    run.noteRead(statistics);
    return report;
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    run.warn(path, `it was recovered, and could not be checked: ${error.statement}`);
    return undefined;
  }
}

function reportOn(
  facts: RecoverFacts,
  run: CommandRun,
  errors: readonly HiveError[],
  exit: ExitCode = EXIT.done,
): Report {
  return { document: recoverDocument(facts), text: recoverText(facts, run.colours), errors, exit };
}

/** Beside a hive that a hivetool was cut in lies its guard: those are finished first. */
function hasGuard(context: CliContext): (path: string) => boolean {
  return (realPath) => guardBeside({ fs: context.fs, realPath }, () => context.processFacts) !== undefined;
}

/** A dry run ends as the real one would. */
function worstOf(obstacles: readonly HiveError[]): ExitCode {
  return obstacles.map(exitCodeOf).sort((one, other) => other - one)[0] ?? EXIT.done;
}

function settingsIn({ output, hardLinks, breakLock }: Options): RecoverFileOptions {
  return { ...(output !== undefined && { output }), ...(hardLinks && { hardLinks }), ...(breakLock && { breakLock }) };
}
