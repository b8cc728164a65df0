import { basename } from "node:path";
import { type FileSystem, nodeFileSystem, systemError } from "hivex-wasm/node";
import picomatch from "picomatch";
import { HiveError } from "../errors.ts";
import { describeByContent } from "./by-content.ts";
import type { FoundHive, HiveRole, PassedBy } from "./found-hive.ts";
import { HIVE_SETS, type HiveSet } from "./hive-sets.ts";
import { lookInside } from "./look-inside.ts";
import { ownerOf, roleIn } from "./owner.ts";
import { ownerInHive } from "./owner-in-hive.ts";
import { PLACES } from "./places.ts";
import { readProfileList } from "./profile-list.ts";
import { rootFolders } from "./root-folders.ts";
import { walkContent } from "./walk-content.ts";
import { type Met, walkPlaces } from "./walk-places.ts";

/** Which hives to find. */
export interface FindHivesOptions {
  /** The machine's own without it. */
  readonly fs?: FileSystem;
  /** Sets of hives; all without it. */
  readonly hives?: readonly HiveSet[];
  /** Only of users whose name or SID fits this pattern (`*`, `?`, `[a-c]`, `[!a-c]`, `{a,b}`), in any letter case. */
  readonly user?: string;
  /** Look into every file of every folder for hives under other names. That takes as long as the root has files. */
  readonly byContent?: boolean;
  /**
   * Look into users' hives for the SID and name that nothing else tells, which takes a few reads each. Without it that is
   * done where `user` is a SID.
   */
  readonly readOwners?: boolean;
}

/** What was found below a root, sorted by path. */
export interface FoundHives {
  readonly hives: readonly FoundHive[];
  /** Folders that could not be read, and links that lead out. */
  readonly passedBy: readonly PassedBy[];
}

/**
 * Finds the hives below a root: a volume with Windows on it, a folder of profiles, a share, a mounted container. It knows
 * where they lie, from XP to Windows 11, and looks only there, so that a drive of a million files takes a moment.
 *
 * @throws HiveError `file-not-found`, `permission-denied` for the root itself, `usage` when it is a file or `user` no pattern
 * @example
 * for (const { path, owner } of findHives("/mnt/windows", { hives: ["users"] }).hives) console.log(path, owner?.name);
 */
export function findHives(root: string, options: FindHivesOptions = {}): FoundHives {
  const { fs = nodeFileSystem, hives: sets = ["all"], user, byContent = false, readOwners = isSid(user) } = options;
  const roles = new Set<HiveRole>(sets.flatMap((set) => HIVE_SETS[set]));
  const passedBy: PassedBy[] = [];
  const folders = foldersOf(fs, root);
  const isChosen = user === undefined ? () => true : ownersLike(user);
  const met = walkPlaces(root, PLACES.filter(wants(roles)), folders, passedBy);
  const sids = sidsOf(fs, root, met);
  const found = met.map((each) => foundHive(root, each, sids));
  const known = new Set(found.map(({ path }) => path));
  const others = byContent ? [...walkContent(root, folders, fs, passedBy)].filter((path) => !known.has(path)) : [];
  const hives = [...found, ...describeByContent(fs, others, known)].filter(({ role }) => roles.has(role));
  const profiles = new Map(met.map(({ path, profile }) => [path, profile]));
  const owned = readOwners ? hives.map((hive) => withOwner(fs, hive, profiles.get(hive.path))) : hives;
  const chosen = owned.filter(isChosen);
  return { hives: chosen.sort((one, other) => (one.path < other.path ? -1 : 1)), passedBy: toldOnce(passedBy) };
}

/** Both walks meet a folder that cannot be read. */
function toldOnce(passedBy: readonly PassedBy[]): PassedBy[] {
  return [...new Map(passedBy.map((each) => [each.path, each])).values()];
}

function foldersOf(fs: FileSystem, root: string): ReturnType<typeof rootFolders> {
  try {
    return rootFolders(fs, root);
  } catch (error) {
    throw systemError(error, root, "looking for hives");
  }
}

/** A place whose file turns out to be a default user's is found among users'; SOFTWARE tells whose profile is whose. */
function wants(roles: ReadonlySet<HiveRole>): (place: { role: HiveRole; path: string }) => boolean {
  return ({ role, path }) =>
    roles.has(role) ||
    (role === "user" && roles.has("default-user")) ||
    (role === "machine" && path.includes("software"));
}

/** The lists of profiles of every Windows below the root, by the Windows' folder's parent. */
function sidsOf(fs: FileSystem, root: string, met: readonly Met[]): Map<string, ReadonlyMap<string, string>> {
  const software = met.filter(({ path, role }) => role === "machine" && basename(path).toLowerCase() === "software");
  return new Map(software.map(({ path, windows = root }) => [parentOf(windows), readProfileList(fs, path)]));
}

function foundHive(
  root: string,
  { path, role, profile, windows }: Met,
  lists: Map<string, ReadonlyMap<string, string>>,
): FoundHive {
  const folder = profile ?? (role === "user" || role === "user-classes" || role === "app" ? basename(root) : undefined);
  const volume = [...lists.keys()].filter((each) => path.startsWith(each)).sort((a, b) => b.length - a.length)[0];
  const own = roleIn(folder, role);
  return {
    path,
    role: own,
    ...(folder === undefined ? {} : { owner: ownerOf(folder, (volume && lists.get(volume)) || new Map()) }),
    ...(windows === undefined ? {} : { windows }),
  };
}

function isSid(pattern = ""): boolean {
  return /^S-1-/i.test(pattern);
}

/** The hive itself tells whose it is where list and folder do not. */
function withOwner(fs: FileSystem, hive: FoundHive, profile: string | undefined): FoundHive {
  const { path, role, owner } = hive;
  if ((role !== "user" && role !== "user-classes") || owner?.sid !== undefined) return hive;
  const { sid, name } = lookInside(fs, path, ownerInHive) ?? {};
  // The root's own name says least, as of a container that is mounted somewhere.
  const best = (profile === undefined ? (name ?? owner?.name) : (owner?.name ?? name)) ?? sid;
  return best === undefined ? hive : { ...hive, owner: { name: best, ...(sid !== undefined && { sid }) } };
}

function parentOf(path: string): string {
  return path.slice(0, path.length - basename(path).length);
}

/** Reads a pattern as a POSIX shell does; names of users are no paths, so it means the same on every system. */
function ownersLike(pattern: string): (hive: FoundHive) => boolean {
  if (pattern === "") throw new HiveError("usage", "the pattern for users' names is empty");
  const fits = picomatch(pattern, { nocase: true, dot: true, posix: true, windows: false });
  return ({ owner }) => owner !== undefined && (fits(owner.name) || (owner.sid !== undefined && fits(owner.sid)));
}
