import { type Command, Option } from "commander";
import { type ExitCode, HiveError, type Merge, type MergeSide, mergeHives, type OpenedHive } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import type { CliContext } from "../context.ts";
import { carryOutPlan } from "../editing/carry-out.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editDocument, editText } from "../render/edit.ts";
import { conflictDocument, conflictsText } from "../render/merge.ts";

interface Options extends EditOptions {
  readonly ours?: boolean;
  readonly theirs?: boolean;
}

const EXAMPLE = `hivetool merge base.dat NTUSER.DAT other/NTUSER.DAT --dry-run
hivetool merge base.dat NTUSER.DAT other/NTUSER.DAT --output merged.dat
hivetool merge base.dat NTUSER.DAT other/NTUSER.DAT --theirs

What has changed from BASE to THEIRS is done in OURS: keys, values, class names,
descriptors and flags. Where both have changed the same, each in its way, and where one has
deleted what the other has changed, that is a conflict: all are listed, nothing is
written, and the exit code is 4, unless --ours or --theirs says which side is right.`;

/** `hivetool merge`: brings what has changed in one copy of a hive into another. */
export function addMergeCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program
    .command("merge")
    .description("bring what has changed in one copy of a hive into another copy");
  withEditOptions(command, EXAMPLE)
    .argument("<base>", "the hive that both copies come from; only read")
    .argument("<ours>", "the copy that is changed, unless --output names another file")
    .argument("<theirs>", "the copy whose changes are taken; only read")
    .addOption(new Option("--ours", "where both have changed the same, ours stays").conflicts("theirs"))
    .option("--theirs", "where both have changed the same, theirs is taken")
    .action(async (base: string, ours: string, theirs: string, options: Options) => {
      const run = new CommandRun(context, options);
      finish(
        await run.over([ours], { usual: "users", isOne: true, records: true }, (path, _, own) =>
          own.withHive(base, {}, (from) =>
            own.withHive(theirs, {}, (other) =>
              own.withHive(path, { mode: "edit" }, (opened) => {
                if ([from, other].some(({ realPath }) => realPath === opened.realPath))
                  throw new HiveError("usage", "the hive to be changed is one of the other two", { path });
                return merge(from, opened, other, options, own);
              }),
            ),
          ),
        ),
      );
    });
}

async function merge(
  base: OpenedHive,
  ours: OpenedHive,
  theirs: OpenedHive,
  options: Options,
  run: CommandRun,
): Promise<Report> {
  const favour: MergeSide | undefined = options.ours ? "ours" : options.theirs ? "theirs" : undefined;
  const merged = mergeHives(base.hive, ours.hive, theirs.hive, favour && { favour });
  const { plan, conflicts } = merged;
  const text = conflictsText(conflicts, favour !== undefined, run.colours);
  if (conflicts.length > 0 && favour === undefined) return refused(merged, text);
  const { changes, outcome, errors, exit } = await carryOutPlan(ours, plan, options, run);
  const facts = { plan, changes, outcome };
  const document = { conflicts: conflicts.map(conflictDocument), ...editDocument(facts) };
  return {
    document,
    text: `${text}${changes.length === 0 ? "nothing to do\n" : editText(facts, run.colours)}`,
    errors,
    exit,
  };
}

function refused({ conflicts }: Merge, text: string): Report {
  const count = conflicts.length === 1 ? "1 conflict" : `${conflicts.length} conflicts`;
  const error = new HiveError(
    "merge-conflicts",
    `there ${conflicts.length === 1 ? "is" : "are"} ${count} between the two`,
  );
  return { document: { outcome: "refused", conflicts: conflicts.map(conflictDocument) }, text, errors: [error] };
}
