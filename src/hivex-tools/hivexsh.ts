import { HivexError, withErrno } from "hivex-wasm";
import type { CliContext } from "../cli/context.ts";
import { type ReadLine, ShellHost, scriptLines } from "../cli/shell-host.ts";
import { filePieces } from "../index.ts";
import { load } from "../shell/commands/load.ts";
import { errnoText } from "../shell/errno-text.ts";
import { HIVEXSH_COMMANDS } from "../shell/hivexsh-commands.ts";
import { attempt, runShell } from "../shell/run-shell.ts";
import { Session } from "../shell/session.ts";
import { openedHive } from "./opened-hive.ts";
import { shellHive } from "./shell-hive.ts";
import { shortOptions } from "./short-options.ts";

const USAGE = "hivexsh [-dfwu] [hivefile]\n";

/** `hivexsh [-dwu] [-f script] [hive]`: commands from a script, a pipe or a terminal. */
export async function hivexsh(words: readonly string[], context: CliContext): Promise<number> {
  const options = shortOptions(words, "df:uw");
  if (typeof options === "string" || options.operands.length > 1) {
    context.stderr.write(typeof options === "string" ? `hivexsh: ${options}\n${USAGE}` : USAGE);
    return 1;
  }
  const { flags, values, operands } = options;
  const mode = { write: flags.has("w"), unsafe: flags.has("u") };
  const input = await openInput(context, values.get("f"));
  const host = new ShellHost(context, (path) => shellHive(openedHive(context, path, mode)), input.readLine);
  const session = new Session(host);
  try {
    if (operands.length > 0 && (await attempt(session, "load", load, operands[0] ?? "")) !== undefined) return 1;
    if (input.failure !== undefined) {
      host.complain(input.failure);
      return 1;
    }
    if (input.isTyped) host.print(WELCOME);
    const prompt = ({ loaded }: Session): string => `${loaded === undefined ? "" : loaded.name + session.path()}> `;
    return (await runShell(session, HIVEXSH_COMMANDS, { stopsAtFailure: !input.isTyped, prompt })) === undefined
      ? 0
      : 1;
  } finally {
    await host.flush();
    session.close();
    input.close?.();
  }
}

interface Input {
  readonly readLine: ReadLine;
  readonly isTyped: boolean;
  /** Why there is nothing to read. */
  readonly failure?: string;
  close?(): void;
}

/** The script, or what comes in, which a person may type. */
async function openInput(context: CliContext, script: string | undefined): Promise<Input> {
  if (script !== undefined) {
    try {
      const text = withErrno(() =>
        Buffer.concat(Array.from(filePieces(context.fs, script)(), (piece) => piece.slice())),
      );
      return { readLine: scriptLines(text), isTyped: false };
    } catch (error) {
      if (!(error instanceof HivexError)) throw error;
      return { readLine: async () => undefined, isTyped: false, failure: `${script}: ${errnoText(error.code)}` };
    }
  }
  const terminal = await context.terminal?.();
  if (terminal === undefined) return { readLine: scriptLines(await context.stdin()), isTyped: false };
  return { readLine: (prompt) => terminal.ask(prompt), isTyped: true, close: () => terminal.close() };
}

const WELCOME = `
hivexsh of hivetool: looks at Windows registry hives, and with -w changes them.

'help' lists the commands, 'quit' ends.

`;
