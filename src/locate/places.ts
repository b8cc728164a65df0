import type { HiveRole } from "./found-hive.ts";

/**
 * Where hives lie below a root: names in lower case, parted by slashes; `|` parts names of which each will do, `*` is any
 * folder, `@` the folder of a profile. Most specific roles first: a file is what the first place says that it is.
 */
export interface Place {
  readonly role: HiveRole;
  readonly path: string;
}

const WINDOWS = "windows|winnt";
const CONFIG = `${WINDOWS}/system32/config`;
const CLASSES = "microsoft/windows/usrclass.dat";

/** In the folder of a profile. `ntuser.man` is a mandatory profile's, which Windows tries first. */
const PROFILE: readonly Place[] = [
  { role: "user", path: "ntuser.dat|ntuser.man" },
  { role: "user-classes", path: `appdata/local/${CLASSES}` },
  { role: "user-classes", path: `local settings/application data/${CLASSES}` }, // before Vista
  { role: "app", path: "appdata/local/packages/*/settings/settings.dat" },
  { role: "app", path: "appdata/local/packages/*/systemappdata/helium/user.dat|userclasses.dat" },
];

/** On a volume with Windows. */
const VOLUME: readonly Place[] = [
  { role: "machine", path: `${CONFIG}/system|software|sam|security|default|components|drivers|bbi|elam|userdiff` },
  { role: "bcd", path: `${CONFIG}/bcd-template` },
  { role: "bcd", path: "boot/bcd" },
  { role: "bcd", path: "efi/microsoft/boot/bcd" },
  { role: "amcache", path: `${WINDOWS}/appcompat/programs/amcache.hve` },
  { role: "syscache", path: "system volume information/syscache.hve" },
  { role: "backup", path: `${CONFIG}/regback/system|software|sam|security|default|components` },
  ...below(`${WINDOWS}/system32|syswow64/config/systemprofile`, asService(PROFILE)),
  ...below(`${WINDOWS}/serviceprofiles/@`, asService(PROFILE)),
  ...below("users|documents and settings/@", PROFILE),
  ...below("winnt/profiles/@", PROFILE), // NT 4
];

/** Below any root, be it a volume, what is left of an older Windows on it, a folder of volumes, or a share of profiles. */
export const PLACES: readonly Place[] = [
  ...VOLUME,
  ...below("windows.old", VOLUME),
  ...below("$sysreset/*", VOLUME),
  ...below("*", VOLUME),
  ...PROFILE, // the root is a profile: a user profile disk
  ...below("profile", PROFILE), // a profile container of FSLogix
  ...below("@", PROFILE),
  ...below("@/profile|upm_profile", PROFILE), // FSLogix containers mounted side by side; Citrix
];

function below(folder: string, places: readonly Place[]): Place[] {
  return places.map(({ role, path }) => ({ role, path: `${folder}/${path}` }));
}

function asService(places: readonly Place[]): Place[] {
  return places.map((place) => (place.role === "user" ? { ...place, role: "service" } : place));
}
