import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { commandPages, manual } from "../../docs/build/command-pages.ts";
import { withWritten } from "../../docs/build/markdown.ts";
import { namedCommands, withoutHelpCommand } from "../../src/cli/command-names.ts";
import type { CliContext } from "../../src/cli/context.ts";
import { OPTION_GROUPS } from "../../src/cli/manual/option-groups.ts";
import { createProgram } from "../../src/cli/program.ts";
import { ROOT } from "../setup/clone.ts";
import { words } from "./console-sessions.ts";

const FOLDER = join(ROOT, "docs", "commands");
const PAGES = await manual();

test("docs/commands has a page for every command, and no other; npm run docs writes them", () => {
  const made = commandPages(PAGES);
  expect(readdirSync(FOLDER).sort(), "run npm run docs").toEqual(made.map(({ file }) => file).sort());
  for (const { file, text } of made) {
    const found = readFileSync(join(FOLDER, file), "utf8").replaceAll("\r\n", "\n");
    expect.soft(found, `docs/commands/${file} is out of date: run npm run docs`).toBe(withWritten(text, found));
  }
});

describe("a page says what the help of its command says", () => {
  test.each(PAGES.map((page) => [page.words.slice(1).join(" "), page] as const))("%s", async (_, page) => {
    const help = await helpOf(page.words.slice(1));
    const lines = help.split("\n").map((line) => line.trim().replace(/ {2,}/, "  "));
    const options = page.groups.flatMap((group) => group.options);
    for (const { flags, description } of options) expect.soft(lines).toContain(`${flags}  ${description}`);
    for (const { name, description } of page.arguments) expect.soft(lines).toContain(`${name}  ${description}`);
    expect(help.split("\n").filter((line) => /^ {2}-/.test(line))).toHaveLength(options.length);
    const headings = page.groups.map(({ heading }) => `${heading}:`);
    expect(lines.filter((line) => (OPTION_GROUPS as readonly string[]).includes(line))).toEqual(headings);
    for (const each of [...page.examples, ...page.notes].flatMap((text) => text.split("\n")))
      expect.soft(help).toContain(each);
  });
});

test("every command has an example, and every example is a command line that is understood", async () => {
  for (const { words: path, examples } of PAGES) {
    expect.soft(examples.length, path.join(" ")).toBeGreaterThan(0);
    for (const example of examples) {
      const [name, ...args] = words(example.replaceAll(/\\\n\s*/g, " ").replace(/ [|>]+ .*/, ""));
      expect.soft(name, example).toBe("hivetool");
      const run = await parsed(args);
      expect.soft(run, example).toContain(path.slice(1).join(" "));
    }
  }
});

/** The help of a command, as wide as it wants to be. */
async function helpOf(args: readonly string[]): Promise<string> {
  let text = "";
  const stdout = { columns: 10_000, write: (part: string) => (text += part) };
  const program = await createProgram({ stdout } as unknown as CliContext, () => undefined, args);
  await program.parseAsync(withoutHelpCommand(program, [...args, "--help"]), { from: "user" }).catch(() => undefined);
  return text;
}

/** The command that these words run, which it does not; throws where Commander does not understand them. */
async function parsed(args: readonly string[]): Promise<string> {
  const program = await createProgram({} as CliContext, () => undefined, args);
  const run: string[] = [];
  for (const command of withAllBelow(program)) command.action(() => void run.push(command.name()));
  await program.parseAsync(args, { from: "user" });
  expect(run).toHaveLength(1);
  return namedCommands(program, args)
    .map((command) => command.name())
    .join(" ");
}

function withAllBelow(command: Command): Command[] {
  return command.commands.flatMap((each) => (each.commands.length === 0 ? [each] : withAllBelow(each as Command)));
}
