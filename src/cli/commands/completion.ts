import { Argument, type Command } from "commander";
import { EXIT, type ExitCode } from "../../index.ts";
import { SCRIPTS, type Shell } from "../completion/scripts/index.ts";
import type { CliContext } from "../context.ts";
import { withExamples } from "../manual/examples.ts";

const EXAMPLES = `hivetool completion bash > ~/.local/share/bash-completion/completions/hivetool
hivetool completion zsh > ~/.zsh/completions/_hivetool
hivetool completion fish > ~/.config/fish/completions/hivetool.fish
hivetool completion powershell >> $PROFILE

The script completes commands, options and what they take, and the names of keys and
values in the hive that the line names; of those it reads only what it shows. It asks
hivetool each time, so it stays right when hivetool is updated.

In bash and zsh this in .bashrc or .zshrc does it as well (in zsh behind compinit):
eval "$(hivetool completion bash)"`;

/** `hivetool completion`: a script that completes hivetool's command lines in a shell. */
export function addCompletionCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("completion").description("print a script that lets a shell complete command lines");
  withExamples(command, EXAMPLES)
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SCRIPTS)))
    .action((shell: Shell) => {
      context.stdout.write(SCRIPTS[shell]);
      finish(EXIT.done);
    });
}
