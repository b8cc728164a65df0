import type { Command } from "commander";
import { bytesToHex, type ExitCode, HiveError, type SetValue } from "../../index.ts";
import { HIVE_ARGUMENT, parseValueType } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editOneHive } from "../editing/edit-report.ts";
import { expectationFor, type IfValueOption, withIfValueOption } from "../editing/if-value.ts";
import { dataWords, valueData } from "../editing/value-arguments.ts";
import { keyAt } from "../not-found.ts";
import { assertOfThisHive } from "../other-hive.ts";

interface Options extends EditOptions, IfValueOption {
  /** The number of the type. */
  readonly type?: number;
  readonly existing?: boolean;
}

const USAGE = "hivetool set HIVE KEY VALUE --type TYPE DATA...";
const EXAMPLE = `hivetool set NTUSER.DAT 'Control Panel\\Desktop' Wallpaper 'C:\\wall.jpg' --dry-run
hivetool set NTUSER.DAT 'Software\\Acme' Level --type dword 0x10
hivetool set NTUSER.DAT 'Software\\Acme' Servers --type multi_sz one two three
hivetool set NTUSER.DAT 'Software\\Acme' Blob --type binary 2d00ff
hivetool set NTUSER.DAT 'Software\\Acme' Blob --type binary @blob.bin
hivetool set NTUSER.DAT 'Software\\Acme' '' --type sz -- '-as it stands-'

DATA is one text for sz, expand_sz and link, any number of texts for multi_sz, a
number (decimal, or hexadecimal with 0x) for dword and qword, and bytes in
hexadecimal for all other types. @FILE takes it from a file and - from stdin; behind
-- everything is taken as it stands. Without --type a value keeps the type it has.`;

/** `hivetool set`: gives a key a value, or changes it. */
export function addSetCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("set").description("set a value, and create the keys that are missing on the way");
  withIfValueOption(withEditOptions(command, EXAMPLE))
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes")
    .argument("<value>", "name of the value; '' is the default value")
    .argument("[data...]", "the data, as its type has it")
    .option("--type <type>", "the value's type: sz, expand_sz, dword, binary, a number, ...", parseValueType)
    .option("--existing", "only where the key is there already; create none")
    .action(async (hive: string, key: string, name: string, words: string[], options: Options) => {
      finish(
        await editOneHive(context, { hive, key, usage: USAGE }, options, async (opened) => {
          assertOfThisHive(opened.hive, key);
          if (options.existing) keyAt(opened.hive, key);
          const found = opened.hive.findKey(key)?.findValue(name);
          const type = options.type ?? found?.type;
          if (type === undefined) {
            const advice = `Say it with --type. Usage: ${USAGE}`;
            throw new HiveError("usage", "the value is not there yet, so its type must be named", { advice });
          }
          const change: SetValue = {
            op: "set-value",
            key,
            value: name,
            type,
            data: bytesToHex(await valueData(type, dataWords(command, words), context)),
            ...(options.existing && { existing: true }),
            expect: expectationFor(found, options) ?? "absent",
          };
          return { version: 1, changes: [change] };
        }),
      );
    });
}
