import { displaySafe, EXIT, type ExitCode, type Hive, HiveError, type Rewriting } from "../../index.ts";
import { CommandRun } from "../command-run.ts";
import type { CliContext } from "../context.ts";
import { rewritingDocument, rewritingText } from "../render/rewriting.ts";
import { carryOutPlan } from "./carry-out.ts";
import { assertOneOutput, type EditOptions } from "./edit-options.ts";
import { editTime } from "./edit-time.ts";

/** Runs a command that gives texts of hives other words: a plan for each hive, carried out and reported. */
export async function rewriteHives(
  context: CliContext,
  hives: readonly string[],
  options: EditOptions,
  planFor: (hive: Hive) => Rewriting,
): Promise<ExitCode> {
  assertNoOptions(hives);
  assertOneOutput(options, hives);
  const run = new CommandRun(context, options);
  editTime(options.time, context); // what is wrong with the clock is told once, before any hive
  return run.over(hives, { usual: "users", records: true, atOnce: true }, (path, _, own) =>
    own.withHive(path, { mode: "edit" }, async (opened) => {
      const rewriting = planFor(opened.hive);
      const { changes, outcome, errors, exit } = await carryOutPlan(opened, rewriting.plan, options, own);
      const facts = { rewriting, changes, outcome };
      const isOpen = exit === EXIT.done && rewriting.left.some(({ isExpected }) => !isExpected);
      return {
        document: rewritingDocument(facts),
        text: rewritingText(facts, own.colours),
        errors,
        exit: isOpen ? EXIT.notFound : exit,
      };
    }),
  );
}

/** Whoever writes -- before a text that begins with a hyphen may think of options afterwards: a dry run would be none. */
function assertNoOptions(hives: readonly string[]): void {
  const option = hives.find((path) => path.startsWith("-"));
  if (option === undefined) return;
  const advice = "Options come before it; a file of that name is named with its folder, such as ./-x.";
  throw new HiveError("usage", `"${displaySafe(option)}" stands behind --, so it would be a hive`, { advice });
}
