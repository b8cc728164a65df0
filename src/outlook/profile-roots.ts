import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { textOf } from "./value-texts.ts";

/** Where Outlook 97 to 2010 keeps profiles on Windows NT and its followers. */
const MESSAGING_SUBSYSTEM = "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";
const OFFICE = "Software\\Microsoft\\Office";

/** A key whose subkeys are Outlook profiles. */
export interface ProfileRoot {
  readonly key: Key;
  /** The version of Office in the key's path, such as `16.0`; `97-2010` for the root that all older ones share. */
  readonly outlook: string;
  /** The name of the profile that Outlook opens unasked. */
  readonly defaultProfile: string | undefined;
}

/**
 * Finds every key of a user's hive that holds Outlook profiles, the newest Outlook first. After an upgrade the older ones
 * often remain; Outlook looks at the newest alone.
 */
export function findProfileRoots(hive: Hive): ProfileRoot[] {
  return [...officeRoots(hive), ...messagingRoots(hive)];
}

/** From Outlook 2013 on: a root per version, with the default profile's name on the key above it. */
function officeRoots(hive: Hive): ProfileRoot[] {
  const roots: ProfileRoot[] = [];
  for (const version of hive.findKey(OFFICE)?.subkeys() ?? []) {
    const outlook = version.findSubkey("Outlook");
    const key = outlook?.findSubkey("Profiles");
    if (outlook && key)
      roots.push({ key, outlook: version.name, defaultProfile: textOf(outlook.findValue("DefaultProfile")) });
  }
  return roots.sort((a, b) => (Number.parseFloat(b.outlook) || 0) - (Number.parseFloat(a.outlook) || 0));
}

function messagingRoots(hive: Hive): ProfileRoot[] {
  const key = hive.findKey(MESSAGING_SUBSYSTEM);
  return key ? [{ key, outlook: "97-2010", defaultProfile: textOf(key.findValue("DefaultProfile")) }] : [];
}
