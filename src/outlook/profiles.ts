import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { findProfileRoots, type ProfileRoot } from "./profile-roots.ts";

/** An Outlook profile, as it lies in a user's hive. */
export interface OutlookProfile {
  readonly key: Key;
  readonly name: string;
  /** The version of Outlook whose root it lies in: `16.0`, `15.0`, `97-2010`. */
  readonly outlook: string;
  /** Whether Outlook of that version opens it unasked. */
  readonly isDefault: boolean;
}

/**
 * Finds the Outlook profiles of a user's hive, those of the newest Outlook first. A hive without any gives an empty list.
 *
 * @example
 * for (const profile of findProfiles(hive)) console.log(profile.outlook, profile.name);
 */
export function findProfiles(hive: Hive): OutlookProfile[] {
  return findProfileRoots(hive).flatMap(profilesIn);
}

function profilesIn(root: ProfileRoot): OutlookProfile[] {
  // The engine compares names by Windows' own table, so it is asked which key the default profile's name means.
  const standard = root.defaultProfile === undefined ? undefined : root.key.findSubkey(root.defaultProfile);
  return Array.from(root.key.subkeys(), (key) => {
    return { key, name: key.name, outlook: root.outlook, isDefault: key.offset === standard?.offset };
  });
}
