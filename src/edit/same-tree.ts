import type { Key } from "../hive/key.ts";
import { foundValue, isSameData } from "./found-value.ts";

/** Whether two keys hold the same values and, level by level, the same subkeys; times and security are not compared. */
export function isSameTree(one: Key, other: Key, options: { readonly classes: boolean }): boolean {
  if (one.subkeyCount !== other.subkeyCount || one.valueCount !== other.valueCount) return false;
  if (options.classes && one.className !== other.className) return false;
  for (const { name } of one.values()) {
    const [mine, theirs] = [foundValue(one, name), foundValue(other, name)];
    if (mine?.type !== theirs?.type || !mine || !theirs || !isSameData(mine.data, theirs.data)) return false;
  }
  for (const subkey of one.subkeys()) {
    const twin = other.findSubkey(subkey.name);
    if (twin === undefined || twin.name !== subkey.name || !isSameTree(subkey, twin, options)) return false;
  }
  return true;
}
