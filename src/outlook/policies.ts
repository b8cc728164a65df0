import type { Hive } from "../hive/hive.ts";
import type { Value } from "../hive/value.ts";

const OFFICE_POLICIES = "Software\\Policies\\Microsoft\\Office";

/**
 * Every value that a policy sets for Outlook's RPC connections, of all Office versions. A policy may override what a profile
 * says, so each of them is worth a look before a profile is changed.
 *
 * @example
 * for (const { key, name } of findRpcPolicies(hive)) console.warn(key.path, name);
 */
export function findRpcPolicies(hive: Hive): Value[] {
  const policies: Value[] = [];
  for (const version of hive.findKey(OFFICE_POLICIES)?.subkeys() ?? []) {
    policies.push(...(version.findSubkey("Outlook")?.findSubkey("RPC")?.values() ?? []));
  }
  return policies;
}
