import type { Command } from "commander";
import type { CreateKey, ExitCode } from "../../index.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editOneHive } from "../editing/edit-report.ts";
import { assertOfThisHive } from "../other-hive.ts";

interface Options extends EditOptions {
  readonly class?: string;
}

const EXAMPLE = "hivetool add NTUSER.DAT 'Software\\Acme\\Editor'";

/** `hivetool add`: creates a key. */
export function addAddCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("add").description("create a key, and those that are missing on the way to it");
  withEditOptions(command, EXAMPLE)
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes")
    .option("--class <text>", "its class name; of a key that is there already it is changed, '' takes it away")
    .action(async (hive: string, key: string, options: Options) => {
      const usage = "hivetool add HIVE KEY";
      finish(
        await editOneHive(context, { hive, key, usage }, options, ({ hive: opened }) => {
          assertOfThisHive(opened, key);
          const isThere = opened.findKey(key) !== undefined;
          const change: CreateKey = {
            op: "create-key",
            key,
            ...(options.class !== undefined && { class: options.class }),
            ...(!isThere && { expect: "absent" }),
          };
          return { version: 1, changes: [change] };
        }),
      );
    });
}
