import { basename, dirname } from "node:path";
import type { FileSystem } from "hivex-wasm/node";
import { type HiveKindName, hiveKind } from "../hive/hive-kind.ts";
import type { FoundHive, HiveRole } from "./found-hive.ts";
import { lookInside } from "./look-inside.ts";
import { ownerInHive } from "./owner-in-hive.ts";

const ROLES: Readonly<Record<HiveKindName, HiveRole>> = {
  user: "user",
  "user-classes": "user-classes",
  "default-user": "default-user",
  system: "machine",
  software: "machine",
  sam: "machine",
  security: "machine",
  components: "machine",
  drivers: "machine",
  bcd: "bcd",
  amcache: "amcache",
  app: "app",
  unknown: "other",
};

/** Hives in no place that is known, each by what it holds. Copies beside their original are none of them: `known` are those. */
export function describeByContent(fs: FileSystem, paths: readonly string[], known: Iterable<string>): FoundHive[] {
  const originals = new Set([...known].map((path) => path.toLowerCase()));
  return paths.map((path): FoundHive => {
    if (isCopy(path, originals)) return { path, role: "other" };
    return (
      lookInside(fs, path, (hive): FoundHive => {
        const { name: kind, evidence } = hiveKind(hive, path);
        const role = evidence === "content" ? ROLES[kind] : "other";
        if (role !== "user" && role !== "user-classes") return { path, role };
        const { sid, name = sid } = ownerInHive(hive);
        return { path, role, ...(name !== undefined && { owner: { name, ...(sid !== undefined && { sid }) } }) };
      }) ?? { path, role: "other" }
    );
  });
}

/** Windows' `NTUSER.DAT.{GUID}.tmp`, backups of ours and of others. */
function isCopy(path: string, originals: ReadonlySet<string>): boolean {
  const name = basename(path).toLowerCase();
  if (/\.(?:tmp|bak|old|sav)$/.test(name)) return true;
  const folder = dirname(path).toLowerCase();
  const ends = [...name].flatMap((character, index) => (character === "." ? [index] : []));
  return ends.some((end) => originals.has(`${folder}/${name.slice(0, end)}`));
}
