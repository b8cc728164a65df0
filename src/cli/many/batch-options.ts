import { type Command, Option } from "commander";
import { Batch, filetimeToIso, parseShard, type Shard, shardOf } from "../../index.ts";
import { parseCount } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { inGroup } from "../manual/option-groups.ts";
import type { HiveTarget, HiveTargets } from "./hive-targets.ts";

/** Options of commands that write to many hives. */
export interface BatchCommandOptions {
  readonly report?: string;
  readonly resume?: string;
  readonly verifyReport?: string;
  readonly audit?: string;
  readonly csv?: string;
  readonly hash?: boolean;
  readonly failFast?: boolean;
  readonly maxFailures?: number;
  readonly shard?: Shard;
}

/** Options that say how to report and whom to believe, and so make no other command; each with its value. */
const REPORTING = ["--report", "--resume", "--verify-report", "--csv", "--audit", "--max-failures"];
const REPORTING_FLAGS = ["--break-lock", "--fail-fast", "--hash", "--json", "--stats"];

/** Declares the options of commands that write to many hives. */
export function withBatchOptions(command: Command): Command {
  return inGroup("Work on many hives:", command, () =>
    command
      .option(
        "--report <file>",
        "write a new report line by line: what is about to be done, and what became of each hive",
      )
      .addOption(new Option("--resume <file>", "go on where the run ended that wrote this report").conflicts("report"))
      .option("--audit <file>", "add a line for each hive to this file, each with the hash of the line before")
      .option("--csv <file>", "write a new table of all hives at the end")
      .option("--hash", "reports hold the SHA-256 of whole files, too; that reads them")
      .option("--fail-fast", "begin no further hive after one that failed or was refused")
      .option("--max-failures <number>", "begin no further hive after so many that failed or were refused", parseCount)
      .option("--shard <i/n>", "only part i of n of the hives, counted from 1", parseShard),
  );
}

interface BatchOrder {
  /** Which hives come before all others. */
  readonly isUrgent?: ((path: string) => boolean) | undefined;
}

/** The record that the options ask for; undefined where one hive is named and nothing is asked for. */
export function batchFor(
  { targets, areFound, isUrgent }: Pick<HiveTargets, "targets" | "areFound"> & BatchOrder,
  options: BatchCommandOptions,
  context: CliContext,
): Batch<HiveTarget> | undefined {
  const { report, resume, audit, csv, hash, failFast, maxFailures, shard } = options;
  const isAskedFor = [report, resume, audit, csv, failFast, maxFailures, shard].some((each) => each !== undefined);
  if (!areFound && !isAskedFor) return undefined;
  const maximumFailures = failFast ? 1 : maxFailures;
  return new Batch(shard === undefined ? targets : shardOf(targets, shard), {
    fs: context.fs,
    ...(report !== undefined && { report }),
    ...(resume !== undefined && { resume }),
    ...(audit !== undefined && { audit }),
    ...(csv !== undefined && { csv }),
    ...(hash && { hash }),
    ...(maximumFailures !== undefined && { maximumFailures }),
    ...(isUrgent && { isUrgent }),
    command: withoutReporting(context.words ?? []),
    now: () => filetimeToIso(context.now()),
  });
}

/** The command as it was typed, without the options that say how to report. */
export function withoutReporting(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (REPORTING.includes(word)) index += 1;
    else if (!REPORTING_FLAGS.includes(word) && !REPORTING.some((each) => word.startsWith(`${each}=`))) kept.push(word);
  }
  return kept;
}
