import type { LogRole } from "hivex-wasm";

/** All roles, those of the dual scheme first: they say more about how a hive's logs are spelled. */
export const LOG_ROLES: readonly LogRole[] = ["LOG1", "LOG2", "LOG"];

/** Whether two file names are one to Windows, which does not tell letter cases apart. */
export function sameFileName(one: string, other: string): boolean {
  return one.length === other.length && one.toUpperCase() === other.toUpperCase();
}

/** The role of a file beside the hive, by its name alone; undefined for everything that is no log of this hive. */
export function logRoleOf(fileName: string, hiveName: string): LogRole | undefined {
  return LOG_ROLES.find((role) => sameFileName(fileName, `${hiveName}.${role}`));
}

/**
 * The name for a log that does not exist yet: spelled like its brother where there is one (real profiles hold
 * NTUSER.DAT beside ntuser.dat.LOG1), otherwise like the hive.
 *
 * @example
 * newLogName("LOG1", "NTUSER.DAT", [{ role: "LOG2", name: "ntuser.dat.LOG2" }]); // "ntuser.dat.LOG1"
 */
export function newLogName(role: LogRole, hiveName: string, existing: readonly ExistingLog[]): string {
  const brother = LOG_ROLES.flatMap((wanted) => existing.filter((log) => log.role === wanted))[0];
  if (brother === undefined) return `${hiveName}.${role}`;
  const withoutNumber = brother.name.slice(0, brother.name.length - brother.role.length + "LOG".length);
  return `${withoutNumber}${role.slice("LOG".length)}`;
}

interface ExistingLog {
  readonly role: LogRole;
  readonly name: string;
}
