import type { Command } from "commander";
import type { ExitCode, OpenedHive } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { copyInto } from "../copy-into.ts";
import { carryOutPlan } from "../editing/carry-out.ts";
import { assertOneOutput, type EditOptions, withEditOptions, withWipeOption } from "../editing/edit-options.ts";
import { editOneHive, reportOn } from "../editing/edit-report.ts";
import { keyAt, swappedArguments } from "../not-found.ts";
import { assertOfThisHive } from "../other-hive.ts";

interface Options extends EditOptions {
  readonly to?: string;
}

const USAGE = "hivetool move HIVE KEY NEWKEY";
const EXAMPLE = `hivetool move NTUSER.DAT 'Software\\Acme' 'Software\\Old\\Acme'
hivetool move NTUSER.DAT 'Software\\Acme' 'Software\\Acme' --to other/NTUSER.DAT

Within a hive a key keeps all that it has. To another hive it is copied, with its
security and times; when the copy has been written and found right, it is deleted
here. If that fails, the key is in both hives, and nothing is lost.`;

/** `hivetool move`: puts a key with all below it elsewhere, within a hive or into another one. */
export function addMoveCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("move").description("move a key with all below it, within the hive or to another");
  withWipeOption(withEditOptions(command, EXAMPLE))
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes")
    .argument("<newkey>", "its new path, its own name included; nothing may be there yet")
    .option("--to <hive>", "put it into this other hive, and then delete it here")
    .action(async (hive: string, key: string, newKey: string, options: Options) => {
      if (options.to !== undefined) return finish(await moveTo(options.to, hive, key, newKey, options, context));
      finish(
        await editOneHive(context, { hive, key, usage: USAGE }, options, (opened) => {
          keyAt(opened.hive, key);
          assertOfThisHive(opened.hive, newKey);
          return { version: 1, changes: [{ op: "move-key", key, to: newKey }] };
        }),
      );
    });
}

/** First the copy, written whole; only then the deletion, from the very hive that was copied. */
async function moveTo(
  target: string,
  hive: string,
  key: string,
  newKey: string,
  options: Options,
  context: CliContext,
): Promise<ExitCode> {
  const swapped = swappedArguments(context.fs, hive, key, `${USAGE} --to OTHERHIVE`);
  if (swapped) throw swapped;
  assertOneOutput(options, [target, hive]);
  const run = new CommandRun(context, options);
  const bothSteps = (from: OpenedHive): Promise<ExitCode> => {
    let isCopied = false;
    const steps = [
      async (): Promise<Report> => {
        const { report, isDone } = await copyStep(from, target, key, newKey, options, run);
        isCopied = isDone;
        return report;
      },
      async (): Promise<Report> => (isCopied ? deleteStep(from, target, key, options, run) : NOT_BEGUN),
    ];
    return run.each([target, hive], () => steps.shift()?.() ?? NOT_BEGUN);
  };
  try {
    return await run.withHive(hive, { mode: "edit" }, bothSteps);
  } catch (error) {
    return run.one(hive, () => Promise.reject(error));
  }
}

const NOT_BEGUN: Report = {
  document: { outcome: "not-begun" },
  text: "nothing was deleted, because the copy was not written\n",
};

async function copyStep(
  from: OpenedHive,
  target: string,
  key: string,
  newKey: string,
  options: Options,
  run: CommandRun,
): Promise<{ report: Report; isDone: boolean }> {
  const copy = { key, target, newKey, keeping: { security: true, times: true } };
  const carried = await copyInto(from, copy, options, run);
  return { report: reportOn(carried, run), isDone: ["written", "dry-run"].includes(carried.outcome.kind) };
}

async function deleteStep(
  from: OpenedHive,
  target: string,
  key: string,
  options: Options,
  run: CommandRun,
): Promise<Report> {
  const plan = { version: 1, changes: [{ op: "delete-key", key, recursive: true }] } as const;
  let outcome: string | undefined;
  try {
    const carried = await carryOutPlan(from, plan, options, run);
    outcome = carried.outcome.kind;
    return reportOn(carried, run, plan);
  } finally {
    if (outcome !== "written" && outcome !== "dry-run")
      run.warn(from.path, `the copy stands in ${target}, and the key is still here as well`);
  }
}
