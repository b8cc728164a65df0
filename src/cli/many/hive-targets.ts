import { type FileSystem, findHives, HiveError, type HiveOwner, type HiveRole, type HiveSet } from "../../index.ts";
import type { CliContext } from "../context.ts";
import { findOptionsIn, type RootOptions } from "./root-options.ts";

/** A hive that a command is about. */
export interface HiveTarget {
  readonly path: string;
  /** Of hives found below a root: the root, what they are for, and whose. */
  readonly root?: string;
  readonly role?: HiveRole;
  readonly owner?: HiveOwner;
  /** Why there is nothing to work on: the root could not be searched, or holds no hive. */
  readonly error?: unknown;
}

/** The hives that a command's arguments name. */
export interface HiveTargets {
  readonly targets: readonly HiveTarget[];
  /** At least one argument was a folder. */
  readonly areFound: boolean;
  /** What a search has not looked at. */
  readonly passedBy: readonly { readonly path: string; readonly reason: string }[];
}

/** A file stands for itself, a folder for the hives below it that the options choose, sorted by path. */
export function hiveTargets(
  args: readonly string[],
  options: RootOptions,
  usual: HiveSet,
  context: CliContext,
): HiveTargets {
  const targets: HiveTarget[] = [];
  const passedBy: { path: string; reason: string }[] = [];
  let areFound = false;
  for (const path of args) {
    if (!isFolder(context.fs, path)) {
      targets.push({ path });
      continue;
    }
    areFound = true;
    try {
      const found = findHives(path, findOptionsIn(options, usual, context));
      passedBy.push(...found.passedBy);
      targets.push(
        ...found.hives.map(({ path: hive, role, owner }) => ({
          path: hive,
          root: path,
          role,
          ...(owner && { owner }),
        })),
      );
      if (found.hives.length === 0) targets.push({ path, error: nothingBelow(options, usual) });
    } catch (error) {
      targets.push({ path, error });
    }
  }
  if (options.output !== undefined && (areFound || targets.length > 1)) {
    const advice = "Name one hive, or run the command once for each.";
    throw new HiveError("usage", "--output takes what comes of one hive, and this is about several", { advice });
  }
  return { targets, areFound, passedBy };
}

/** What `--json` says about a hive that was found; under a name of its own, since keys have owners, too. */
export function targetDocument({ role, owner }: HiveTarget): object {
  return role === undefined ? {} : { hive: { role, ...(owner && { owner }) } };
}

export function isFolder(fs: FileSystem, path: string): boolean {
  try {
    return fs.statSync(path, { bigint: true }).isDirectory();
  } catch {
    return false;
  }
}

function nothingBelow({ hives = [], user }: RootOptions, usual: HiveSet): unknown {
  const sets = hives.length === 0 ? usual : hives.join(",");
  const whose = user === undefined ? "" : ` of users like ${user}`;
  return new HiveError("hive-not-found", `no hive of the set ${sets}${whose} lies below this folder`);
}
