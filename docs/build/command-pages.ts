import type { CliContext } from "../../src/cli/context.ts";
import { EXIT_CODES } from "../../src/cli/manual/exit-codes.ts";
import { type ManualPage, manualPages } from "../../src/cli/manual/page.ts";
import { createProgram } from "../../src/cli/program.ts";
import { type DocumentText, table, text } from "./markdown.ts";

/** What the help of every command says, as data. */
export async function manual(): Promise<readonly ManualPage[]> {
  // Declaring commands asks nothing of the world outside.
  return manualPages(await createProgram({} as CliContext, () => undefined));
}

/** The generated part of each file in docs/commands: a page for each command, and the index. */
export function commandPages(pages: readonly ManualPage[]): DocumentText[] {
  const [program, ...commands] = pages;
  if (program === undefined) return [];
  return [{ file: "README.md", text: indexPage(program, commands) }, ...commands.map(commandPage)];
}

function indexPage(program: ManualPage, commands: readonly ManualPage[]): string {
  const rows = commands.filter(isRun).map((page) => [linkTo(page), text(page.description)]);
  return parts([
    "# Commands",
    text(program.description),
    "```text\nhivetool COMMAND [options] ...\n```",
    table(["Command", "Does"], rows),
    "Every command has `--help`, which says the same as its page here. `hivetool help COMMAND` shows it as well.",
    ...program.groups.flatMap(optionTable),
    "## Exit codes",
    table(
      ["Exit", "Means"],
      EXIT_CODES.map(([code, meaning]) => [`${code}`, meaning]),
      ["---:", "---"],
    ),
    "Over several hives the highest one counts. [errors.md](../errors.md) has every error with its own.",
  ]);
}

function commandPage(page: ManualPage): DocumentText {
  const { words, description, usage, arguments: taken, commands } = page;
  const content = parts([
    `# ${words.join(" ")}`,
    `${sentence(description)}`,
    `\`\`\`text\n${words.join(" ")} ${usage}\n\`\`\``,
    ...(taken.length === 0
      ? []
      : [
          table(
            ["Argument", "Means"],
            taken.map((each) => [`\`${each.name}\``, text(each.description)]),
          ),
        ]),
    ...(commands.length === 0
      ? []
      : [
          table(
            ["Command", "Does"],
            commands.map((each) => [subcommandLink(words, each.name), text(each.description)]),
          ),
        ]),
    ...(page.examples.length === 0
      ? []
      : [`## ${page.examples.length > 1 ? "Examples" : "Example"}`, `\`\`\`sh\n${page.examples.join("\n")}\n\`\`\``]),
    ...page.notes.map(text),
    ...page.groups.flatMap(optionTable),
    isRun(page)
      ? "What the exit codes mean, and all other commands: [Commands](README.md)."
      : "All commands: [Commands](README.md).",
  ]);
  return { file: fileOf(words), text: content };
}

function optionTable({ heading, options }: ManualPage["groups"][number]): string[] {
  const rows = options.map(({ flags, description }) => [`\`${flags.replaceAll("|", "\\|")}\``, text(description)]);
  return [`## ${heading}`, table(["Option", "Does"], rows)];
}

/** Whether it does something itself, and is no group of commands. */
function isRun({ commands }: ManualPage): boolean {
  return commands.length === 0;
}

function linkTo({ words }: ManualPage): string {
  return `[\`${words.join(" ")}\`](${fileOf(words)})`;
}

function subcommandLink(words: readonly string[], name: string): string {
  return `[\`${name}\`](${fileOf([...words, name])})`;
}

function fileOf(words: readonly string[]): string {
  return `${words.slice(1).join("-")}.md`;
}

function sentence(description: string): string {
  return `${text(description.slice(0, 1).toUpperCase() + description.slice(1))}.`;
}

function parts(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}
