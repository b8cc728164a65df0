/** Windows' root keys, in upper case, by all their names. */
const ROOTS: Readonly<Record<string, string>> = {
  HKEY_CLASSES_ROOT: "HKEY_CLASSES_ROOT",
  HKCR: "HKEY_CLASSES_ROOT",
  HKEY_CURRENT_USER: "HKEY_CURRENT_USER",
  HKCU: "HKEY_CURRENT_USER",
  HKEY_LOCAL_MACHINE: "HKEY_LOCAL_MACHINE",
  HKLM: "HKEY_LOCAL_MACHINE",
  HKEY_USERS: "HKEY_USERS",
  HKU: "HKEY_USERS",
  HKEY_CURRENT_CONFIG: "HKEY_CURRENT_CONFIG",
  HKCC: "HKEY_CURRENT_CONFIG",
};

/** The whole name of one of Windows' root keys, in upper case; undefined where it is none. */
export function rootKeyName(name: string): string | undefined {
  return ROOTS[name.toUpperCase()];
}
