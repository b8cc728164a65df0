import type { Command } from "commander";
import { displaySafe, type ExitCode } from "../../index.ts";
import { CommandRun } from "../command-run.ts";
import { type CommonOptions, withCommonOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type JournalFile, journalEntries } from "../editing/journal-files.ts";
import { table } from "../render/table.ts";

const EXAMPLE = `hivetool journal changes
hivetool journal changes/*-alice-* --json`;

/** `hivetool journal`: the edits that a journal knows of. */
export function addJournalCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("journal").description("list the edits that were noted with --journal");
  withCommonOptions(command, EXAMPLE)
    .argument("<entry...>", "a folder that was given to --journal, or entries in it")
    .action(async (names: string[], options: CommonOptions) => {
      const entries = journalEntries(context.fs, names);
      const run = new CommandRun(context, options);
      const [only = ""] = names;
      finish(await run.one(only, () => ({ document: { entries }, text: table(rowsOf(entries)) })));
    });
}

const HEAD = ["time", "by", "changes", "hive", "entry"];

function rowsOf(entries: readonly JournalFile[]): string[][] {
  return [
    HEAD,
    ...entries.map(({ time, user, host, changeCount, hive, path, after }) => [
      time,
      `${user}@${host}`,
      `${changeCount}${after === undefined ? ", not finished" : ""}`,
      hive,
      path,
    ]),
  ].map((row) => row.map(displaySafe));
}
