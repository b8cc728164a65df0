import type { Command } from "commander";
import type { ExitCode, SetSecurity } from "../../index.ts";
import { HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editOneHive } from "../editing/edit-report.ts";
import { keyAt } from "../not-found.ts";

interface Options extends EditOptions {
  readonly recursive?: boolean;
  readonly domain?: string;
}

const EXAMPLE = "hivetool security set NTUSER.DAT 'Software\\Policies' 'D:P(A;CI;KA;;;SY)(A;CI;KR;;;BU)'";

/** `hivetool security set`: gives a key, or all of a tree, other parts of a security descriptor. */
export function addSecuritySetCommand(group: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = group.command("set").description("set the parts of a key's security descriptor that SDDL names");
  withEditOptions(command, EXAMPLE)
    .argument("<hive>", HIVE_ARGUMENT)
    .argument("<key>", "path of the key, with backslashes; '' is the root key")
    .argument("<sddl>", "such as O:BAG:SYD:P(A;CI;KA;;;SY); parts that it does not name stay")
    .option("--recursive", "all keys below as well; each keeps its own other parts")
    .option("--domain <sid>", "the domain that letters such as DA are about: S-1-5-21 and three numbers")
    .action(async (hive: string, key: string, sddl: string, options: Options) => {
      const usage = "hivetool security set HIVE KEY SDDL";
      const { recursive, domain } = options;
      finish(
        await editOneHive(context, { hive, key, usage }, options, (opened) => {
          keyAt(opened.hive, key);
          const change: SetSecurity = {
            op: "set-security",
            key,
            sddl,
            ...(domain !== undefined && { domain }),
            ...(recursive && { recursive }),
          };
          return { version: 1, changes: [change] };
        }),
      );
    });
}
