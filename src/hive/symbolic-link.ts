import type { Hive } from "./hive.ts";
import { hiveKind } from "./hive-kind.ts";

/** The one value of a symbolic link, which holds the path of the key that it leads to. */
export const SYMBOLIC_LINK_VALUE = "SymbolicLinkValue";

/** Links that one path may lead through; more of them go round in a circle. */
export const MOST_LINKS = 64;

const USER = /^(?:S-1-\d+(?:-\d+)+|\.DEFAULT)$/i;

/**
 * The names below this hive's root that a link's target stands for; undefined where it leads into another hive.
 * Targets are absolute: `\Registry\Machine\Software\...`, `\Registry\User\<SID>\...`.
 */
export function namesOfTarget(hive: Hive, target: string): string[] | undefined {
  const [empty, registry, tree, name, ...rest] = target.split("\\");
  if (empty !== "" || registry?.toLowerCase() !== "registry" || name === undefined) return undefined;
  const { name: kind, rootName } = hiveKind(hive);
  if (tree?.toLowerCase() === "machine") {
    return rootName.toLowerCase() === `hkey_local_machine\\${name.toLowerCase()}` ? rest : undefined;
  }
  if (tree?.toLowerCase() !== "user") return undefined;
  if (kind === "user-classes") return classesBelow(name, rest);
  return (kind === "user" || kind === "default-user") && USER.test(name) ? rest : undefined;
}

/** A user's classes are mounted twice: beside the user's own hive, and within it. */
function classesBelow(name: string, rest: readonly string[]): string[] | undefined {
  if (/_Classes$/i.test(name) && USER.test(name.slice(0, -"_Classes".length))) return [...rest];
  const [software, classes, ...names] = rest;
  const isWithin = USER.test(name) && software?.toLowerCase() === "software" && classes?.toLowerCase() === "classes";
  return isWithin ? names : undefined;
}
