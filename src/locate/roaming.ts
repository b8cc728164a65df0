import type { FileSystem } from "hivex-wasm/node";
import type { HiveOwner, HiveRole } from "./found-hive.ts";

/** Profiles of the computer itself: of Windows since Vista, of XP, and of NT 4. */
const LOCAL = /(?:^|[\\/])(?:users|documents and settings|winnt[\\/]profiles)[\\/][^\\/]+[\\/][^\\/]+$/i;

/** The folder of a roaming profile ends in the version of Windows that wrote it. */
const VERSIONED = /\.v[2-6][\\/][^\\/]+$/i;

/**
 * Whether a user's hive lies on a share of profiles, from where Windows copies it when the user logs on. Of a hive that was
 * not found below a root its path alone tells.
 *
 * @example
 * isRoaming({ path: "/srv/profiles/anna/NTUSER.DAT", role: "user" }); // true
 */
export function isRoaming({ path, role }: { readonly path: string; readonly role?: HiveRole }): boolean {
  return role === undefined ? VERSIONED.test(path) : role === "user" && !LOCAL.test(path);
}

/**
 * The users' hives on shares that are older than the same user's hive on a computer among these, each with the newer one.
 * Windows goes by the time when the file was last written: it would have left the older one alone.
 *
 * @example
 * for (const [path, newer] of newerLocalCopies(fs, hives)) console.warn(`${path} is older than ${newer}`);
 */
export function newerLocalCopies(
  fs: FileSystem,
  hives: readonly { readonly path: string; readonly role?: HiveRole; readonly owner?: HiveOwner }[],
): ReadonlyMap<string, string> {
  const users = hives.filter(({ role, owner }) => role === "user" && owner !== undefined);
  const local = new Map<string, { path: string }[]>();
  for (const hive of users) {
    if (!isRoaming(hive)) local.set(nameOf(hive), [...(local.get(nameOf(hive)) ?? []), hive]);
  }
  const newer = new Map<string, string>();
  for (const hive of users) {
    const copies = isRoaming(hive) ? local.get(nameOf(hive)) : undefined;
    if (copies === undefined) continue;
    const own = modified(fs, hive.path);
    const found = copies.find(({ path }) => modified(fs, path) > own);
    if (found !== undefined) newer.set(hive.path, found.path);
  }
  return newer;
}

function nameOf({ owner }: { readonly owner?: HiveOwner }): string {
  return (owner?.name ?? "").toLowerCase();
}

/** In nanoseconds; a file that is not there is older than all. */
function modified(fs: FileSystem, path: string): bigint {
  try {
    return fs.statSync(path, { bigint: true }).mtimeNs;
  } catch {
    return -1n;
  }
}
