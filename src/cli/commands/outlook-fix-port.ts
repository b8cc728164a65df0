import type { Command } from "commander";
import {
  EXIT,
  type ExitCode,
  type FixPort,
  type FixPortOptions,
  findRpcPolicies,
  type OpenedHive,
  planFixPort,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { collected, HIVE_ARGUMENT, parseHost, parsePort } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { carryOutPlan } from "../editing/carry-out.ts";
import { assertOneOutput, type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editTime } from "../editing/edit-time.ts";
import { fixPortText } from "../render/fix-port.ts";
import { fixPortDocument } from "../render/fix-port-document.ts";

interface Options extends EditOptions, FixPortOptions {}

const EXAMPLE = `hivetool outlook fix-port NTUSER.DAT --dry-run
hivetool outlook fix-port NTUSER.DAT

The exit code is 1 when an ambiguous or malformed server is left among those that
are chosen, also where others were changed; skipped ones do not count. Below a folder
users without a server of Exchange do not count either, unless all are such.
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
  withEditOptions(command, EXAMPLE)
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
    .option("--any-type", "also change values of another type than REG_BINARY; the type is kept")
    .action(async (hives: string[], options: Options) => {
      assertOneOutput(options, hives);
      const run = new CommandRun(context, options);
      editTime(options.time, context); // what is wrong with the clock is told once, before any hive
      finish(
        await run.over(hives, { usual: "users", isHeaded: true, records: true, atOnce: true }, (path, _, own) =>
          own.withHive(path, { mode: "edit" }, (opened) => fixPort(opened, options, own)),
        ),
      );
    });
}

async function fixPort(opened: OpenedHive, options: Options, run: CommandRun): Promise<Report> {
  const { hive, path } = opened;
  const fix = planFixPort(hive, options);
  const policies = findRpcPolicies(hive);
  const { outcome, errors, exit } = await carryOutPlan(opened, fix.plan, options, run);
  const facts = { fix, policies, path, isUndo: options.undo ?? false, outcome };
  const isOpen = exit === EXIT.done && !isSettled(fix, options);
  return {
    document: fixPortDocument(facts),
    text: fixPortText(facts, run.colours),
    errors,
    exit: isOpen ? EXIT.notFound : exit,
    isNotForIt: isOpen && fix.findings.every(isPassedBy),
  };
}

/** Whether the user can go home: nothing is left to decide, and what was asked for is or will be there. */
function isSettled({ findings }: FixPort, { port, host, account }: Options): boolean {
  if (findings.some(({ verdict }) => verdict === "ambiguous" || verdict === "malformed")) return false;
  if (findings.some(({ verdict }) => verdict === "change" || verdict === "done")) return true;
  const isChosen = port !== undefined || host !== undefined || account !== undefined;
  if (findings.length === 0 || isChosen) return false;
  return findings.every(isPassedBy);
}

function isPassedBy({ verdict, needs }: FixPort["findings"][number]): boolean {
  return verdict === "skipped" && needs === undefined;
}
