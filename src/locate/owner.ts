import type { HiveOwner, HiveRole } from "./found-hive.ts";

const SID = /S-1-5-21(?:-\d+){4}/i;
/** A roaming profile's folder ends in the version of Windows that wrote it. */
const PROFILE_VERSION = /\.V[2-6]$/i;

/** Whose profile a folder is, by its name and the computer's list of profiles. */
export function ownerOf(folder: string, sids: ReadonlyMap<string, string>): HiveOwner {
  const sid = sids.get(folder.toLowerCase()) ?? SID.exec(folder)?.[0];
  // Containers are named for SID and user, in either order.
  const rest = folder
    .replace(PROFILE_VERSION, "")
    .replace(SID, "")
    .replace(/^UVHD-|^_|_$/gi, "");
  const name = rest === "" ? (sid ?? folder) : rest;
  return sid === undefined ? { name } : { name, sid };
}

/** A user's hive in the folder of the default profile is the template of new users'. */
export function roleIn(folder: string | undefined, role: HiveRole): HiveRole {
  const isDefault = folder !== undefined && /^default(?: user)?(?:\.v[2-6])?$/i.test(folder);
  return isDefault && role === "user" ? "default-user" : role;
}
