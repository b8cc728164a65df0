import type { Hive } from "./hive.ts";
import type { Key } from "./key.ts";

/** What a hive is for. */
export const HIVE_KINDS = [
  "user",
  "user-classes",
  "default-user",
  "system",
  "software",
  "sam",
  "security",
  "bcd",
  "amcache",
  "components",
  "drivers",
  "app",
  "unknown",
] as const;
export type HiveKindName = (typeof HIVE_KINDS)[number];

export interface HiveKind {
  readonly name: HiveKindName;
  /** What told it. */
  readonly evidence: "content" | "file name" | "none";
  /** The key under which Windows shows this hive's root. */
  readonly rootName: string;
  /** Whether Windows mounts such a hive elsewhere or nowhere, so that `rootName` is only a name to have one. */
  readonly isRootNameInvented: boolean;
}

/**
 * What kind of hive this is, told by its keys, else by the name of its file (a path will do); and the name of its root in
 * a .reg file.
 *
 * @example
 * hiveKind(hive, "NTUSER.DAT"); // { name: "user", evidence: "content", rootName: "HKEY_CURRENT_USER", ... }
 */
export function hiveKind(hive: Hive, path = ""): HiveKind {
  const fileName = baseName(path) || baseName(hive.baseBlock.fileName);
  const byContent = kindByContent(hive.root, fileName);
  if (byContent !== undefined) return described(byContent, "content", fileName);
  const byName = BY_FILE_NAME.find(([pattern]) => pattern.test(fileName))?.[1];
  return byName === undefined ? described("unknown", "none", fileName) : described(byName, "file name", fileName);
}

/** Each kind's keys, all of which must be there; kinds whose keys others have as well come later. */
const BY_KEYS: readonly (readonly [kind: HiveKindName, keys: readonly string[], anyOf?: readonly string[]])[] = [
  ["system", ["Select"], ["ControlSet001", "ControlSet002", "ControlSet003", "Setup"]],
  ["bcd", ["Description", "Objects"]],
  ["sam", ["SAM\\Domains"]],
  ["security", ["Policy"], ["Policy\\PolAdtEv", "Policy\\Secrets", "Policy\\Accounts", "RXACT", "Cache"]],
  ["components", ["DerivedData"], ["CanonicalData", "ServicingStackVersions", "Installers"]],
  ["components", ["CanonicalData"], ["Catalogs", "Deployments"]],
  ["drivers", ["DriverDatabase"]],
  [
    "amcache",
    ["Root"],
    ["Root\\InventoryApplicationFile", "Root\\InventoryApplication", "Root\\File", "Root\\Programs"],
  ],
  ["app", [], ["LocalState", "RoamingState"]],
  ["user", ["Software"], ["Control Panel", "Environment", "Keyboard Layout", "Console", "Printers", "AppEvents"]],
  ["user-classes", ["Local Settings"]],
  ["user-classes", ["CLSID"], ["Interface", "TypeLib"]],
  [
    "software",
    ["Microsoft"],
    ["Classes", "Clients", "Policies", "RegisteredApplications", "ODBC", "Microsoft\\Windows NT"],
  ],
];

const BY_FILE_NAME: readonly (readonly [pattern: RegExp, kind: HiveKindName])[] = [
  [/^ntuser\d*\.(dat|man)$/i, "user"],
  [/^(?:.*_)?usrclass\.dat$/i, "user-classes"],
  [/^default$/i, "default-user"],
  [/^system$/i, "system"],
  [/^software$/i, "software"],
  [/^sam$/i, "sam"],
  [/^security$/i, "security"],
  [/^bcd(-template)?$/i, "bcd"],
  [/^amcache\.hve$/i, "amcache"],
  [/^components$/i, "components"],
  [/^drivers$/i, "drivers"],
  [/^(settings|user|userclasses|registry)\.dat$/i, "app"],
];

/** Whether a file of this name (a path will do) is the hive of an app, in which all keys share one descriptor. */
export function isAppFileName(path: string): boolean {
  return BY_FILE_NAME.find(([pattern]) => pattern.test(baseName(path)))?.[1] === "app";
}

/** Where Windows mounts each kind; kinds that are not here have no place of their own. */
const ROOT_NAMES: Partial<Record<HiveKindName, string>> = {
  user: "HKEY_CURRENT_USER",
  "user-classes": "HKEY_CURRENT_USER\\Software\\Classes",
  "default-user": "HKEY_USERS\\.DEFAULT",
  system: "HKEY_LOCAL_MACHINE\\SYSTEM",
  software: "HKEY_LOCAL_MACHINE\\SOFTWARE",
  sam: "HKEY_LOCAL_MACHINE\\SAM",
  security: "HKEY_LOCAL_MACHINE\\SECURITY",
  bcd: "HKEY_LOCAL_MACHINE\\BCD00000000",
  components: "HKEY_LOCAL_MACHINE\\COMPONENTS",
  drivers: "HKEY_LOCAL_MACHINE\\DRIVERS",
};

function kindByContent(root: Key, fileName: string): HiveKindName | undefined {
  // The root of a user's classes is named for the user.
  if (/^S-1-5-.*_Classes$/i.test(root.name)) return "user-classes";
  const kind = BY_KEYS.find(([, all, any = []]) => {
    return all.every((path) => has(root, path)) && (any.length === 0 || any.some((path) => has(root, path)));
  })?.[0];
  // The user of the logon screen has what every user has; only the file tells.
  return kind === "user" && /^default$/i.test(fileName) ? "default-user" : kind;
}

function has(root: Key, path: string): boolean {
  let key: Key | undefined = root;
  for (const name of path.split("\\")) key = key?.findSubkey(name);
  return key !== undefined;
}

function described(name: HiveKindName, evidence: HiveKind["evidence"], fileName: string): HiveKind {
  const known = ROOT_NAMES[name];
  const rootName = known ?? `HKEY_LOCAL_MACHINE\\${fileName === "" ? "HIVE" : fileName}`;
  return { name, evidence, rootName, isRootNameInvented: known === undefined };
}

/** The last part of a path of any system's. */
function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? "";
}
