import { hiveError } from "../../errors.ts";
import type { Hive } from "../../hive/hive.ts";
import type { Key } from "../../hive/key.ts";
import type { KeyEffect } from "../effect.ts";
import { keyState, nameTaken } from "../key-places.ts";

/** Hangs a key under a parent and a name. The root stays; so does a key that is to go below itself. */
export function movedKey(
  hive: Hive,
  key: Key,
  to: { readonly parent: Key; readonly name: string; readonly createdKeys: readonly string[] },
): KeyEffect {
  if (key.isRoot) throw hiveError("root-stays", "the root key cannot be moved or renamed");
  const { parent, name, createdKeys } = to;
  const old = keyState(hive, key);
  const namesake = parent.findSubkey(name);
  if (namesake !== undefined && namesake.offset !== key.offset) throw nameTaken(namesake);
  const path = parent.isRoot ? name : `${parent.path}\\${name}`;
  const facts = { kind: "key", old, new: { ...old, path }, isCopy: false, createdKeys } as const;
  if (path === key.path) return { ...facts, isDone: true };
  for (let above: Key | undefined = parent; above !== undefined; above = above.parent) {
    if (above.offset === key.offset)
      throw hiveError("into-itself", "a key cannot be put below itself", { keyPath: key.path });
  }
  hive.engine.editing.moveKey(key.offset, parent.offset, name);
  return { ...facts, isDone: false };
}
