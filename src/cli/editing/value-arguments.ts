import type { Command } from "commander";
import { isTypedAsText, readWholeFile, VALUE_TYPE, valueDataFromText } from "../../index.ts";
import type { CliContext } from "../context.ts";
import { linesOf, textOf, withoutLineEnd } from "./text-content.ts";

/** The DATA words of a command line, and how many of them stood behind `--`, where nothing has a second meaning. */
export interface DataWords {
  readonly words: readonly string[];
  readonly literal: number;
}

/** The words of a command's last argument. */
export function dataWords(command: Command, words: readonly string[]): DataWords {
  let root = command;
  while (root.parent) root = root.parent;
  // Commander keeps the words as they were typed, but tells only its own code so.
  const { rawArgs } = root as Command & { readonly rawArgs: readonly string[] };
  const dashes = rawArgs.indexOf("--");
  const behind = dashes < 0 ? 0 : rawArgs.length - dashes - 1;
  return { words, literal: Math.min(behind, words.length) };
}

/**
 * The bytes that DATA means for a type. `@FILE` and `-` (stdin) stand for a file's content: UTF-8 text for types that are
 * typed as text, one line for each text of REG_MULTI_SZ, and the bytes as they are for the others.
 */
export async function valueData(type: number, { words, literal }: DataWords, context: CliContext): Promise<Uint8Array> {
  const word = words.length === 1 && literal === 0 ? words[0] : undefined;
  const isFile = word === "-" || (word?.startsWith("@") === true && word.length > 1);
  if (word === undefined || !isFile) return valueDataFromText(type, words);
  const content = word === "-" ? await context.stdin() : readWholeFile(context.fs, word.slice(1));
  if (!isTypedAsText(type)) return content;
  const advice = "Save it as UTF-8, or as UTF-16 with a byte order mark; or give the bytes with --type binary.";
  const text = textOf(content, advice);
  return valueDataFromText(type, type === VALUE_TYPE.multiString ? linesOf(text) : [withoutLineEnd(text)]);
}
