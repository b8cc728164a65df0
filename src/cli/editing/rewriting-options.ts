import { type Command, InvalidArgumentError, Option } from "commander";
import type { RewritingOptions, TextPart } from "../../index.ts";
import { collected, parseValueTypes } from "../common-options.ts";

/** Options of commands that give texts of a hive other words. */
export interface RewritingCommandOptions {
  readonly in?: readonly TextPart[];
  readonly type?: readonly number[];
  readonly key?: readonly string[];
  readonly path?: string;
  readonly ifTaken?: "refuse" | "leave";
}

/** The parts of a hive that hold texts, as they are named on the command line. */
const PARTS: readonly TextPart[] = ["data", "names", "keys"];

/** Declares the options that say where texts are rewritten; `usual` says where without them. */
export function withRewritingOptions(command: Command, usual: string): Command {
  return command
    .option(
      "--in <parts>",
      `where: data, names (of values) or keys (their names), with commas between (without it: ${usual})`,
      parseParts,
    )
    .option("--key <path>", "only in this key and below it; may be given several times", collected)
    .option("--path <glob>", "only in keys with such a path: * within a name, ** for any names, such as '**\\Run*'")
    .option("--type <types>", "only in values of these types, such as REG_BINARY or sz,expand_sz", parseValueTypes)
    .addOption(
      new Option("--if-taken <what>", "where a new name is there already: refuse the hive, or leave the old name")
        .choices(["refuse", "leave"])
        .default("refuse"),
    );
}

/** What the options ask for. */
export function rewritingOptionsIn(options: RewritingCommandOptions): RewritingOptions {
  const { in: parts, type: types, key: keys, path, ifTaken } = options;
  return {
    ...(parts && { parts }),
    ...(types && { types }),
    ...(keys && { keys }),
    ...(path !== undefined && { path }),
    ...(ifTaken && { ifTaken }),
  };
}

function parseParts(text: string): readonly TextPart[] {
  const parts = text.split(",").map((part) => PARTS.find((known) => known === part.trim()));
  const known = parts.filter((part) => part !== undefined);
  if (known.length === parts.length) return known;
  throw new InvalidArgumentError(`Say one or more of ${PARTS.join(", ")}, with commas between.`);
}
