import { HIVE_SETS, VALUE_TYPE, valueTypeName } from "../../index.ts";
import type { ArgumentEntry, ManualPage, OptionEntry } from "../manual/page.ts";

/** A word that may stand where the cursor is. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What may stand where the cursor is: one of some words, a file, a folder, a key or a value of a hive, or what nobody knows. */
export type Wanted =
  | { readonly kind: "words"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "files" | "folders" | "nothing" }
  | { readonly kind: "keys"; readonly hive: string }
  | { readonly kind: "values"; readonly hive: string; readonly key: string };

/** What a command line says up to the cursor. */
interface Typed {
  readonly page: ManualPage;
  /** What is no option, behind the names of commands. */
  readonly arguments: readonly string[];
  /** The option that the last word gives the value of. */
  readonly option: OptionEntry | undefined;
  /** Behind `--` nothing is an option. */
  readonly isPastOptions: boolean;
}

/** What may stand in the place of the last word; `words` are those behind the program's name. */
export function wantedAt(pages: readonly ManualPage[], words: readonly string[]): Wanted & { readonly prefix: string } {
  const last = words.at(-1) ?? "";
  const typed = readWords(pages, words.slice(0, -1));
  const assigned = /^(--[a-z-]+=)/.exec(last)?.[1];
  if (typed.option !== undefined) return { ...wantedBy(typed.option, typed), prefix: "" };
  if (assigned !== undefined && !typed.isPastOptions) {
    const option = optionsOf(typed.page).find(({ long }) => `${long}=` === assigned);
    return { ...(option === undefined ? NOTHING : wantedBy(option, typed)), prefix: assigned };
  }
  return { ...wantedWord(typed, last), prefix: "" };
}

const NOTHING = { kind: "nothing" } as const;

function readWords(pages: readonly ManualPage[], words: readonly string[]): Typed {
  let page = pages[0] as ManualPage;
  let option: OptionEntry | undefined;
  let isPastOptions = false;
  const taken: string[] = [];
  for (const word of words) {
    if (option !== undefined) option = undefined;
    else if (isPastOptions || !/^-./.test(word)) {
      const next = taken.length > 0 ? undefined : subcommand(pages, page, word);
      if (next === undefined) taken.push(word);
      else page = next;
    } else if (word === "--") isPastOptions = true;
    else option = optionsOf(page).find(({ short, long, takes }) => takes !== undefined && [short, long].includes(word));
  }
  return { page, arguments: taken, option, isPastOptions };
}

function subcommand(pages: readonly ManualPage[], { words }: ManualPage, name: string): ManualPage | undefined {
  const path = [...words, name].join(" ");
  return pages.find((page) => page.words.join(" ") === path);
}

function optionsOf({ groups }: ManualPage): readonly OptionEntry[] {
  return groups.flatMap(({ options }) => options);
}

function wantedWord({ page, arguments: taken, isPastOptions }: Typed, last: string): Wanted {
  if (last.startsWith("-") && !isPastOptions) {
    const options = optionsOf(page).map(({ long, description }) => ({ word: long, description }));
    return { kind: "words", candidates: options };
  }
  if (page.commands.length > 0 && taken.length === 0) {
    const commands = page.commands.map(({ name, description }) => ({ word: name, description }));
    return { kind: "words", candidates: commands };
  }
  const final = page.arguments.at(-1);
  const entry = page.arguments[taken.length] ?? (final?.isVariadic ? final : undefined);
  return entry === undefined ? NOTHING : wantedBy(entry, { page, arguments: taken });
}

/** Arguments and options are told by the name of what they take. */
function wantedBy(
  entry: ArgumentEntry | OptionEntry,
  { page, arguments: taken }: Pick<Typed, "page" | "arguments">,
): Wanted {
  const name = "name" in entry ? entry.name : (OPTIONS[entry.long] ?? entry.takes ?? "");
  const place = page.arguments.findIndex((each) => HIVES.includes(each.name));
  const [hive, key] = place < 0 ? [] : taken.slice(place);
  if (entry.choices.length > 0) return plainWords(entry.choices);
  const words = WORDS[name];
  if (words !== undefined) return plainWords(words);
  if (KEYS.includes(name)) return hive === undefined ? NOTHING : { kind: "keys", hive };
  if (name === "value") return hive === undefined || key === undefined ? NOTHING : { kind: "values", hive, key };
  if (FOLDERS.includes(name)) return { kind: "folders" };
  return FILES.includes(name) ? { kind: "files" } : NOTHING;
}

function plainWords(words: readonly string[]): Wanted {
  return { kind: "words", candidates: words.map((word) => ({ word, description: "" })) };
}

/** Options that take the name of something in the hive. */
const OPTIONS: Readonly<Record<string, string>> = { "--value": "value", "--key": "key" };
/** What the hive is called whose keys are meant. */
const HIVES = ["hive", "a"];
const KEYS = ["key", "newkey"];
const FOLDERS = ["folder", "dir"];
const FILES = ["hive", "file", "files", "root", "plan", "a", "b", "base", "ours", "theirs", "source", "script"];
const WORDS: Readonly<Record<string, readonly string[]>> = {
  sets: Object.keys(HIVE_SETS),
  type: Object.values(VALUE_TYPE).map((type) => valueTypeName(type).replace(/^REG_/, "").toLowerCase()),
  when: ["now", "keep"],
};
