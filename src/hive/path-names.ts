import { withControlSet } from "./control-set.ts";
import type { Hive } from "./hive.ts";
import { hiveKind } from "./hive-kind.ts";
import { splitKeyPath } from "./key-path.ts";

const MACHINE_ROOTS = ["hklm", "hklm:", "hkey_local_machine"];
const OWN_CLASSES = /^\\?(?:computer\\)?(?:hkcu:?|hkey_current_user)\\software\\classes(?:\\|$)/i;

/**
 * The names below a hive's root that a path stands for: without the root that Windows shows the hive under, and with
 * the control set that `CurrentControlSet` means. Names are not looked up.
 *
 * Names in front are dropped only where they name this very hive: `HKLM\SOFTWARE\...` means nothing in another one.
 */
export function pathNames(hive: Hive, path: string): readonly string[] {
  return withControlSet(hive, belowRoot(hive, path));
}

function belowRoot(hive: Hive, path: string): string[] {
  const names = splitKeyPath(path);
  if (OWN_CLASSES.test(path)) return hiveKind(hive).name === "user-classes" ? names.slice(2) : names;
  const start = names[0]?.toLowerCase() === "computer" ? 1 : 0;
  const [root = "", mounted = ""] = names.slice(start);
  if (!MACHINE_ROOTS.includes(root.toLowerCase()) || mounted === "") return names;
  const { rootName } = hiveKind(hive);
  const isThisHive = rootName.toLowerCase() === `hkey_local_machine\\${mounted.toLowerCase()}`;
  return isThisHive ? names.slice(start + 2) : names;
}
