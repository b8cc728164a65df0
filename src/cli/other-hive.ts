import { displaySafe, type Hive, HiveError } from "../index.ts";

/** Roots of Windows' registry that lie in other hives than a user's, and the file of each. */
const MACHINE_ROOT = /^\\?(?:computer\\)?(?:hklm:?|hkey_local_machine)(?:\\([^\\]*))?(\\.*)?$/i;
const USER_ROOT = /^\\?(?:computer\\)?(?:hkcu:?|hkey_current_user)(?:\\|$)/i;
const CLASSES_ROOT = /^\\?(?:computer\\)?(?:hkcr:?|hkey_classes_root)(?:\\|$)/i;
const FILES: Readonly<Record<string, string>> = {
  software: "Windows\\System32\\config\\SOFTWARE",
  system: "Windows\\System32\\config\\SYSTEM",
  sam: "Windows\\System32\\config\\SAM",
  security: "Windows\\System32\\config\\SECURITY",
  components: "Windows\\System32\\config\\COMPONENTS",
};

/** Refuses a path that Windows shows in another hive: nothing shall be created here that belongs there. */
export function assertOfThisHive(hive: Hive, path: string): void {
  const error = otherHive(hive, path);
  if (error) throw error;
}

/** The error for a path that Windows shows in another hive than this one; undefined where the path may be meant here. */
export function otherHive(hive: Hive, path: string): HiveError | undefined {
  const first = hive.pathNames(path)[0];
  if (first !== undefined && hive.root.findSubkey(first) !== undefined) return undefined;
  const machine = MACHINE_ROOT.exec(path);
  if (machine !== null && /^(?:computer|hklm:?|hkey_local_machine)$/i.test(first ?? "")) {
    const [, mounted = "", below = ""] = machine;
    const file = FILES[mounted.toLowerCase()];
    const advice =
      file === undefined
        ? "Open the hive that holds this key, and give the path below its root."
        : `Open the file ${file}, and give the path below it: "${displaySafe(below === "" ? "\\" : below.slice(1))}"`;
    return notHere(path, "HKEY_LOCAL_MACHINE stands for other hives than this one", advice);
  }
  if (USER_ROOT.test(path) && isMachineHive(hive))
    return notHere(path, "HKEY_CURRENT_USER stands for a user's hive, and this is none", USER_ADVICE);
  if (CLASSES_ROOT.test(path)) {
    const advice = "Open SOFTWARE and look below Classes, or the user's UsrClass.dat.";
    return notHere(path, "HKEY_CLASSES_ROOT is put together from two hives", advice);
  }
  return undefined;
}

const USER_ADVICE = "Open the file NTUSER.DAT in the user's profile folder.";

function isMachineHive(hive: Hive): boolean {
  const { rootName, isRootNameInvented } = hive.kind();
  return !isRootNameInvented && rootName.startsWith("HKEY_LOCAL_MACHINE\\");
}

function notHere(keyPath: string, statement: string, advice: string): HiveError {
  return new HiveError("key-not-found", statement, { keyPath, advice });
}
