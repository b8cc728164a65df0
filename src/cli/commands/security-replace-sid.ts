import type { Command } from "commander";
import { type ExitCode, HiveError, type ReplaceSid, sidFromText, sidText } from "../../index.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editOneHive } from "../editing/edit-report.ts";

const EXAMPLE = `hivetool security replace-sid NTUSER.DAT S-1-5-21-1-2-3-1001 S-1-5-21-7-8-9-1105

Owners, groups, entries and their conditions change, in all descriptors of the hive.
Values do not, also where they hold the SID. Keys keep their times.`;

/** `hivetool security replace-sid`: gives what one account has to another one. */
export function addSecurityReplaceSidCommand(
  group: Command,
  context: CliContext,
  finish: (exit: ExitCode) => void,
): void {
  const command = group.command("replace-sid").description("put one SID in the place of another in all descriptors");
  withEditOptions(command, EXAMPLE)
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<old>", "the SID that goes: S-1-..., or two letters such as BA")
    .argument("<new>", "the SID that comes")
    .action(async (hive: string, old: string, replacement: string, options: EditOptions) => {
      const usage = "hivetool security replace-sid HIVE OLD NEW";
      finish(
        await editOneHive(context, { hive, usage }, options, () => {
          const [from, to] = [old, replacement].map((text) => sidText(sidFromText(text))) as [string, string];
          if (from === to) throw new HiveError("usage", "both are the same SID", { found: from });
          const change: ReplaceSid = { op: "replace-sid", old: from, new: to };
          return { version: 1, changes: [change] };
        }),
      );
    });
}
