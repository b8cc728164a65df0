import { hiveError } from "../errors.ts";
import type { Hive } from "./hive.ts";

/**
 * Whether this is the hive of an app (settings.dat and its like), in which all keys share one security descriptor: Windows
 * does not load it by RegLoadAppKey when there is a second one. One that has several descriptors already is none.
 */
export function keepsOneDescriptor(hive: Hive): boolean {
  const { root } = hive;
  return looksLikeApp(hive) && root.securityRecord().next === root.record.security;
}

/** Whether what a hive holds, its name, or a root that is named by a GUID makes it look like the hive of an app. */
export function looksLikeApp(hive: Hive): boolean {
  return hive.kind().name === "app" || /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i.test(hive.root.name);
}

/** The error for an edit that would give such a hive a second one. */
export function oneDescriptorOnly(keyPath: string): Error {
  return hiveError("one-descriptor", "in the hive of an app all keys have one security descriptor", { keyPath });
}
