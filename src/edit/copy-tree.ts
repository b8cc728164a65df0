import { hiveError } from "../errors.ts";
import { keepsOneDescriptor, oneDescriptorOnly } from "../hive/app-hive.ts";
import type { Hive } from "../hive/hive.ts";
import { Key } from "../hive/key.ts";
import { KEY_FLAG } from "../hive/key-flags.ts";
import { newPlace } from "./key-places.ts";

/** What goes along when keys are copied; names and values always do. */
export interface CopyOptions {
  /** Who may do what; without it the copies inherit from the key they are put under, as new keys do. */
  readonly security?: boolean;
  /** Last-write times; without it the copies get the time of the edit. */
  readonly times?: boolean;
  /** Class names; they go along unless this is false. */
  readonly classes?: boolean;
}

/** What was copied. */
export interface CopiedTree {
  readonly key: Key;
  /** Paths of the keys that had to be created on the way, without the copy. */
  readonly created: readonly string[];
}

/**
 * Copies a key with all below it to a new path, in memory: within a hive, or from one open hive to another, which must be
 * open with mode `edit`. All of it or nothing.
 *
 * @throws HiveError `name-taken` where the path exists, `into-itself`, `one-descriptor` where security would be copied into
 * the hive of an app that has another one, and what creating keys and values throws
 * @example
 * copyTree(from.key("Software\\Acme"), to, "Software\\Acme", { times: true });
 */
export function copyTree(source: Key, target: Hive, path: string, options: CopyOptions = {}): CopiedTree {
  return target.engine.editing.transaction(() => {
    const { key: parent, name, created } = newPlace(target, path);
    if (source.engine === target.engine) refuseBelow(source, parent);
    const isOfApp = options.security && keepsOneDescriptor(target);
    const key = copyBelow(source, parent, name, options);
    if (isOfApp && !keepsOneDescriptor(target)) throw oneDescriptorOnly(path);
    return { key, created };
  });
}

function refuseBelow(source: Key, parent: Key): void {
  for (let above: Key | undefined = parent; above !== undefined; above = above.parent) {
    if (above.offset === source.offset)
      throw hiveError("into-itself", "a key cannot be copied below itself", { keyPath: source.path });
  }
}

function copyBelow(source: Key, parent: Key, name: string, options: CopyOptions): Key {
  const { editing } = parent.engine;
  const offset = editing.createKey(parent.offset, name);
  const key = Key.below(parent, offset);
  const { className } = source;
  if (className !== undefined && options.classes !== false) editing.setClassName(offset, className);
  if (options.security) editing.setSecurity(offset, source.securityRecord().descriptor);
  if (source.isSymbolicLink) editing.setKeyFlags(offset, key.flags | KEY_FLAG.symbolicLink);
  for (const value of source.values()) editing.setValue(offset, value.name, value.type, value.data());
  for (const subkey of source.subkeys()) copyBelow(subkey, key, subkey.name, options);
  // What is put into a key changes its time.
  if (options.times) editing.setKeyTime(offset, source.lastWritten);
  return key;
}
