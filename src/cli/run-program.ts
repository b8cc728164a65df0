import { type Command, CommanderError } from "commander";
import { EXIT, type ExitCode, exitCodeOf, HiveError } from "../index.ts";
import { commandLineOf, elsewhere, namedCommands, withoutHelpCommand } from "./command-names.ts";
import type { CliContext } from "./context.ts";
import { createProgram } from "./program.ts";
import { coloursFor } from "./render/colours.ts";
import { errorDocument, errorText } from "./render/error.ts";
import { jsonText } from "./render/json.ts";

/** Runs a command line (without the program's own name) and returns its exit code. Never throws. */
export async function runProgram(args: readonly string[], context: CliContext): Promise<ExitCode> {
  if (args[0] === "complete") {
    const { complete } = await import("./completion/complete.ts");
    return complete(args.slice(1), context, (words) => createProgram(context, () => undefined, words));
  }
  let exit: ExitCode = EXIT.done;
  const program = await createProgram(
    Object.create(context, { words: { value: args } }) as CliContext,
    (code) => {
      exit = code;
    },
    args,
  );
  try {
    await program.parseAsync(withoutHelpCommand(program, args), { from: "user" });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error, args, context);
    if (error.exitCode === 0) return EXIT.done;
    // Help that is shown because no command was named has already said all.
    if (error.code === "commander.help") return EXIT.usage;
    return report(usageError(error, program, args), args, context);
  }
}

function report(error: unknown, args: readonly string[], context: CliContext): ExitCode {
  if (args.includes("--json")) context.stdout.write(jsonText({ error: errorDocument(error) }));
  else context.stderr.write(errorText(error, undefined, coloursFor(context.stderr, context.env)));
  return exitCodeOf(error);
}

/** Commander's message in one sentence, with its suggestion for a typing error or one of ours. */
function usageError(error: CommanderError, program: Command, args: readonly string[]): HiveError {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const hint = rest
    .join(" ")
    .trim()
    .replace(/^\(|\)$/g, "");
  const [, unknown = ""] = /^unknown command '(.*)'/.exec(first) ?? [];
  const found = elsewhere(program, unknown);
  const advice = found ? `Did you mean ${found}?` : hint === "" ? adviceFor(error, program, args) : hint;
  return new HiveError("usage", first.replace(/\.$/, ""), { advice });
}

function adviceFor(error: CommanderError, program: Command, args: readonly string[]): string {
  const help = `${commandLineOf(namedCommands(program, args))} --help`;
  if (error.code === "commander.excessArguments") return `Put a key or name with blanks in quotes. See ${help}.`;
  return `See ${help}.`;
}
