import type { Command } from "commander";
import { codePage, type SettingsImportOptions } from "../../index.ts";

/** Options of commands that read files of settings. */
export interface SettingsOptions {
  readonly ansi?: string;
  readonly prefix?: string;
  readonly strict?: boolean;
  readonly likeWindows?: boolean;
}

/** Declares them. */
export function withSettingsOptions(command: Command): Command {
  return command
    .option("--ansi <page>", "the code page of .reg files that are neither UTF-16 nor UTF-8, for example cp1252")
    .option("--prefix <path>", "sections below this path belong below the hive's root as well")
    .option("--strict", "refuse a file with lines or records that Windows would pass over")
    .option("--like-windows", "add the zeros that Windows adds to texts in hexadecimal; else bytes stay as written");
}

/** How such files are to be taken. */
export function settingsOptionsIn({ ansi, prefix, strict, likeWindows }: SettingsOptions): SettingsImportOptions {
  return {
    ...(ansi !== undefined && { ansi: codePage(ansi) }),
    ...(prefix !== undefined && { prefix }),
    ...(strict && { strict }),
    ...(likeWindows && { likeWindows }),
  };
}
