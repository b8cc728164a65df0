import type { FileSystem } from "hivex-wasm/node";
import type { Hive } from "../hive/hive.ts";
import { lookInside } from "./look-inside.ts";
import { textAt } from "./text-at.ts";

const PROFILE_LIST = "Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

/**
 * The SIDs of a computer's users by the names of their profiles' folders, in lower case, as its SOFTWARE hive lists them.
 * Empty where that cannot be read: it only adds to what is known.
 */
export function readProfileList(fs: FileSystem, softwarePath: string): ReadonlyMap<string, string> {
  return lookInside(fs, softwarePath, sidsIn) ?? new Map();
}

function sidsIn(software: Hive): Map<string, string> {
  const sids = new Map<string, string>();
  for (const key of software.findKey(PROFILE_LIST)?.subkeys() ?? []) {
    const folder = textAt(key, "ProfileImagePath")?.split("\\").at(-1);
    if (folder) sids.set(folder.toLowerCase(), key.name);
  }
  return sids;
}
