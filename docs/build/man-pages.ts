import { EXIT_CODES } from "../../src/cli/manual/exit-codes.ts";
import type { ManualPage, OptionEntry } from "../../src/cli/manual/page.ts";
import { VERSION } from "../../src/index.ts";
import type { DocumentText } from "./markdown.ts";
import { bold, italic, line, paragraphs, plain, section, tagged, verbatim } from "./roff.ts";

/** The man page of every command: `hivetool-outlook-fix-port.1` and all others. */
export function manPages(pages: readonly ManualPage[]): DocumentText[] {
  return pages.map((page) => ({ file: `${nameOf(page.words)}.1`, text: manPage(page) }));
}

function manPage(page: ManualPage): string {
  const { words, description, usage, notes, examples, commands } = page;
  const name = nameOf(words);
  const lines = [
    `.TH ${plain(name.toUpperCase())} 1 "" "hivetool ${VERSION}"`,
    ...section("NAME", [`${plain(name)} \\- ${plain(description.replace(/\.$/, ""))}`]),
    ...section("SYNOPSIS", [`${bold(words.join(" "))} ${synopsis(usage)}`]),
    ...section("DESCRIPTION", [line(plain(sentence(description))), ...paragraphs(notes)]),
    ...section(
      "ARGUMENTS",
      page.arguments.flatMap((each) => tagged(italic(each.name), each.description)),
    ),
    ...section(
      "COMMANDS",
      commands.flatMap((each) => tagged(reference([...words, each.name]), each.description)),
    ),
    ...section(
      "OPTIONS",
      page.groups.flatMap(({ heading, options }) => [
        ...(heading === "Options" ? [] : [`.SS ${heading}`]),
        ...options.flatMap((option) => tagged(flags(option), option.description)),
      ]),
    ),
    ...section(
      "EXIT STATUS",
      EXIT_CODES.flatMap(([code, meaning]) => tagged(bold(`${code}`), meaning)),
    ),
    ...section(examples.length > 1 ? "EXAMPLES" : "EXAMPLE", verbatim(examples.join("\n"))),
    ...(words.length > 1 ? section("SEE ALSO", [reference(words.slice(0, -1))]) : []),
  ];
  return `${lines.join("\n")}\n`;
}

function nameOf(words: readonly string[]): string {
  return words.join("-");
}

function reference(words: readonly string[]): string {
  return `${bold(nameOf(words))}(1)`;
}

/** `[options] <hive> [key]` with its brackets where they say that something can be left out, and slanted names. */
function synopsis(usage: string): string {
  const names = usage.replace(/<([^>]*)>/g, "$1").split(/([[\] ]+)/);
  return names.map((part) => (/^[[\] ]*$/.test(part) ? part : italic(part))).join("");
}

function flags({ short, long, takes }: OptionEntry): string {
  const names = [short, long].filter((each) => each !== undefined).map(bold);
  return `${names.join(", ")}${takes === undefined ? "" : ` ${italic(takes)}`}`;
}

function sentence(description: string): string {
  return `${description.slice(0, 1).toUpperCase()}${description.slice(1).replace(/\.$/, "")}.`;
}
