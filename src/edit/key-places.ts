import { displaySafe } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { Key } from "../hive/key.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import type { KeyState } from "./effect.ts";

/** A key, and the paths of those that had to be created on the way to it. */
export interface MadeKey {
  readonly key: Key;
  readonly created: readonly string[];
}

/** The key at a path below the root; what is missing on the way is created. */
export function madeKey(hive: Hive, path: string): MadeKey {
  return madeBelow(hive, hive.pathNames(path));
}

/** Where a key is to stand that is not there yet: its parent, which is created if need be, and its own name. */
export function newPlace(hive: Hive, path: string): MadeKey & { readonly name: string } {
  const names = hive.pathNames(path);
  const name = names.at(-1);
  if (name === undefined) throw hiveError("root-stays", "the root's place is taken by the root", { keyPath: path });
  const parent = madeBelow(hive, names.slice(0, -1));
  const taken = parent.key.findSubkey(name);
  if (taken !== undefined) throw nameTaken(taken);
  return { ...parent, name };
}

/** The error for a key that is there already. */
export function nameTaken(key: Key): Error {
  return hiveError("name-taken", `the key ${displaySafe(key.path)} is there already`, { keyPath: key.path });
}

/** A key with the count of what is below it. */
export function keyState(hive: Hive, key: Key): KeyState {
  const { keys, values } = hive.count(key);
  const { className } = key;
  return { path: key.path, ...(className !== undefined && { className }), keys: keys - 1, values };
}

/** The key as it is after an edit: a Key keeps the record that it was met with. */
export function asItIsNow(key: Key): Key {
  return key.parent === undefined ? Key.root(key.engine) : Key.below(key.parent, key.offset);
}

function madeBelow(hive: Hive, names: readonly string[]): MadeKey {
  const created: string[] = [];
  let key = hive.root;
  for (const [index, name] of names.entries()) {
    const found = key.findSubkey(name);
    if (found === undefined) created.push(joinKeyPath(names.slice(0, index + 1)));
    key = found ?? Key.below(key, hive.engine.editing.createKey(key.offset, name));
  }
  return { key, created };
}
