import type { ExitCode, OpenedHive, Plan } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import type { CliContext } from "../context.ts";
import { swappedArguments } from "../not-found.ts";
import { editDocument, editText } from "../render/edit.ts";
import { type CarriedOut, carryOutPlan } from "./carry-out.ts";
import type { EditOptions } from "./edit-options.ts";

/** The words that name what a command works on. */
export interface EditArguments {
  readonly hive: string;
  /** Undefined for commands that are about no key. */
  readonly key?: string;
  /** How the command is typed, for whoever mixed the arguments up. */
  readonly usage: string;
}

/** Runs a command that makes a plan for one hive: opens it, carries the plan out, and reports. */
export async function editOneHive(
  context: CliContext,
  { hive, key, usage }: EditArguments,
  options: EditOptions,
  planFor: (opened: OpenedHive, run: CommandRun) => Plan | Promise<Plan>,
): Promise<ExitCode> {
  const swapped = swappedArguments(context.fs, hive, key, usage);
  if (swapped) throw swapped;
  const run = new CommandRun(context, options);
  return run.over([hive], { usual: "users", isOne: true, records: true, atOnce: true }, (path, _, own) =>
    own.withHive(path, { mode: "edit" }, async (opened) => {
      const plan = await planFor(opened, own);
      return reportOn(await carryOutPlan(opened, plan, options, own), own, plan);
    }),
  );
}

/** What became of an edit, with the plan behind it where there is one. */
export function reportOn({ changes, outcome, errors, exit }: CarriedOut, run: CommandRun, plan?: Plan): Report {
  const facts = { ...(plan && { plan }), changes, outcome, isHeld: run.context.held !== undefined };
  return { document: editDocument(facts), text: editText(facts, run.colours), errors, exit };
}
