import type { Command } from "commander";
import {
  type ExitCode,
  HiveError,
  type JournalEntry,
  openHive,
  type Plan,
  readEntry,
  touchedKeys,
  type Undone,
  undoEntry,
  verifyPlan,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { withCommonOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { carryOut } from "../editing/carry-out.ts";
import { type EditOptions, withJournalOption, withWaysOfWriting } from "../editing/edit-options.ts";
import { journalEntries } from "../editing/journal-files.ts";
import { applyReport } from "../render/apply.ts";

interface Options extends Omit<EditOptions, "time"> {
  readonly hive?: string;
}

const EXAMPLE = `hivetool undo changes/20261122T101500_123Z-alice-NTUSER.DAT-1b2c3d4e.journal --dry-run
hivetool undo changes
hivetool undo changes/*-bob-* --journal undone

An entry is what --journal has left of an edit; a folder stands for all entries in it. The
last edit is taken back first. What was changed elsewhere in the hive meanwhile stays. Where
the edit's own keys and values are no longer as it left them, nothing is written.`;

/** A tree that comes back is told by its beginning. */
const MOST_CHANGES = 40;

/** `hivetool undo`: takes back what the entries of a journal tell of. */
export function addUndoCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("undo").description("take edits back that were noted with --journal");
  withJournalOption(withWaysOfWriting(withCommonOptions(command, EXAMPLE)))
    .argument("<entry...>", "entries that --journal has left, or a folder of them")
    .option("--hive <file>", "the hive, where it is no longer where the entry says")
    .action(async (entries: string[], options: Options) => finish(await undo(context, entries, options)));
}

async function undo(context: CliContext, names: readonly string[], options: Options): Promise<ExitCode> {
  const entries = journalEntries(context.fs, names);
  if (entries.length > 1 && options.output !== undefined)
    throw new HiveError("usage", "--output takes one edited hive, and several are to be edited");
  entries.reverse(); // later edits may stand on earlier ones
  const run = new CommandRun(context, options);
  const work = (path: string): Promise<Report> => undoOne(readEntry(context.fs, path), options, run);
  const [first, ...others] = entries;
  if (first !== undefined && others.length === 0) return run.one(first.path, work);
  return run.each(
    entries.map(({ path }) => path),
    work,
  );
}

function undoOne(entry: JournalEntry, options: Options, run: CommandRun): Promise<Report> {
  const hive = options.hive ?? entry.hive;
  return run.withHive(hive, { mode: "edit" }, async (opened) => {
    const now = openHive(hive, { fs: run.context.fs });
    let undone: Undone | undefined;
    const edit = {
      apply: (within: typeof opened.hive) => {
        undone = undoEntry(within, now.hive, entry);
        return undone.changes;
      },
      verify: (fresh: typeof opened.hive) => verifyPlan(fresh, planOf(undone)),
      touched: (edited: typeof opened.hive) => touchedKeys(edited, planOf(undone)),
      get plan() {
        return planOf(undone);
      },
    };
    try {
      const done = await carryOut(opened, edit, { ...options, time: "keep" }, run);
      const { document, ...report } = applyReport(
        { ...done, path: hive, passed: [], changeCount: done.changes.length, most: MOST_CHANGES },
        run.colours,
      );
      return { ...report, document: { hive, ...document } };
    } finally {
      now.close();
    }
  });
}

function planOf(undone: Undone | undefined): Plan {
  return undone?.plan ?? { version: 1, changes: [] };
}
