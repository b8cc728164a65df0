import { HiveError } from "hivex-wasm";
import type { Hive } from "../hive/hive.ts";
import { sidText } from "../hive/sid.ts";
import type { HiveOwner } from "./found-hive.ts";
import { textAt } from "./text-at.ts";

const EXPLORER = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer";
/** The account of a user of a computer or a domain. */
const USER_SID = /^S-1-5-21(?:-\d+){4}$/;
const PROFILE_FOLDER = /^[a-z]:\\(?:users|documents and settings|winnt\\profiles)\\([^\\]+)\\/i;

/** Whose a user's hive is, as it tells by itself: Windows gives the user all rights to its root key. */
export function ownerInHive(hive: Hive): Partial<HiveOwner> {
  const sid = attempt(() => sidIn(hive));
  const name = attempt(() => nameIn(hive));
  return { ...(sid !== undefined && { sid }), ...(name !== undefined && { name }) };
}

/** The folder of the user's profile as the user's Windows names it: `C:\\Users\\anna`. */
export function profileInHive(hive: Hive): string | undefined {
  return attempt(() => PROFILE_FOLDER.exec(localFolder(hive))?.[0].slice(0, -1));
}

/** Undefined where several users have rights: none of them need be the owner. */
function sidIn({ root }: Hive): string | undefined {
  const sids = root.security().dacl?.entries.flatMap(({ sid }) => (sid === undefined ? [] : [sidText(sid)])) ?? [];
  const users = new Set(sids.filter((sid) => USER_SID.test(sid)));
  return users.size === 1 ? [...users][0] : undefined;
}

/** XP notes the name; later ones only the profile's folders, of which the local one is never moved to a server. */
function nameIn(hive: Hive): string | undefined {
  const logon = textAt(hive.findKey(EXPLORER), "Logon User Name");
  return logon || PROFILE_FOLDER.exec(localFolder(hive))?.[1];
}

/** Never moved to a server. */
function localFolder(hive: Hive): string {
  return textAt(hive.findKey(`${EXPLORER}\\Shell Folders`), "Local AppData") ?? "";
}

function attempt(look: () => string | undefined): string | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof HiveError) return undefined; // damaged there
    throw error;
  }
}
