import type { Command } from "commander";
import {
  applyPlan,
  chooseLogFormat,
  commitEdit,
  type EditTime,
  EXIT,
  type ExitCode,
  editObstacles,
  exitCodeOf,
  type FixPort,
  type FixPortOptions,
  findRpcPolicies,
  type HiveError,
  type OpenedHive,
  planFixPort,
  previewPlan,
  verifyPlan,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import {
  type CommonOptions,
  collected,
  HIVE_ARGUMENT,
  parseHost,
  parsePort,
  withCommonOptions,
} from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { editTime, parseTime, type TimeOption } from "../edit-time.ts";
import { type FixPortFacts, fixPortText } from "../render/fix-port.ts";
import { fixPortDocument } from "../render/fix-port-document.ts";

interface Options extends CommonOptions, FixPortOptions {
  readonly dryRun?: boolean;
  readonly time: TimeOption;
  readonly hardLinks?: boolean;
  readonly breakLock?: boolean;
}

const EXAMPLE = `hivetool outlook fix-port NTUSER.DAT --dry-run
hivetool outlook fix-port NTUSER.DAT

The exit code is 1 when an ambiguous or malformed server is left among those that
are chosen, also where others were changed; skipped ones do not count.
--undo turns back every colon among those that are chosen: nothing tells which of
them were right before hivetool came, so choose with --profile and --account.`;

/** `hivetool outlook fix-port`: turns `server-port` into `server:port` in users' Outlook profiles. */
export function addOutlookFixPortCommand(
  outlook: Command,
  context: CliContext,
  finish: (exit: ExitCode) => void,
): void {
  const command = outlook
    .command("fix-port")
    .description('turn the "-" before the port of Exchange proxy servers into ":"');
  withCommonOptions(command, EXAMPLE)
    .argument("<hive...>", HIVE_ARGUMENT)
    .option("--profile <name>", "only this Outlook profile; may be given several times", collected)
    .option("--account <name>", "only this account, by its name or number; may be given several times", collected)
    .option(
      "--port <number>",
      "only servers with this port; also confirms names without a dot, such as exch-2010",
      parsePort,
    )
    .option("--host <name>", "only this server, named without its port; also confirms names without a dot", parseHost)
    .option("--undo", 'turn every ":" that is chosen back into "-", also one that hivetool has not written')
    .option("--dry-run", "show what would be done, and write nothing")
    .option("--any-type", "also change values of another type than REG_BINARY; the type is kept")
    .option("--time <when>", "last-write time of changed keys: now, keep, or a time in ISO 8601", parseTime, "now")
    .option("--hard-links", "write even when the file has several names; all of them change")
    .option("--break-lock", "take the guard of another hivetool that is known to be gone")
    .action(async (hives: string[], options: Options) => {
      const run = new CommandRun(context, options);
      const time = editTime(options.time, context);
      finish(
        await run.each(hives, (path) =>
          run.withHive(path, { mode: "edit" }, (opened) => fixPort(opened, options, time, run)),
        ),
      );
    });
}

async function fixPort(opened: OpenedHive, options: Options, time: EditTime, run: CommandRun): Promise<Report> {
  const { hive } = opened;
  const fix = planFixPort(hive, options);
  const policies = findRpcPolicies(hive);
  const exit = isSettled(fix, options) ? EXIT.done : EXIT.notFound;
  const base = { fix, policies, path: opened.path, isUndo: options.undo ?? false };
  if (fix.plan.changes.length === 0) {
    run.warnIfDirty(opened);
    return reportOn({ ...base, outcome: { kind: "nothing" } }, run, unfinished(opened), exit);
  }
  previewPlan(hive, fix.plan);
  const obstacles = editObstacles(opened, permissionsIn(options));
  const log = chooseLogFormat(opened);
  if (options.dryRun) {
    const outcome = { kind: "dry-run", log, obstacles } as const;
    return reportOn({ ...base, outcome }, run, [], worstOf(obstacles, exit));
  }
  if (obstacles.length > 0)
    return reportOn({ ...base, outcome: { kind: "refused", log, obstacles } }, run, obstacles, exit);
  await run.stopIfInterrupted("anything was written");
  applyPlan(hive, fix.plan, { time });
  const commit = await commitEdit(opened, {
    verify: (fresh) => verifyPlan(fresh, fix.plan),
    ...permissionsIn(options),
  });
  for (const warning of commit.warnings) run.warn(opened.path, warning);
  return reportOn({ ...base, outcome: { kind: "written", commit } }, run, [], exit);
}

/** What is as wanted in a recovered hive may stand in its logs alone, and where hives are copied logs stay behind. */
function unfinished(opened: OpenedHive): HiveError[] {
  if (opened.recovery?.state !== "recovered") return [];
  return editObstacles(opened, {}).filter(({ code }) => code === "hive-is-dirty" || code === "bad-checksum");
}

function reportOn(facts: FixPortFacts, run: CommandRun, errors: readonly HiveError[], exit: ExitCode): Report {
  return { document: fixPortDocument(facts), text: fixPortText(facts, run.colours), errors, exit };
}

/** A dry run ends as the real one would. */
function worstOf(obstacles: readonly HiveError[], exit: ExitCode): ExitCode {
  return [exit, ...obstacles.map(exitCodeOf)].sort((a, b) => b - a)[0] ?? exit;
}

/** Whether the user can go home: nothing is left to decide, and what was asked for is or will be there. */
function isSettled({ findings }: FixPort, { port, host, account }: Options): boolean {
  if (findings.some(({ verdict }) => verdict === "ambiguous" || verdict === "malformed")) return false;
  if (findings.some(({ verdict }) => verdict === "change" || verdict === "done")) return true;
  const isChosen = port !== undefined || host !== undefined || account !== undefined;
  if (findings.length === 0 || isChosen) return false;
  return findings.every(({ verdict, needs }) => verdict === "skipped" && needs === undefined);
}

function permissionsIn({ hardLinks, breakLock }: Options): { hardLinks?: boolean; breakLock?: boolean } {
  return { ...(hardLinks && { hardLinks }), ...(breakLock && { breakLock }) };
}
