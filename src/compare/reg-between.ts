import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import type { RegStatement } from "../reg-file/write-reg-file.ts";
import type { CompareOptions } from "./compare-options.ts";
import { differingPairs } from "./differing-pairs.ts";
import { differingFacts } from "./key-facts.ts";
import { differingValues, valueLists } from "./key-values.ts";
import type { Twins } from "./twins.ts";

/** How to say it in a .reg file. */
export interface RegBetweenOptions extends CompareOptions {
  /** What the hive's root is called in paths, such as HKEY_CURRENT_USER; nothing where keys below it stand for roots. */
  readonly rootName: string;
}

/** What a .reg file has to say, and what none can. */
export interface RegBetween {
  readonly statements: Iterable<RegStatement>;
  /** Paths of keys with differences that no .reg file tells; complete when all statements have been taken. */
  readonly untold: ReadonlySet<string>;
}

/**
 * The statements of a .reg file that turns the first key into the second, with all below; undefined is no key. A key whose
 * name is spelled otherwise is deleted and made anew.
 *
 * @example
 * const { statements } = regBetween(a.root, b.root, { rootName: "HKEY_CURRENT_USER" });
 * for (const bytes of writeRegFile(statements)) writeSync(file, bytes);
 */
export function regBetween(a: Key | undefined, b: Key | undefined, options: RegBetweenOptions): RegBetween {
  const untold = new Set<string>();
  return { statements: statementsBetween(a, b, options, untold), untold };
}

function* statementsBetween(
  a: Key | undefined,
  b: Key | undefined,
  options: RegBetweenOptions,
  untold: Set<string>,
): Generator<RegStatement> {
  const pathOf = ({ path }: Key): string => [options.rootName, path].filter((part) => part !== "").join("\\");
  let madeAnew: Key | undefined;
  for (const { a: one, b: other } of differingPairs({ ...(a && { a }), ...(b && { b }) }, options)) {
    if (madeAnew !== undefined && isBelow(other ?? one, madeAnew)) continue;
    madeAnew = undefined;
    const facts = one && other ? differingFacts(one, other, options) : [];
    if (one && other && !facts.some(({ fact }) => fact === "name")) {
      if (facts.length > 0) untold.add(other.path);
      yield* changesOf(pathOf(other), differingValues(valueLists(one, other)));
      continue;
    }
    if (one !== undefined) yield* deletionOf(one, pathOf);
    if (other === undefined) continue;
    if (one !== undefined) madeAnew = other;
    for (const { key } of walkKeys(other)) {
      if (key.isSymbolicLink) untold.add(key.path);
      yield { kind: "key", path: pathOf(key), isDeleted: false };
      for (const value of key.values()) yield setValue(value);
    }
  }
}

/** A root of Windows' registry stays: what is in it goes. */
function* deletionOf(key: Key, pathOf: (key: Key) => string): Generator<RegStatement> {
  if (pathOf(key).includes("\\")) {
    yield { kind: "key", path: pathOf(key), isDeleted: true };
    return;
  }
  for (const subkey of key.subkeys()) yield { kind: "key", path: pathOf(subkey), isDeleted: true };
  if (key.valueCount > 0) yield { kind: "key", path: pathOf(key), isDeleted: false };
  for (const { name } of key.values()) yield { kind: "value", name, data: "delete" };
}

function isBelow(key: Key | undefined, top: Key): boolean {
  for (let each = key?.parent; each !== undefined; each = each.parent) if (each.path === top.path) return true;
  return false;
}

function* changesOf(path: string, values: readonly Twins<Value>[]): Generator<RegStatement> {
  if (values.length > 0) yield { kind: "key", path, isDeleted: false };
  for (const { a, b } of values) {
    // A value keeps the spelling of its name when it is set again.
    if (a !== undefined && a.name !== b?.name) yield { kind: "value", name: a.name, data: "delete" };
    if (b !== undefined) yield setValue(b);
  }
}

function setValue(value: Value): RegStatement {
  return { kind: "value", name: value.name, data: { type: value.type, data: value.data() } };
}
