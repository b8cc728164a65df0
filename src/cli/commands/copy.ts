import type { Command } from "commander";
import type { CopyOptions, ExitCode } from "../../index.ts";
import { CommandRun } from "../command-run.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { copyInto } from "../copy-into.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editOneHive, reportOn } from "../editing/edit-report.ts";
import { keyAt, swappedArguments } from "../not-found.ts";
import { assertOfThisHive } from "../other-hive.ts";

interface Options extends EditOptions {
  readonly to?: string;
  readonly withSecurity?: boolean;
  readonly withTimes?: boolean;
}

const USAGE = "hivetool copy HIVE KEY NEWKEY";
const EXAMPLE = `hivetool copy NTUSER.DAT 'Software\\Acme' 'Software\\Acme backup'
hivetool copy NTUSER.DAT 'Software\\Acme' 'Software\\Acme' --to other/NTUSER.DAT

Values and class names go along. The copies belong to whom the key above them does,
and have the time of the edit, unless --with-security and --with-times say otherwise.`;

/** `hivetool copy`: copies a key with all below it, within a hive or to another one. */
export function addCopyCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("copy").description("copy a key with all below it, within the hive or to another");
  withEditOptions(command, EXAMPLE)
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes")
    .argument("<newkey>", "path of the copy, its own name included; nothing may be there yet")
    .option("--to <hive>", "put the copy into this other hive; HIVE is only read")
    .option("--with-security", "the copies keep their security descriptors")
    .option("--with-times", "the copies keep their last-write times")
    .action(async (hive: string, key: string, newKey: string, options: Options) => {
      const copyOptions = copyOptionsIn(options);
      if (options.to !== undefined) return finish(await copyTo(options.to, hive, key, newKey, options, context));
      finish(
        await editOneHive(context, { hive, key, usage: USAGE }, options, (opened) => {
          keyAt(opened.hive, key);
          assertOfThisHive(opened.hive, newKey);
          return { version: 1, changes: [{ op: "copy-key", key, to: newKey, ...copyOptions }] };
        }),
      );
    });
}

function copyOptionsIn({ withSecurity, withTimes }: Options): CopyOptions {
  return { ...(withSecurity && { security: true }), ...(withTimes && { times: true }) };
}

async function copyTo(
  target: string,
  hive: string,
  key: string,
  newKey: string,
  options: Options,
  context: CliContext,
): Promise<ExitCode> {
  const swapped = swappedArguments(context.fs, hive, key, `${USAGE} --to OTHERHIVE`);
  if (swapped) throw swapped;
  const run = new CommandRun(context, options);
  return run.one(target, () =>
    run.withHive(hive, {}, async (from) => {
      const copy = { key, target, newKey, keeping: copyOptionsIn(options) };
      return reportOn(await copyInto(from, copy, options, run), run);
    }),
  );
}
