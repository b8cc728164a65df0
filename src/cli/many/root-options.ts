import { type Command, InvalidArgumentError } from "commander";
import { type FindHivesOptions, HIVE_SETS, type HiveSet, isHiveSet } from "../../index.ts";
import type { CliContext } from "../context.ts";
import { inGroup } from "../manual/option-groups.ts";

/** Options that choose among the hives below a root. */
export interface RootOptions {
  readonly hives?: readonly HiveSet[];
  readonly user?: string;
  readonly byContent?: boolean;
  /** A new file for what comes of one hive. */
  readonly output?: string;
}

/** Declares the options that choose among the hives below a root; `usual` says which are taken without them. */
export function withRootOptions(command: Command, usual: HiveSet): Command {
  return inGroup("Hives below a folder:", command, () =>
    command
      .option(
        "--hives <sets>",
        `only these hives: ${Object.keys(HIVE_SETS).join(", ")} (without it: ${usual})`,
        parseHiveSets,
      )
      .option("--user <glob>", "only hives of users whose name or SID fits, such as 'a*'")
      .option("--by-content", "look into every file, for hives under other names"),
  );
}

/** What the options ask of a search. */
export function findOptionsIn(options: RootOptions, usual: HiveSet, { fs }: CliContext): FindHivesOptions {
  const { hives = [usual], user, byContent = false } = options;
  return { fs, hives, byContent, ...(user !== undefined && { user }) };
}

function parseHiveSets(text: string): HiveSet[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !isHiveSet(name));
  if (unknown === undefined) return names.filter(isHiveSet);
  throw new InvalidArgumentError(`There is no set "${unknown}"; there are ${Object.keys(HIVE_SETS).join(", ")}.`);
}
