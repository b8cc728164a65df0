import type { FileSystem } from "../../index.ts";
import type { ManualPage } from "../manual/page.ts";
import { keysIn, valuesIn } from "./names-in-hive.ts";
import { type Candidate, type Wanted, wantedAt } from "./wanted.ts";

/** Of the world outside what keys and values come from. */
interface World {
  readonly fs: FileSystem;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * What a shell's script is told: first what to offer (`words`, `files`, `folders`, `nothing`), then a line for each word,
 * with a tab and what it is for where there is something to say.
 */
export function answer(pages: readonly ManualPage[], words: readonly string[], world: World): string {
  const { prefix, ...wanted } = wantedAt(pages, words);
  if (wanted.kind === "files" || wanted.kind === "folders" || wanted.kind === "nothing") return `${wanted.kind}\n`;
  const typed = (words.at(-1) ?? "").slice(prefix.length);
  const lines = candidates(wanted, typed, world).map(
    ({ word, description }) => `${prefix}${word}${description === "" ? "" : `\t${description}`}\n`,
  );
  return `words\n${lines.join("")}`;
}

function candidates(wanted: Wanted, typed: string, { fs, env }: World): readonly Candidate[] {
  // In a shell's eyes a ~ that is still being typed stands for itself.
  const path = (hive: string): string => hive.replace(/^~(?=\/)/, () => env.HOME ?? "~");
  try {
    if (wanted.kind === "keys") return keysIn(fs, path(wanted.hive), typed);
    if (wanted.kind === "values") return valuesIn(fs, path(wanted.hive), wanted.key, typed);
  } catch {
    return []; // whoever is typing has not asked for an error
  }
  return wanted.kind === "words" ? wanted.candidates.filter(({ word }) => word.startsWith(typed)) : [];
}
