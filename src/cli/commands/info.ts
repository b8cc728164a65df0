import type { Command } from "commander";
import { type BaseBlock, bytesToHex, chooseLogFormat, displaySafe, type ExitCode, filetimeToIso, type OpenedHive } from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { table } from "../render/table.ts";

/** `hivetool info`: what a hive's header says, and what lies beside it. */
export function addInfoCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("info").description("show a hive's version, state, sizes, times and logs");
  withCommonOptions(command, "hivetool info NTUSER.DAT")
    .argument("<hive...>", HIVE_ARGUMENT)
    .action(async (hives: string[], options: CommonOptions) => {
      const run = new CommandRun(context, options);
      finish(await run.each(hives, (path) => run.withHive(path, { ignoreChecksum: true }, (opened) => describe(opened, run))));
    });
}

function describe(opened: OpenedHive, run: CommandRun): Report {
  const { baseBlock, root } = opened.hive;
  const logs = opened.logs.map(({ role, path, size, format, firstSequence }) => ({ role, path, size, format, firstSequence: firstSequence ?? null }));
  const commit = chooseLogFormat(opened);
  const document = {
    realPath: opened.realPath,
    version: `${baseBlock.majorVersion}.${baseBlock.minorVersion}`,
    isDirty: baseBlock.isDirty,
    primarySequence: baseBlock.primarySequence,
    secondarySequence: baseBlock.secondarySequence,
    checksum: { isValid: baseBlock.checksumValid, stored: hex(baseBlock.checksumStored), computed: hex(baseBlock.checksumComputed) },
    fileSize: opened.size,
    binsSize: baseBlock.binsSize,
    root: { name: root.name, lastWritten: filetimeToIso(root.lastWritten), subkeyCount: root.subkeyCount, valueCount: root.valueCount },
    lastWritten: filetimeToIso(baseBlock.lastWritten),
    lastReorganized: baseBlock.lastReorganized === undefined ? null : filetimeToIso(baseBlock.lastReorganized),
    fileName: baseBlock.fileName,
    logs,
    commit,
  };
  return { document, text: textOf(opened, commit, run) };
}
