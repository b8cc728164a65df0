import type { Command } from "commander";
import { type ExitCode, planSetProxy, type SetProxyOptions } from "../../index.ts";
import { CommandRun } from "../command-run.ts";
import { collected, HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { carryOutPlan } from "../editing/carry-out.ts";
import { assertOneOutput, type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { editTime } from "../editing/edit-time.ts";
import { FLAG_WORDS, parseAuthentication, parseFlags } from "../editing/rpc-http-options.ts";
import { setProxyDocument, setProxyText } from "../render/set-proxy.ts";

interface Options extends EditOptions, Omit<SetProxyOptions, "authentication"> {
  readonly auth?: number;
}

const EXAMPLE = `hivetool outlook set-proxy NTUSER.DAT --server server.example.com:44300 --dry-run
hivetool outlook set-proxy NTUSER.DAT --profile Outlook --server server.example.com:44300 \\
  --flags http,ssl,fast,slow --auth ntlm --principal msstd:server.example.com

What is not named stays as it is. Where a profile has several Exchange accounts, choose
with --account. Outlook's Autodiscover or a group policy may set all of it again later.`;

/** `hivetool outlook set-proxy`: sets the Exchange proxy server of Outlook profiles, and what belongs to it. */
export function addOutlookSetProxyCommand(
  outlook: Command,
  context: CliContext,
  finish: (exit: ExitCode) => void,
): void {
  const command = outlook.command("set-proxy").description("set the Exchange proxy server, and what belongs to it");
  withEditOptions(command, EXAMPLE)
    .argument("<hive...>", HIVE_ARGUMENT)
    .option("--profile <name>", "only this Outlook profile; may be given several times", collected)
    .option("--account <name>", "only this account, by its name or number; may be given several times", collected)
    .option("--server <host[:port]>", "the proxy server")
    .option("--flags <flags>", `how it is used: a number, or words of ${FLAG_WORDS}`, parseFlags)
    .option("--auth <scheme>", "how one signs on at it: basic, ntlm, negotiate, ... or a number", parseAuthentication)
    .option("--principal <name>", "the name in its certificate, msstd:HOST")
    .action(async (hives: string[], options: Options) => {
      assertOneOutput(options, hives);
      const run = new CommandRun(context, options);
      editTime(options.time, context); // what is wrong with the clock is told once, before any hive
      const { auth, ...rest } = options;
      const settings: SetProxyOptions = { ...rest, ...(auth !== undefined && { authentication: auth }) };
      finish(
        await run.over(hives, { usual: "users", isHeaded: true, records: true, atOnce: true }, (path, _, own) =>
          own.withHive(path, { mode: "edit" }, async (opened) => {
            const proxy = planSetProxy(opened.hive, settings);
            const { changes, outcome, errors, exit } = await carryOutPlan(opened, proxy.plan, options, own);
            const facts = { path, proxy, changes, outcome };
            return { document: setProxyDocument(facts), text: setProxyText(facts, own.colours), errors, exit };
          }),
        ),
      );
    });
}
