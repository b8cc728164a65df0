import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import type { Value } from "../hive/value.ts";

/** Paths of keys that a plan for one hive understands as they are meant, whichever hive the keys lie in. */
export class PlanPaths {
  readonly #hive: Hive;

  constructor(hive: Hive) {
    this.#hive = hive;
  }

  /** The key's path; throws `name-not-in-plan` where none leads to it. */
  of(key: Key): string {
    if (key.parent !== undefined && key.parent.findSubkey(key.name)?.offset !== key.offset)
      throw notInPlan("another key has the same name as this one", key);
    const names = namesOf(key);
    const plain = joinKeyPath(names);
    // Below the root a key may be called as a root of Windows' registry is: one such name in front is then taken away.
    const path = [plain, `HKEY_CURRENT_USER\\${plain}`].find((each) => this.#means(each, names));
    if (path === undefined || names.includes("")) throw notInPlan("no path tells the name of this key", key);
    return path;
  }

  /** The value's name; throws where another value of its key has it. */
  nameOf(value: Value): string {
    if (value.key.findValue(value.name)?.offset === value.offset) return value.name;
    throw notInPlan("the key has two values of one name", value.key);
  }

  #means(path: string, names: readonly string[]): boolean {
    const meant = this.#hive.pathNames(path);
    return meant.length === names.length && meant.every((name, at) => name === names[at]);
  }
}

function namesOf(key: Key): string[] {
  const names: string[] = [];
  for (let each = key; each.parent !== undefined; each = each.parent) names.push(each.name);
  return names.reverse();
}

function notInPlan(statement: string, { path }: Key): Error {
  return hiveError("name-not-in-plan", statement, { keyPath: path });
}
