/** Names that people, regedit and PowerShell put in front of a path within a user's hive. */
const USER_ROOTS = ["hkcu", "hkcu:", "hkey_current_user"];
const ALL_USERS_ROOTS = ["hku", "hku:", "hkey_users"];
const SECURITY_IDENTIFIER = /^(?:s-1-\d+(?:-\d+)+|\.default)$/;

/**
 * Splits a key path into the names below the hive's root; the root itself gives an empty list.
 *
 * Only the backslash separates: every other character, `/` included, may stand in a key name. One backslash at either
 * end is allowed. `HKCU\`, `HKEY_CURRENT_USER\` and `HKEY_USERS\<SID>\` in front stand for the root of a user's hive.
 * An empty name in the middle is kept: no key has it, so looking it up fails there.
 *
 * @example
 * splitKeyPath("HKCU\\Software\\Microsoft"); // ["Software", "Microsoft"]
 */
export function splitKeyPath(path: string): string[] {
  const names = path.split("\\");
  if (names[0] === "") names.shift();
  if (names.at(-1) === "") names.pop();
  return names.slice(rootNameCount(names));
}

/** Joins names below the root to a key path. */
export function joinKeyPath(names: readonly string[]): string {
  return names.join("\\");
}

/** How many names in front only say which hive is meant. */
function rootNameCount(names: readonly string[]): number {
  const start = names[0]?.toLowerCase() === "computer" && names.length > 1 ? 1 : 0;
  const root = names[start]?.toLowerCase() ?? "";
  if (USER_ROOTS.includes(root)) return start + 1;
  const user = names[start + 1]?.toLowerCase() ?? "";
  if (ALL_USERS_ROOTS.includes(root) && SECURITY_IDENTIFIER.test(user)) return start + 2;
  return 0;
}
