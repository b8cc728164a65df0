import { HiveError } from "hivex-wasm";
import type { FileSystem } from "hivex-wasm/node";
import type { Value } from "../hive/value.ts";
import { openHive } from "../storage/open-hive.ts";

const PROFILE_LIST = "Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

/**
 * The SIDs of a computer's users by the names of their profiles' folders, in lower case, as its SOFTWARE hive lists them.
 * Empty where that cannot be read: it only adds to what is known.
 */
export function readProfileList(fs: FileSystem, softwarePath: string): ReadonlyMap<string, string> {
  const sids = new Map<string, string>();
  try {
    const opened = openHive(softwarePath, { fs });
    try {
      for (const key of opened.hive.findKey(PROFILE_LIST)?.subkeys() ?? []) {
        const path = textOf(key.findValue("ProfileImagePath"));
        const folder = path?.split("\\").at(-1);
        if (folder) sids.set(folder.toLowerCase(), key.name);
      }
    } finally {
      opened.close();
    }
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
  }
  return sids;
}

function textOf(value: Value | undefined): string | undefined {
  const decoded = value?.decoded();
  return decoded?.kind === "string" ? decoded.text : undefined;
}
